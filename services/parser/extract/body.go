package extract

import (
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// maxLinks is how many links of a body are kept.
const maxLinks = 500

// fillBody writes the body's blocks as paragraphs, text, HTML and links.
func (p *page) fillBody(a *schema.Article, body []block.Block) {
	w := &markup{absolute: p.survey.Absolute}
	lines := make([]string, 0, len(body))
	seen := map[string]bool{}
	for i := range body {
		b := &body[i]
		a.Body = append(a.Body, schema.Paragraph{Role: b.Role, Text: b.Text})
		lines = append(lines, b.Text)
		a.WordCount += b.Words
		w.block(b)
		for _, l := range b.Links() {
			address := p.survey.Absolute(l.URL)
			if address == "" || seen[address] || len(a.Links) == maxLinks {
				continue
			}
			seen[address] = true
			a.Links = append(a.Links, schema.Link{URL: address, Text: text.Cut(l.Text, 500)})
		}
	}
	a.ArticleBody = strings.Join(lines, "\n")
	a.BodyHTML = w.html()
	a.Simhash = text.Simhash(lines...)
}
