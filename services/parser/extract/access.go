package extract

import (
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// tier is how sites call who may read, in lower case.
func (p *page) tier() string {
	return strings.ToLower(p.survey.Meta("article:content_tier", "og:article:content_tier", "content_tier", "lp.type"))
}

// isShut says whether the page says that not everybody can read all of it.
func (p *page) isShut() bool {
	switch p.tier() {
	case "locked", "premium", "paid", "metered":
		return true
	}
	return p.ld.Free != nil && !*p.ld.Free
}

// readAccess fills in who can read the page: what it says of itself, else what
// the offer shows that ends its text.
func (p *page) readAccess(a *schema.Article) {
	a.IsAccessibleForFree = p.ld.Free
	tier := p.tier()
	switch {
	case tier == "metered":
		a.Access = schema.AccessMetered
	case p.isShut():
		a.Access = schema.AccessPaywalled
	case p.ld.Free != nil || tier == "free":
		a.Access = schema.AccessFree
	case p.walled:
		a.Access = schema.AccessPaywalled
	}
	if a.IsAccessibleForFree == nil && (tier == "locked" || tier == "free") {
		a.IsAccessibleForFree = new(tier == "free")
	}
	p.warnOfStub(a)
}

// warnOfStub says that a record holds the beginning of a text alone. Many sites
// send all of it and hide it in the reader's browser: that is no stub.
func (p *page) warnOfStub(a *schema.Article) {
	const most = 0.8 // of the words that the page says its text has
	whole := p.ld.Words
	if p.Before != nil || p.next() != "" {
		whole = 0 // it is of all pages
	}
	switch {
	case a.Access != schema.AccessPaywalled && a.Access != schema.AccessMetered:
	case whole > 0 && float64(a.WordCount) < most*float64(whole):
		p.warn(fmt.Sprintf("%s: %d of %d words are shown", a.Access, a.WordCount, whole))
	case whole == 0 && p.walled:
		p.warn(string(a.Access) + ": an offer ends what is shown of the text")
	}
}
