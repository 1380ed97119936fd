package extract

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// readPublisher finds who published the page, and the names that mean it.
func (p *page) readPublisher() {
	p.publisher = schema.Organization{Domain: domainOf(p.address), URL: p.address.Scheme + "://" + p.address.Host + "/"}
	candidates := []string{p.ld.Publisher.Name, p.survey.Meta("og:site_name"), p.site, p.survey.Meta("application-name", "publisher", "dc.publisher"), p.feedTitle()}
	for _, name := range candidates {
		name = text.Cut(name, 200)
		if name == "" || strings.Contains(name, "://") {
			continue
		}
		p.names = append(p.names, squeezed(name))
		if p.publisher.Name == "" && !p.isForeignAgency(name) {
			p.publisher.Name = name
		}
	}
	host := strings.TrimPrefix(p.address.Hostname(), "www.")
	label, _, _ := strings.Cut(p.publisher.Domain, ".")
	p.names = append(p.names, squeezed(host), squeezed(p.publisher.Domain), squeezed(label))
	if p.publisher.Name == "" {
		p.publisher.Name = p.publisher.Domain
	}
	if p.publisher.Name == "" {
		p.publisher.Name = p.address.Hostname()
	}
	if u := p.survey.Absolute(p.ld.Publisher.URL); u != "" {
		if parsed, err := url.Parse(u); err == nil && domainOf(parsed) == p.publisher.Domain {
			p.publisher.URL = u
		}
	}
}

// isForeignAgency says whether a name is an agency's and this isn't its site:
// some pages of wire copy name the agency as publisher.
func (p *page) isForeignAgency(name string) bool {
	a, ok := p.x.agencies.Named(name)
	return ok && a.Domain != p.publisher.Domain
}

func (p *page) feedTitle() string {
	if p.Item == nil {
		return ""
	}
	title := text.Plain(p.Item.Feed.Title)
	for _, mark := range separators() { // "The Harbour Times - World"
		title, _, _ = strings.Cut(title, mark)
	}
	return strings.TrimSpace(title)
}

// domainOf is the registrable domain of an address: the public suffix and one
// label more. For an address of numbers it is that address, without its port,
// and for a bare public suffix nothing.
func domainOf(u *url.URL) string {
	canonical, err := schema.HostOf(u.Scheme + "://" + u.Host + "/")
	if err != nil {
		return ""
	}
	host := (&url.URL{Host: canonical}).Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return domain
}
