package extract

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// readSources fills in the parties that the page names as its sources: in a
// line by the text that says so ("Source: Harbour Office"), in JSON-LD
// (isBasedOn, citation) and in the metas original-source and dc.source. Who
// delivered the copy is the provider, and the page's own site is no source.
func (p *page) readSources(a *schema.Article) {
	for _, b := range p.sourceLines() {
		links := map[string]string{}
		for _, l := range b.Links() {
			links[text.Key(l.Text)] = p.survey.Absolute(l.URL)
		}
		if strings.Contains(b.Text, "://") || strings.Contains(b.Text, "www.") { // an address stands for the name
			for _, l := range b.Links() {
				p.addSource(a, "", p.survey.Absolute(l.URL))
			}
			continue
		}
		for name := range sourceNames(b.Text) {
			p.addSource(a, name, links[text.Key(name)])
		}
	}
	for _, party := range p.ld.Sources {
		p.addSource(a, party.Name, p.survey.Absolute(party.URL))
	}
	for _, key := range [...]string{"original-source", "dc.source", "dcterms.source", "news_source"} {
		for _, v := range p.survey.Metas[key] {
			if u := p.survey.Absolute(v); strings.Contains(v, "://") {
				p.addSource(a, "", u)
			} else if !strings.ContainsAny(v, "0123456789") { // a journal's volume
				p.addSource(a, text.Plain(v), "")
			}
		}
	}
}

// sourceLines are the short lines from the headline to a little after the text
// that begin with a label for sources, or end in one in brackets.
func (p *page) sourceLines() []*block.Block {
	const most, after = 30, 12 // words, blocks
	var lines []*block.Block
	last := lastOf(p.chosen)
	for i := max(0, p.headlineBlock()); i < min(last+after, len(p.blocks)); i++ {
		b := &p.blocks[i]
		if b.Within.Has(block.InFigure|block.InNav) || p.aloof[i] && !p.chosen[i] {
			continue
		}
		if begins := sourceLabel(b.Text) > 0; begins && b.Words <= most || i == last && !begins && bracketed(b.Text) != "" {
			lines = append(lines, b)
		}
	}
	return lines
}

// sourceLabel is how many bytes of a line are a label for sources, 0 for none.
func sourceLabel(s string) int {
	const longest = 24 // bytes
	i := strings.IndexAny(s, ":：")
	if i <= 0 || i > longest {
		return 0
	}
	switch strings.Trim(strings.ToLower(s[:i]), " ([（【*•–—-") {
	case "source", "sources", "quelle", "quellen", "fuente", "fuentes", "fonte", "fonti", "fontes", "bron", "bronnen", "kilde", "kilder", "källa", "källor", "lähde",
		"źródło", "źródła", "zdroj", "zdroje", "forrás", "sursa", "surse", "источник", "источники", "джерело", "джерела", "πηγή", "πηγές", "kaynak", "izvor",
		"المصدر", "مصدر", "المصادر", "منبع", "מקור", "स्रोत", "sumber", "nguồn", "来源", "來源", "出处", "出處", "资料来源", "資料來源", "出典", "情報元", "출처", "자료":
		_, size := utf8.DecodeRuneInString(s[i:])
		return i + size
	}
	return 0
}

// bracketed is the line with a label that a text ends in, in brackets, "" for none.
func bracketed(s string) string {
	const longest = 120 // bytes
	s = strings.TrimRight(s, " .。")
	i := strings.LastIndexAny(s, "([（【")
	if i < 0 || len(s)-i > longest || !strings.HasSuffix(s, ")") && !strings.HasSuffix(s, "]") && !strings.HasSuffix(s, "）") && !strings.HasSuffix(s, "】") || sourceLabel(s[i:]) == 0 {
		return ""
	}
	return s[i:]
}

// sourceNames yields the names of a line of sources.
func sourceNames(line string) func(yield func(string) bool) {
	const longest = 80 // characters
	return func(yield func(string) bool) {
		n := sourceLabel(line)
		if n == 0 {
			line = bracketed(line)
			n = sourceLabel(line)
		}
		rest := unbracketed(strings.Trim(line[n:], " )]）】."))
		for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune(",;|/、，；·", r) }) {
			part = strings.Trim(part, " .*–—-\"“”©…")
			if n := utf8.RuneCountInString(part); n < 2 || n > longest || text.Count(part) > 8 || strings.ContainsAny(part, "0123456789?!") || isEditor(part) || isGlued(part) {
				continue
			}
			if !yield(part) {
				return
			}
		}
	}
}

// unbracketed is a text without what stands in brackets.
func unbracketed(s string) string {
	for {
		from := strings.IndexAny(s, "([（")
		if from < 0 {
			return s
		}
		to := strings.IndexAny(s[from:], ")]）")
		if to < 0 {
			return s[:from]
		}
		_, size := utf8.DecodeRuneInString(s[from+to:])
		s = s[:from] + s[from+to+size:]
	}
}

// isEditor knows the marks that editors sign with beside an agency's: "ino/dpa".
func isEditor(s string) bool {
	const longest = 3
	return len(s) <= longest && s == strings.ToLower(s) && s != "dpa" && s != "sid" && s != "epd"
}

// isGlued knows names that the text of a button follows without a space: "F.A.Z.Order a copy".
func isGlued(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if s[i] == '.' && s[i+1] >= 'A' && s[i+1] <= 'Z' && s[i+2] >= 'a' && s[i+2] <= 'z' {
			return true
		}
	}
	return false
}

// addSource keeps a source by its name, its address, or both, once.
func (p *page) addSource(a *schema.Article, name, address string) {
	const most = 8
	o := schema.Organization{Name: text.Cut(name, 200), URL: address}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		o.Domain = domainOf(u)
	}
	if o.Name == "" {
		o.Name, o.URL = o.Domain, ""
	}
	if known, ok := p.x.agencies.Named(o.Name); ok {
		o = schema.Organization{Name: known.Name, Domain: known.Domain}
	}
	if o.Name == "" || len(a.InfoSources) == most || p.isPublisherName(o.Name) || o.Domain != "" && o.Domain == p.publisher.Domain {
		return
	}
	for _, known := range a.InfoSources {
		if text.Key(known.Name) == text.Key(o.Name) || o.Domain != "" && known.Domain == o.Domain {
			return
		}
	}
	a.InfoSources = append(a.InfoSources, o)
}
