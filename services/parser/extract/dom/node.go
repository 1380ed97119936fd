package dom

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Next is the node after n in the order of the page, within root; nil after the last.
func Next(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

// Attr is the value of an element's attribute, "" when it has none. [Parser] keeps
// the attributes alone that somebody reads: see isRead.
func Attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

// HasAttr says whether an element has an attribute, be it empty.
func HasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return true
		}
	}
	return false
}

// maxText is how many bytes of one element's text are read: what is asked for is
// headlines, captions and names, never bodies.
const maxText = 64 << 10

// Text is the text within n that readers see, as one line, and of much text the
// beginning. Where elements of block level part two words, a space does.
func Text(n *html.Node) string {
	var b strings.Builder
	appendText(&b, n)
	return text.Collapse(b.String())
}

func appendText(b *strings.Builder, n *html.Node) {
	switch {
	case b.Len() >= maxText:
		return
	case n.Type == html.TextNode:
		b.WriteString(Head(n.Data, maxText-b.Len()))
		return
	case n.Type == html.ElementNode && Unseen(n):
		return
	}
	parted := n.Type == html.ElementNode && !Inline(n)
	if parted {
		b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		appendText(b, c)
	}
	if parted {
		b.WriteByte(' ')
	}
}

// Raw is the text of a script or title, as it stands.
func Raw(n *html.Node) string {
	if n.FirstChild != nil && n.FirstChild.NextSibling == nil && n.FirstChild.Type == html.TextNode {
		return n.FirstChild.Data
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// Unseen says whether an element's content is no text for readers: scripts,
// controls, media, and the glosses of ruby.
func Unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Embed,
		atom.Svg, atom.Math, atom.Select, atom.Button, atom.Textarea, atom.Input, atom.Audio, atom.Video,
		atom.Canvas, atom.Head, atom.Title, atom.Rt, atom.Rp, atom.Datalist, atom.Map, atom.Dialog:
		return true
	default:
		return false
	}
}

// Inline says whether an element stands within a line of text.
func Inline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del,
		atom.Dfn, atom.Em, atom.Font, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Nobr,
		atom.Q, atom.Ruby, atom.Rb, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub,
		atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Acronym, atom.Picture, atom.Source:
		return true
	case 0: // elements of a site's own, such as <amp-x>, hold anything
		return n.Namespace == "" && !holdsBlock(n)
	default:
		return false
	}
}

func holdsBlock(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.DataAtom != 0 && !Inline(c) {
			return true
		}
	}
	return false
}

// maxNames is how many bytes of a class are looked at; real ones have some dozens.
const maxNames = 512

// Head is s without what is beyond some bytes, cut between characters.
func Head(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// Class is an element's class, of a very long one the beginning.
func Class(n *html.Node) string { return Head(Attr(n, "class"), maxNames) }

// ClassAndID are an element's class and id in lower case, for looking for words in them.
func ClassAndID(n *html.Node) string {
	class, id := Class(n), Head(Attr(n, "id"), maxNames)
	if id == "" {
		return strings.ToLower(class)
	}
	return strings.ToLower(class + " " + id)
}
