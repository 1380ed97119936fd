package websub

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Discover finds the hub of a document and its topic there, both empty if it has
// no hub (WebSub §4). The answer's Link headers go before what the document says
// of itself; of several hubs the first is taken, for each is told of everything.
// A document that names a hub and no topic is its own topic. Url is who answered,
// after redirects, and said the document's rel=hub and rel=self, absolute.
func Discover(h http.Header, url string, said schema.Hints) (hub, topic string) {
	var self string
	for _, l := range parseLinks(h.Values("Link")) {
		if l.anchor != "" && resolve(url, l.anchor) != url {
			continue // it is about another document
		}
		if hub == "" && l.is("hub") {
			hub = resolve(url, l.target)
		}
		if self == "" && l.is("self") {
			self = resolve(url, l.target)
		}
	}
	hub = cmp.Or(hub, usable(said.Hub))
	if hub == "" {
		return "", ""
	}
	return hub, cmp.Or(self, usable(said.Topic), url)
}

// resolve makes a link absolute; empty if it can't be asked for. One that is
// absolute stays byte for byte: a topic is compared so.
func resolve(base, target string) string {
	if strings.Contains(target, "://") {
		if u := usable(target); u != "" {
			return u
		}
	}
	b, err := url.Parse(base)
	if err != nil {
		return ""
	}
	u, err := b.Parse(target)
	if err != nil {
		return ""
	}
	return usable(u.String())
}

// usable is an address that can be asked for, as it is, else nothing.
func usable(address string) string {
	if len(address) > schema.MaxURLLength {
		return ""
	}
	if _, err := schema.CanonicalURL(address); err != nil {
		return ""
	}
	return address
}

// secure says whether what is sent to an address is seen by its receiver alone.
func secure(address string) bool {
	scheme, _, _ := strings.Cut(address, "://")
	return strings.EqualFold(scheme, "https")
}
