package document

import (
	"html"
	"net/url"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// firstLink is the first of the candidates that is an address of a page once it
// is cleaned and resolved; empty if none is.
func firstLink(base string, candidates ...string) string {
	for _, candidate := range candidates {
		if link := resolve(base, candidate); link != "" {
			return link
		}
	}
	return ""
}

// resolve is the absolute address, http or https, that a link in a document
// means; empty if it can't be one. An absolute link stays as it was given, but
// for white space: what is within is percent-encoded, except for line breaks,
// which are none of it (as browsers do, WHATWG URL §4.4).
func resolve(base, link string) string {
	link = cleanLink(link)
	if link == "" || len(link) > maxLine {
		return ""
	}
	if !isHTTP(link) {
		link = relative(base, link)
	}
	if _, err := schema.CanonicalURL(link); err != nil {
		return ""
	}
	return link
}

// linkIn is the first absolute link in HTML; empty if there is none.
func linkIn(markup string) string {
	for {
		_, rest, found := strings.Cut(markup, "href=")
		if !found {
			return ""
		}
		markup = rest
		if rest == "" || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		link, _, closed := strings.Cut(rest[1:], rest[:1])
		if link = html.UnescapeString(link); closed && isHTTP(link) {
			return link
		}
	}
}

func cleanLink(link string) string {
	link = strings.TrimSpace(link)
	if strings.ContainsAny(link, " \t\r\n") {
		link = strings.NewReplacer("\t", "", "\r", "", "\n", "", " ", "%20").Replace(link)
	}
	return link
}

func isHTTP(link string) bool {
	const secure, open = "https://", "http://"
	return len(link) > len(secure) && strings.EqualFold(link[:len(secure)], secure) ||
		len(link) > len(open) && strings.EqualFold(link[:len(open)], open)
}

// relative resolves a link that is not absolute (RFC 3986 §5.2); empty if it can't.
func relative(base, link string) string {
	b, err := url.Parse(base)
	if err != nil || !b.IsAbs() {
		return ""
	}
	ref, err := url.Parse(link)
	if err != nil { // most often a percent sign that encodes nothing
		if ref, err = url.Parse(strings.ReplaceAll(link, "%", "%25")); err != nil {
			return ""
		}
	}
	return b.ResolveReference(ref).String()
}

// joinBase is the xml:base of an element within another one's. The result may
// still be relative: to the address of the document.
func joinBase(outer, inner string) string {
	if outer == "" || isHTTP(inner) {
		return inner
	}
	o, err := url.Parse(outer)
	if err != nil {
		return inner
	}
	i, err := url.Parse(inner)
	if err != nil {
		return outer
	}
	return o.ResolveReference(i).String()
}

// startingPoint is the address from which links within an xml:base are resolved.
func startingPoint(document, base string) string {
	if base == "" {
		return document
	}
	if isHTTP(base) {
		return base
	}
	if joined := relative(document, base); joined != "" {
		return joined
	}
	return document
}
