package extract

import (
	"html"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// maxLinks is how many links of a body are kept.
const maxLinks = 500

// newPolicy is the list of what BodyHTML may hold: paragraphs, sub-headings,
// lists, quotes, a few inline elements, and links that lend no weight.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h2", "h3", "h4", "ul", "li", "blockquote", "em", "strong", "sub", "sup", "code")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	return p
}

// fillBody writes the body's blocks as paragraphs, text, HTML and links.
func (p *page) fillBody(a *schema.Article, body []block.Block) {
	w := &htmlWriter{absolute: p.survey.Absolute}
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
	a.BodyHTML = p.x.policy.Sanitize(w.html())
	a.Simhash = text.Simhash(lines...)
}

// htmlWriter writes blocks as HTML: made from the blocks' own texts, so that
// BodyHTML and Body can't differ in what they hold.
type htmlWriter struct {
	b        strings.Builder
	inList   bool
	absolute func(string) string
}

func (w *htmlWriter) html() string {
	w.list(false)
	return w.b.String()
}

func (w *htmlWriter) list(in bool) {
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

func (w *htmlWriter) block(b *block.Block) {
	w.list(b.Role == schema.RoleListItem)
	open, end := "<p>", "</p>"
	switch b.Role {
	case schema.RoleSubheading:
		open, end = heading(b.Holder)
	case schema.RoleListItem:
		open, end = "<li>", "</li>"
	case schema.RoleQuote:
		open, end = "<blockquote>", "</blockquote>"
	case schema.RoleParagraph:
	}
	w.b.WriteString(open)
	if len(b.Nodes) == 0 {
		w.b.WriteString(html.EscapeString(b.Text))
	} else {
		w.inline(b)
	}
	w.b.WriteString(end)
}

// heading keeps the level where it is one below the headline's.
func heading(n *xhtml.Node) (open, end string) {
	if n != nil {
		switch n.DataAtom {
		case atom.H3:
			return "<h3>", "</h3>"
		case atom.H4, atom.H5, atom.H6:
			return "<h4>", "</h4>"
		default:
		}
	}
	return "<h2>", "</h2>"
}

// inline writes a run's text nodes with the inline elements around them. White
// space is collapsed across nodes, as in the block's text.
func (w *htmlWriter) inline(b *block.Block) {
	var open []*xhtml.Node
	space := false
	written := false
	for _, n := range b.Nodes {
		around := inlineAround(n, b.Holder)
		same := 0
		for same < len(open) && same < len(around) && open[same] == around[same] {
			same++
		}
		w.close(open[same:])
		line := text.Collapse(n.Data)
		starts, ends := spaceAt(n.Data)
		if written && (space || starts) {
			w.b.WriteByte(' ')
		}
		w.open(around[same:])
		open = around
		w.b.WriteString(html.EscapeString(line))
		space, written = ends, written || line != ""
	}
	w.close(open)
}

// spaceAt says whether a text begins and ends in white space. A text node that
// an element of another line parts from the next, such as <br>, counts as ended.
func spaceAt(s string) (starts, ends bool) {
	if s == "" {
		return false, false
	}
	return strings.TrimLeft(s[:1], " \t\r\n\f") == "" || strings.HasPrefix(s, "\u00a0"),
		strings.TrimRight(s[len(s)-1:], " \t\r\n\f") == "" || strings.HasSuffix(s, "\u00a0")
}

// inlineAround are the elements between a text and its block that HTML keeps, from the outermost.
func inlineAround(n, holder *xhtml.Node) []*xhtml.Node {
	const deepest = 32
	var around []*xhtml.Node
	for up := n.Parent; up != nil && up != holder && len(around) < deepest; up = up.Parent {
		if tagOfInline(up) != "" {
			around = append(around, up)
		}
	}
	slices.Reverse(around)
	return around
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

func (w *htmlWriter) open(nodes []*xhtml.Node) {
	for _, n := range nodes {
		tag := tagOfInline(n)
		if tag != "a" {
			w.b.WriteString("<" + tag + ">")
			continue
		}
		w.b.WriteString(`<a href="` + html.EscapeString(w.absolute(dom.Attr(n, "href"))) + `">`)
	}
}

func (w *htmlWriter) close(nodes []*xhtml.Node) {
	for _, n := range slices.Backward(nodes) {
		w.b.WriteString("</" + tagOfInline(n) + ">")
	}
}
