package extract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// unread is what of a later page's text isn't on the pages before it: sites
// repeat the standfirst on each, and some the whole article with other comments.
// A page of another headline, and one with hardly anything new, are errors: the
// article ends before it.
func (p *page) unread(body []block.Block) ([]block.Block, error) {
	const alike = 0.5 // of the words of two headlines
	if best, _ := p.headlineOf(); best != "" && p.Before.Headline != "" && text.Overlap(best, p.Before.Headline) < alike {
		return nil, &Error{ReasonElsewhere, fmt.Sprintf("page %d has the headline %.80q, and the first %.80q", p.Number, best, p.Before.Headline)}
	}
	known := map[string]bool{p.Before.Headline: true}
	for _, paragraph := range p.Before.Body {
		known[paragraph.Text] = true
	}
	unread, words, repeated := body[:0:0], 0, 0
	for i := range body {
		words += body[i].Words
		if known[body[i].Text] {
			repeated += body[i].Words
			continue
		}
		unread = append(unread, body[i])
	}
	if repeated*2 > words {
		return nil, &Error{ReasonRepeat, fmt.Sprintf("page %d repeats %d of its %d words", p.Number, repeated, words)}
	}
	return unread, nil
}

// fillLater writes what a later page adds to a record.
func (p *page) fillLater(a *schema.Article, body []block.Block) {
	a.Headline, _ = p.headlineOf()
	p.fillBody(a, body)
	p.readImages(a)
	p.readAccess(a)
	a.Extraction.Warnings = p.warnings
}

// Join adds to the record of an article what its next page has, by
// [Extractor.Read] with the record as [Page.Before]. Who may read is what the
// first page says, or else the next.
func Join(a, next *schema.Article) {
	a.Body = append(a.Body, next.Body...)
	a.ArticleBody = strings.Join([]string{a.ArticleBody, next.ArticleBody}, "\n")
	a.BodyHTML += next.BodyHTML
	a.WordCount += next.WordCount
	for _, i := range next.Image {
		if len(a.Image) < maxImages && !hasFile(a.Image, i.ContentURL) {
			a.Image = append(a.Image, i)
		}
	}
	known := map[string]bool{}
	for _, l := range a.Links {
		known[l.URL] = true
	}
	for _, l := range next.Links {
		if !known[l.URL] && len(a.Links) < maxLinks {
			a.Links = append(a.Links, l)
		}
	}
	if a.Access == schema.AccessUnknown {
		a.Access, a.IsAccessibleForFree = next.Access, next.IsAccessibleForFree
	}
	a.Extraction.Confidence = min(a.Extraction.Confidence, next.Extraction.Confidence)
	for _, w := range next.Extraction.Warnings {
		if !slices.Contains(a.Extraction.Warnings, w) {
			a.Extraction.Warnings = append(a.Extraction.Warnings, w)
		}
	}
	lines := make([]string, len(a.Body))
	for i := range a.Body {
		lines[i] = a.Body[i].Text
	}
	a.Simhash = text.Simhash(lines...)
	a.ContentHash = schema.ContentHash(a.Headline, a.Body)
}
