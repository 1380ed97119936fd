package dom

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Attr is the value of an element's attribute, "" when it has none.
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

// Text is the text within n that readers see, as one line. Where elements of
// block level part two words, a space does.
func Text(n *html.Node) string {
	var b strings.Builder
	appendText(&b, n)
	return text.Collapse(b.String())
}

func appendText(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
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

// ClassAndID are an element's class and id in lower case, for looking for words in them.
func ClassAndID(n *html.Node) string {
	class, id := Attr(n, "class"), Attr(n, "id")
	if id == "" {
		return strings.ToLower(class)
	}
	return strings.ToLower(class + " " + id)
}
