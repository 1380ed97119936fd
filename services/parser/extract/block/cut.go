package block

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// What of a page is cut into blocks at most: news pages have some hundreds of
// blocks, long threads of comments some thousands; a book has a megabyte of text.
const (
	maxBlocks = 20_000
	maxText   = 2 << 20 // bytes
)

// Cut gives the blocks of the tree under root, in the order of the page, and
// the block-level elements that they stand in. Of a page with too much it
// gives the beginning.
func (c *Cutter) Cut(root *html.Node) *Layout {
	w := &walk{cutter: c, layout: &Layout{Elements: make([]Element, 0, 512)}, names: map[string]class{}}
	top := Element{Node: root, Parent: -1}
	for i := range top.Levels {
		top.Levels[i] = Far
	}
	w.layout.Elements = append(w.layout.Elements, top)
	w.children(root, state{holder: 0})
	w.end()
	w.layout.Elements[0].End = len(w.layout.Blocks)
	w.line.share(w.layout.Blocks)
	return w.layout
}

// state is what a node inherits from the elements around it.
type state struct {
	holder int // of the elements
	within Place
	groups Groups // of the inline elements within the holder
	role   schema.Role
	link   *html.Node
	off    int32
	bold   bool
	italic bool
}

// walk holds the run that isn't ended yet.
type walk struct {
	cutter *Cutter
	layout *Layout
	names  map[string]class // of the page's classes

	line     line
	nodes    []*html.Node // of all runs
	first    int          // of the nodes: the run's
	at       state        // of the run's first text
	lastLink *html.Node
	counts   Counts
	breaks   int // line breaks since the last text
	picture  bool
	hasTime  bool
}

func (w *walk) children(n *html.Node, s state) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch child.Type {
		case html.TextNode:
			w.text(child, s)
		case html.ElementNode:
			w.element(child, s)
		default: // comments hold no text
		}
	}
}

func (w *walk) element(n *html.Node, s state) {
	switch {
	case dom.Unseen(n):
		return
	case n.DataAtom == atom.Br:
		w.lineBreak()
		return
	case n.DataAtom == atom.Img:
		w.seePicture(s.holder)
		return
	}
	a := w.attributes(n)
	if dom.Inline(n) {
		switch n.DataAtom {
		case atom.A:
			s.link = n
		case atom.B, atom.Strong:
			s.bold = true
		case atom.I, atom.Em:
			s.italic = true
		case atom.Time:
			w.hasTime = true
		default:
		}
		s.groups |= a.groups
		w.enter(&s, n, a.place)
		w.children(n, s)
		return
	}
	w.end()
	s.groups = 0
	w.enter(&s, n, place(n, s.within, a))
	s.role = role(n, s.role)
	s.holder = w.hold(n, s, a)
	w.children(n, s)
	w.end()
	w.layout.Elements[s.holder].End = len(w.layout.Blocks)
}

// enter adds the places of an element.
func (w *walk) enter(s *state, n *html.Node, p Place) {
	s.within |= p
	if p.Has(InOff | InHidden | InAside | InFooter | InHeader | InForm) {
		w.layout.offs = append(w.layout.offs, off{n, s.off})
		s.off = int32(len(w.layout.offs))
	}
}

// hold makes a block-level element of n.
func (w *walk) hold(n *html.Node, s state, a attributes) int {
	up := &w.layout.Elements[s.holder]
	up.Children++
	if n.DataAtom == atom.P {
		up.Paragraphs++
	}
	e := Element{Node: n, Parent: s.holder, Depth: up.Depth + 1, Within: s.within, Kind: a.kind(n), First: len(w.layout.Blocks), Levels: up.Levels}
	e.Path, e.Trail = mix(up.Path, uint64(n.DataAtom)), mix(up.Trail, e.Kind)
	for i := range e.Levels {
		if e.Levels[i] < Far {
			e.Levels[i]++
		}
	}
	if n.DataAtom != atom.Body && n.DataAtom != atom.Html {
		a.groups.each(func(g int) { e.Levels[g] = 0 })
	}
	w.layout.Elements = append(w.layout.Elements, e)
	return len(w.layout.Elements) - 1
}

func (w *walk) seePicture(holder int) {
	w.picture = true
	const levels = 3
	for i := 0; holder >= 0 && i < levels; i++ {
		w.layout.Elements[holder].Pictures++
		holder = w.layout.Elements[holder].Parent
	}
}

// lineBreak ends the run at the second of two; one alone is a space.
func (w *walk) lineBreak() {
	if w.breaks++; w.breaks > 1 {
		w.end()
		return
	}
	w.counts.Breaks++
	w.line.space()
}

func (w *walk) text(n *html.Node, s state) {
	if len(w.layout.Blocks) == maxBlocks || len(w.line.all)+len(n.Data) > maxText {
		w.layout.Full = true
		return
	}
	empty := w.line.empty()
	written := w.line.add(n.Data, &w.counts)
	if written == 0 {
		return
	}
	if empty {
		w.at = s
		w.counts.AfterPicture, w.picture = w.picture, false
	}
	w.breaks = 0
	w.nodes = append(w.nodes, n)
	w.counts.Groups |= s.groups
	if s.bold {
		w.counts.Bold += written
	}
	if s.italic {
		w.counts.Italic += written
	}
	if s.link != nil {
		w.counts.Linked += written
		if s.link != w.lastLink {
			w.lastLink = s.link
			w.counts.Links++
		}
	}
}

// end makes a block of the run, if there is one.
func (w *walk) end() {
	if !w.line.empty() {
		c := &w.counts
		c.HasTime = w.hasTime
		if w.line.ended {
			c.Sentences++
		}
		b := Block{
			Role: w.at.role, Holder: w.layout.Elements[w.at.holder].Node, Nodes: w.nodes[w.first:len(w.nodes):len(w.nodes)],
			Words: w.line.words, LinkShare: float64(c.Linked) / float64(max(1, c.Runes)), Within: w.at.within,
			Signature: w.signature(w.at.holder), Element: w.at.holder, Counts: *c, off: w.at.off,
		}
		if b.Role == "" {
			b.Role = schema.RoleParagraph
		}
		if c.Bold == c.Runes {
			b.Within |= InBoldOnly
		}
		w.layout.Blocks = append(w.layout.Blocks, b)
	}
	w.line.end()
	w.counts = Counts{}
	w.first, w.lastLink, w.breaks, w.hasTime = len(w.nodes), nil, 0, false
}

// signature names an element and its parent with their classes.
func (w *walk) signature(holder int) uint64 {
	e := &w.layout.Elements[holder]
	if e.Parent < 0 {
		return e.Kind
	}
	return mix(e.Kind, w.layout.Elements[e.Parent].Kind)
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
