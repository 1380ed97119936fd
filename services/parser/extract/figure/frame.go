package figure

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// maxCaption is how many bytes the text beside a picture may have to be a caption.
const maxCaption = 1200

// maxLooked is how many captions of a page are read to find frames: reading is
// dear, and no article has as many.
const maxLooked = 1000

// Frames are the elements under root that hold one picture and its caption,
// whatever they are called: some text after the picture that names who took it,
// and nothing else, above all no heading and no link around it, as teasers have.
func (r *Reader) Frames(root *html.Node) map[*html.Node]bool {
	s := &framer{reader: r, frames: map[*html.Node]bool{}}
	s.measure(root, false)
	return s.frames
}

// framer looks for frames in one walk.
type framer struct {
	reader *Reader
	frames map[*html.Node]bool
	looked int // at how many captions
}

// contents is what an element holds.
type contents struct {
	pictures int
	before   int  // bytes of text before the first picture
	after    int  // bytes of text after it
	linked   int  // bytes of text in links
	parted   bool // has a heading, a list, a table or a form
	framed   bool // has been looked at as a frame, or holds one
}

func (c *contents) add(d contents) {
	if c.pictures == 0 {
		c.before += d.before
		c.after += d.after
	} else {
		c.after += d.before + d.after
	}
	c.pictures += d.pictures
	c.linked += d.linked
	c.parted = c.parted || d.parted
	c.framed = c.framed || d.framed
}

func (s *framer) measure(n *html.Node, linked bool) contents {
	var c contents
	switch n.Type {
	case html.TextNode:
		c.before = len(strings.TrimSpace(n.Data))
		if linked {
			c.linked = c.before
		}
		return c
	case html.ElementNode:
		switch n.DataAtom {
		case atom.Img:
			c.pictures = 1
			return c
		case atom.A:
			linked = true
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Form:
			c.parted = true
		default:
			if dom.Unseen(n) {
				return c
			}
		}
	default: // the document, or what holds no text
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.add(s.measure(child, linked))
	}
	if n.Type == html.ElementNode && c.pictures == 1 && c.before+c.after > 0 && !c.framed && s.looked < maxLooked {
		s.looked++
		c.framed = true
		if s.isFrame(n, c) {
			s.frames[n] = true
		}
	}
	return c
}

// isFrame judges the innermost element that holds a picture and any text.
func (s *framer) isFrame(n *html.Node, c contents) bool {
	if c.parted || c.before > 0 || c.after > maxCaption || c.linked*2 > c.after || n.DataAtom == atom.P || n.DataAtom == atom.Body {
		return false
	}
	caption, credit := captionOf(n)
	i := s.reader.Split(caption, credit)
	return i.CreditText != "" || i.License != ""
}
