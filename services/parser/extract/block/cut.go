package block

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Cut gives the blocks of the tree under root, in the order of the page.
func Cut(root *html.Node) []Block {
	c := &cutter{}
	c.children(root, state{holder: root})
	c.end()
	return c.blocks
}

// state is what a node inherits from the elements around it.
type state struct {
	holder *html.Node
	within Place
	role   schema.Role
	link   *html.Node
	off    []*html.Node
	bold   bool
}

// enter adds the places of an element.
func (s *state) enter(n *html.Node, p Place) {
	s.within |= p
	const most = 32 // deeper ones change nothing
	if len(s.off) < most && p.Has(InOff|InHidden|InAside|InFooter|InHeader|InForm) {
		s.off = append(slices.Clip(s.off), n)
	}
}

// cutter holds the run that isn't ended yet.
type cutter struct {
	blocks []Block

	run       strings.Builder
	nodes     []*html.Node
	links     []schema.Link
	at        state // of the run's first text
	lastLink  *html.Node
	linkRunes int
	runes     int
	boldRunes int
	breaks    int // line breaks since the last text
}

func (c *cutter) children(n *html.Node, s state) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch child.Type {
		case html.TextNode:
			c.text(child, s)
		case html.ElementNode:
			c.element(child, s)
		default: // comments hold no text
		}
	}
}

func (c *cutter) element(n *html.Node, s state) {
	switch {
	case dom.Unseen(n):
		return
	case n.DataAtom == atom.Br:
		c.lineBreak()
		return
	case dom.Inline(n):
		switch n.DataAtom {
		case atom.A:
			s.link = n
		case atom.B, atom.Strong:
			s.bold = true
		default:
		}
		s.enter(n, offPlace(n))
		c.children(n, s)
		return
	}
	c.end()
	s.holder = n
	s.enter(n, place(n, s.within))
	s.role = role(n, s.role)
	c.children(n, s)
	c.end()
}

// lineBreak ends the run at the second of two; one alone is a space.
func (c *cutter) lineBreak() {
	if c.breaks++; c.breaks > 1 {
		c.end()
		return
	}
	if c.run.Len() > 0 {
		c.run.WriteByte('\n')
	}
}

func (c *cutter) text(n *html.Node, s state) {
	if strings.TrimSpace(n.Data) == "" {
		if c.run.Len() > 0 {
			c.run.WriteByte(' ')
		}
		return
	}
	if c.run.Len() == 0 {
		c.at = s
	}
	c.breaks = 0
	c.run.WriteString(n.Data)
	c.nodes = append(c.nodes, n)
	runes := utf8.RuneCountInString(strings.TrimSpace(n.Data))
	c.runes += runes
	if s.bold {
		c.boldRunes += runes
	}
	if s.link != nil {
		c.linkRunes += runes
		if s.link != c.lastLink {
			c.lastLink = s.link
			c.links = append(c.links, schema.Link{URL: dom.Attr(s.link, "href"), Text: dom.Text(s.link)})
		}
	}
}

// end makes a block of the run, if there is one.
func (c *cutter) end() {
	line := text.Collapse(c.run.String())
	if line != "" {
		b := Block{
			Text: line, Role: c.at.role, Holder: c.at.holder, Nodes: c.nodes, Links: c.links,
			Words: text.Count(line), Within: c.at.within, Off: c.at.off, Signature: signature(c.at.holder),
		}
		if b.Role == "" {
			b.Role = schema.RoleParagraph
		}
		if c.runes > 0 {
			b.LinkShare = float64(c.linkRunes) / float64(c.runes)
		}
		if c.boldRunes == c.runes {
			b.Within |= InBoldOnly
		}
		c.blocks = append(c.blocks, b)
	}
	c.run.Reset()
	c.nodes, c.links, c.lastLink = nil, nil, nil
	c.linkRunes, c.runes, c.boldRunes, c.breaks = 0, 0, 0, 0
}

// role is the role of the runs in an element, by itself or as inherited. A
// heading in a quote is a heading; a paragraph in a list is an item.
func role(n *html.Node, inherited schema.Role) schema.Role {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return schema.RoleSubheading
	case atom.Li, atom.Dd, atom.Dt:
		return schema.RoleListItem
	case atom.Blockquote:
		return schema.RoleQuote
	case atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Article, atom.Section, atom.Aside:
		return ""
	default:
		return inherited
	}
}

// signature names an element and its parent with their classes.
func signature(n *html.Node) string {
	s := n.Data + "." + dom.Class(n)
	if n.Parent != nil && n.Parent.Type == html.ElementNode {
		s += "<" + n.Parent.Data + "." + dom.Class(n.Parent)
	}
	return s
}
