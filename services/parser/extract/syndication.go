package extract

import (
	"net/url"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// sign is one reason to hold a text for another's copy.
type sign struct {
	method     string
	confidence float64
	provider   schema.Organization
}

// syndicate fills in whether the article is wire copy, whose, and how that is
// known. The agency's own site syndicates nothing from itself.
func (p *page) syndicate(a *schema.Article, body []block.Block) {
	signs := append(p.signs(body), p.sourceSigns(a)...)
	if _, ok := p.canonicalSign(); ok && a.IsBasedOn == "" {
		a.IsBasedOn = p.survey.Canonical
	}
	if own, ok := p.ownAgency(); ok {
		kept := signs[:0]
		for _, s := range signs {
			if s.provider.Domain != own.Domain {
				kept = append(kept, s)
			}
		}
		signs = kept
	}
	if len(signs) == 0 {
		a.Syndication = schema.Syndication{}
		return
	}
	best, doubt := signs[0], 1.0
	methods := map[string]bool{}
	for _, s := range signs {
		if s.confidence > best.confidence {
			best = s
		}
		if !methods[s.method] {
			methods[s.method] = true
			doubt *= 1 - s.confidence
		}
	}
	a.Syndication = schema.Syndication{IsSyndicated: true, Method: best.method, Confidence: round(min(0.99, 1-doubt))}
	a.Provider = new(best.provider)
}

// ownAgency is the agency whose site this is.
func (p *page) ownAgency() (agency.Agency, bool) {
	if a, ok := p.x.agencies.Of(p.publisher.Domain); ok {
		return a, true
	}
	return agency.Agency{}, false
}

// signs gathers the reasons, the strongest kinds first.
func (p *page) signs(body []block.Block) []sign {
	var signs []sign
	add := func(method string, confidence float64, a agency.Agency) {
		signs = append(signs, sign{method, confidence, schema.Organization{Name: a.Name, Domain: a.Domain}})
	}
	for i, a := range p.authors.agencies {
		switch {
		case p.authors.printed && i == 0:
			add("byline", 0.95, a)
		default:
			add("jsonld", 0.9, a)
		}
	}
	for _, party := range [...]string{p.ld.Provider.Name, p.ld.SourceOrganization.Name, p.ld.CopyrightHolder.Name, p.ld.Publisher.Name} {
		if a, ok := p.x.agencies.Named(party); ok {
			add("jsonld", 0.9, a)
		}
	}
	if p.dateline.Agency.Name != "" {
		add("dateline", 0.85, p.dateline.Agency)
	}
	for _, notice := range [...]string{p.copyright, p.ld.CopyrightNotice} {
		if a, ok := p.x.agencies.Mentioned(notice); ok && notice != "" {
			add("copyright", 0.75, a)
		}
	}
	if n := len(body); n > 0 {
		if a, ok := p.x.agencies.Signature(body[n-1].Text); ok {
			add("byline", 0.8, a)
		}
	}
	if s, ok := p.canonicalSign(); ok {
		signs = append(signs, s)
	}
	return append(signs, p.feedSigns()...)
}

// sourceSigns are the agencies that the page names as its sources.
func (p *page) sourceSigns(a *schema.Article) []sign {
	var signs []sign
	for _, s := range a.InfoSources {
		if _, ok := p.x.agencies.Of(s.Domain); ok && s.URL == "" {
			signs = append(signs, sign{"byline", 0.7, s})
		}
	}
	return signs
}

// canonicalSign is a rel=canonical that leads to another's site.
func (p *page) canonicalSign() (sign, bool) {
	u, err := url.Parse(p.survey.Canonical)
	if err != nil || u.Host == "" {
		return sign{}, false
	}
	domain := domainOf(u)
	if domain == "" || domain == p.publisher.Domain {
		return sign{}, false
	}
	o := schema.Organization{Name: domain, Domain: domain}
	if a, ok := p.x.agencies.Of(domain); ok {
		o.Name = a.Name
		return sign{"canonical", 0.85, o}, true
	}
	return sign{"canonical", 0.6, o}, true
}

// feedSigns are what the feed says: its source, rights and authors.
func (p *page) feedSigns() []sign {
	if p.Item == nil {
		return nil
	}
	var signs []sign
	for _, s := range append([]string{p.Item.Source}, p.Item.Authors...) {
		if a, ok := p.x.agencies.Named(text.Plain(s)); ok {
			signs = append(signs, sign{"feed", 0.7, schema.Organization{Name: a.Name, Domain: a.Domain}})
		}
	}
	return signs
}
