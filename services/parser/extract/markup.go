package extract

import (
	"html"
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// markup writes blocks as HTML: from the blocks' own texts, so that BodyHTML and
// Body can't differ in what they hold. What it writes is safe to show because it
// can write nothing else: paragraphs, sub-headings, lists, quotes, a few inline
// elements without attributes, and links to http and https that lend no weight.
// All text is escaped, and nothing of a page's own markup is copied. A test holds
// that to a sanitiser's allow-list.
type markup struct {
	b        strings.Builder
	inList   bool
	absolute func(string) string // gives addresses of http and https alone
}

func (w *markup) html() string {
	w.list(false)
	return w.b.String()
}

func (w *markup) list(in bool) {
	if in == w.inList {
		return
	}
	w.inList = in
	if in {
		w.b.WriteString("<ul>")
	} else {
		w.b.WriteString("</ul>")
	}
}

func (w *markup) block(b *block.Block) {
	w.list(b.Role == schema.RoleListItem)
	tag := "p"
	switch b.Role {
	case schema.RoleSubheading:
		tag = heading(b.Holder)
	case schema.RoleListItem:
		tag = "li"
	case schema.RoleQuote:
		tag = "blockquote"
	case schema.RoleParagraph:
	}
	w.tag("<", tag)
	if len(b.Nodes) == 0 {
		w.b.WriteString(html.EscapeString(b.Text))
	} else {
		w.inline(b)
	}
	w.tag("</", tag)
}

func (w *markup) tag(opens, name string) {
	w.b.WriteString(opens)
	w.b.WriteString(name)
	w.b.WriteByte('>')
}

// heading keeps the level where it is one below the headline's.
func heading(n *xhtml.Node) string {
	if n != nil {
		switch n.DataAtom {
		case atom.H3:
			return "h3"
		case atom.H4, atom.H5, atom.H6:
			return "h4"
		default:
		}
	}
	return "h2"
}

// span is an inline element that is kept.
type span struct {
	node *xhtml.Node
	tag  string
	href string // of a link
}

// inline writes a run's text nodes with the inline elements around them. Where
// white space stands between two of them, the block's text says.
func (w *markup) inline(b *block.Block) {
	var open, around []span
	rest := b.Text
	for _, n := range b.Nodes {
		around = w.around(around[:0], n, b.Holder)
		same := 0
		for same < len(open) && same < len(around) && open[same].node == around[same].node {
			same++
		}
		w.close(open[same:])
		if strings.HasPrefix(rest, " ") {
			w.b.WriteByte(' ')
			rest = rest[1:]
		}
		w.open(around[same:])
		open, around = around, open
		line := text.Collapse(n.Data)
		rest = rest[min(len(rest), len(line)):]
		w.b.WriteString(html.EscapeString(line))
	}
	w.close(open)
}

// around adds the elements between a text and its block that are kept, from the
// outermost; a link without an address is none.
func (w *markup) around(spans []span, n, holder *xhtml.Node) []span {
	const deepest = 32
	for up := n.Parent; up != nil && up != holder && len(spans) < deepest; up = up.Parent {
		s := span{node: up, tag: tagOfInline(up)}
		if s.tag == "a" {
			if s.href = w.absolute(dom.Attr(up, "href")); s.href == "" {
				continue
			}
		}
		if s.tag != "" {
			spans = append(spans, s)
		}
	}
	slices.Reverse(spans)
	return spans
}

func tagOfInline(n *xhtml.Node) string {
	switch n.DataAtom {
	case atom.A:
		return "a"
	case atom.B, atom.Strong:
		return "strong"
	case atom.I, atom.Em, atom.Cite:
		return "em"
	case atom.Sub, atom.Sup, atom.Code:
		return n.Data
	default:
		return ""
	}
}

func (w *markup) open(spans []span) {
	for _, s := range spans {
		if s.tag != "a" {
			w.tag("<", s.tag)
			continue
		}
		w.b.WriteString(`<a href="`)
		w.b.WriteString(html.EscapeString(s.href))
		w.b.WriteString(`" rel="nofollow">`)
	}
}

func (w *markup) close(spans []span) {
	for _, s := range slices.Backward(spans) {
		w.tag("</", s.tag)
	}
}
