package block

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// attributes is what an element's attributes say.
type attributes struct {
	place  Place
	groups Groups
	class  uint64 // hash of the class
	body   bool   // itemprop=articleBody
	role   string
}

// kind is a hash of an element's name and class.
func (a attributes) kind(n *html.Node) uint64 { return mix(hash(n.Data), a.class) }

// attributes reads an element's attributes in one pass.
func (w *walk) attributes(n *html.Node) attributes {
	var a attributes
	var names class
	for i := range n.Attr {
		at := &n.Attr[i]
		if at.Namespace != "" {
			continue
		}
		switch at.Key {
		case "class":
			c := w.class(dom.Head(at.Val, maxNames))
			a.class = c.hash
			names = names.with(c)
		case "id":
			names = names.with(w.cutter.words.class(dom.Head(at.Val, maxNames)))
		case "hidden":
			a.place |= InHidden
		case "style":
			if isInvisible(at.Val) {
				a.place |= InHidden
			}
		case "itemprop":
			a.body = strings.EqualFold(at.Val, "articleBody")
		case "role":
			a.role = strings.ToLower(at.Val)
		}
	}
	a.groups = names.groups
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html || n.DataAtom == atom.Article || n.DataAtom == atom.Main {
		return a
	}
	if names.caption {
		a.place |= InFigure
	}
	if names.off {
		a.place |= InOff
	}
	return a
}

// maxNames is how many bytes of a class are looked at; real ones have some dozens.
const maxNames = 512

// class reads the names of a class once a page: most classes occur many times.
func (w *walk) class(names string) class {
	c, ok := w.names[names]
	if !ok {
		c = w.cutter.words.class(names)
		c.hash = hash(names)
		w.names[names] = c
	}
	return c
}

// place is what an element adds to the places of what it holds.
func place(n *html.Node, around Place, a attributes) Place {
	p := a.place
	switch n.DataAtom {
	case atom.Nav, atom.Menu:
		p |= InNav
	case atom.Aside:
		p |= InAside
	case atom.Footer:
		p |= InFooter
	case atom.Header:
		p |= InHeader
	case atom.Figure, atom.Figcaption, atom.Picture:
		p |= InFigure
	case atom.Form, atom.Fieldset:
		p |= InForm
	case atom.Table:
		p |= InTable
	case atom.Ul, atom.Ol, atom.Dl:
		p |= InList
	case atom.Blockquote:
		p |= InQuote
	case atom.Article:
		p |= InArticle
	case atom.Main:
		p |= InMain
	default:
	}
	if around.Has(InArticle) {
		p &^= InFooter
	}
	if a.body {
		p |= InArticle | InBody
	}
	switch a.role {
	case "navigation", "menu", "menubar":
		p |= InNav
	case "complementary":
		p |= InAside
	case "contentinfo":
		p |= InFooter
	case "main":
		p |= InMain
	}
	return p
}

func isInvisible(style string) bool {
	if style == "" || !strings.ContainsAny(style, "yY") { // display, visibility
		return false
	}
	style = strings.ToLower(strings.ReplaceAll(dom.Head(style, maxNames), " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// FNV-1a, by hand because hash/fnv would take an allocation each.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

func hash(s string) uint64 {
	h := fnvOffset
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

func mix(a, b uint64) uint64 { return (a*fnvPrime ^ b) * fnvPrime }
