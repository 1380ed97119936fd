package extract

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// FromFeed makes a record of nothing but what the feed said, for a page that
// can't be had; warning says why. The method is "feed". Its error, an [*Error],
// is that the item has no title or no address to be known by.
func (x *Extractor) FromFeed(item *schema.Item, warning string) (article *schema.Article, err error) {
	defer recovered(&err)
	if item == nil || text.Plain(item.Title) == "" {
		return nil, &Error{ReasonNoTitle, "the feed gives no title"}
	}
	p, err := x.newPage(Page{URL: item.URL, Item: item})
	if err != nil {
		return nil, err
	}
	p.doc = &html.Node{Type: html.DocumentNode}
	p.survey, p.layout = dom.Look(p.doc, p.address), x.cutter.Cut(p.doc)
	p.warn(warning)
	p.readPublisher()
	p.readHeadlines()
	p.readAuthors()
	a := p.newArticle()
	a.Extraction.Method = "feed"
	a.Extraction.Confidence = 0.3
	p.fill(a, p.feedBody())
	return a, nil
}

// feedBody is the feed's own text: the full content, else the summary.
func (p *page) feedBody() []block.Block {
	if p.Item == nil {
		return nil
	}
	blocks := p.x.fragment(firstOf(p.Item.Content, p.Item.Summary))
	kept := blocks[:0]
	for i := range blocks {
		b := blocks[i]
		if isPointer(&b) || b.Within.Has(block.InFigure) || isAddress(b.Text) || p.isCopyrightLine(&b) {
			continue
		}
		kept = append(kept, b)
	}
	return kept
}

// plainBlocks makes blocks of lines of plain text.
func plainBlocks(lines []string) []block.Block {
	var blocks []block.Block
	for _, l := range lines {
		if l = text.Collapse(strings.TrimSpace(l)); l != "" {
			blocks = append(blocks, block.Block{Text: l, Role: schema.RoleParagraph, Words: text.Count(l)})
		}
	}
	return blocks
}
