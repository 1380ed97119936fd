package extract

import (
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// readSubject fills in description, section and keywords.
func (p *page) readSubject(a *schema.Article) {
	a.Description = text.Cut(firstOf(p.ld.Description, p.survey.Meta("og:description", "description", "twitter:description", "dc.description"), p.feedSummary()), 2000)
	sections := append(append([]string{}, p.ld.Sections...), p.survey.Meta("article:section", "section", "parsely-section", "cxenseparse:section", "sailthru.section"))
	for _, s := range sections {
		s, _, _ = strings.Cut(s, ";")
		if s = text.Cut(text.Collapse(s), 100); s != "" && !strings.Contains(s, "://") {
			a.ArticleSection = s
			break
		}
	}
	p.readKeywords(a)
}

// readKeywords takes the first source that has any.
func (p *page) readKeywords(a *schema.Article) {
	const most = 50
	sources := [][]string{p.ld.Keywords, p.survey.Metas["article:tag"]}
	for _, name := range [...]string{"news_keywords", "keywords", "parsely-tags", "sailthru.tags"} {
		sources = append(sources, splitList(p.survey.Meta(name)))
	}
	if p.Item != nil {
		sources = append(sources, p.Item.Categories)
	}
	for _, source := range sources {
		seen := map[string]bool{}
		for _, k := range source {
			k = text.Cut(text.Plain(k), 100)
			if k == "" || seen[k] || len(a.Keywords) == most {
				continue
			}
			seen[k] = true
			a.Keywords = append(a.Keywords, k)
		}
		if len(a.Keywords) > 0 {
			return
		}
	}
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '、' })
}

func (p *page) feedSummary() string {
	if p.Item == nil || p.Item.Summary == "" {
		return ""
	}
	var lines []string
	for _, b := range p.x.fragment(p.Item.Summary) {
		lines = append(lines, b.Text)
	}
	return strings.Join(lines, " ")
}

// readRights fills in what may be done with the page.
func (p *page) readRights(a *schema.Article) {
	a.CopyrightNotice = text.Cut(firstOf(p.ld.CopyrightNotice, p.copyright, p.footerNotice(), p.survey.Meta("copyright", "dc.rights", "dcterms.rights", "rights")), 500)
	if p.Item != nil && a.CopyrightNotice == "" {
		a.CopyrightNotice = text.Cut(text.Plain(p.Item.Rights), 500)
	}
	a.UsageTerms = firstOf(p.survey.Absolute(p.ld.License), p.survey.License, p.survey.Meta("dcterms.license"))
}

// footerNotice is the copyright line at the page's end.
func (p *page) footerNotice() string {
	const most = 25 // words
	for i := len(p.blocks) - 1; i >= 0 && i > len(p.blocks)-20; i-- {
		if b := &p.blocks[i]; b.Words <= most && isCopyright(b.Text) {
			return b.Text
		}
	}
	for _, n := range p.survey.Props["copyrightnotice"] {
		return dom.Text(n)
	}
	return ""
}
