package block

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// Block is a run of text.
type Block struct {
	// Text is the run as one line; never empty.
	Text string
	// Role is what the block is by its element.
	Role schema.Role
	// Holder is the nearest block-level element around the run.
	Holder *html.Node
	// Nodes are the text nodes of the run, in order.
	Nodes []*html.Node
	// Words is how many words Text has.
	Words int
	// LinkShare is how much of Text is within links, from 0 to 1.
	LinkShare float64
	// Within are the kinds of places that the block stands in.
	Within Place
	// Signature is equal for blocks whose element and its parent have equal names and classes.
	Signature uint64
	// Element is the holder's index in [Layout.Elements].
	Element int
	// Counts are what the walk counted in the run.
	Counts Counts

	off int32 // innermost of Layout.offs, plus one
}

// Counts are numbers of what a run holds.
type Counts struct {
	Runes, Linked, Bold, Italic       int32 // characters: of the run, and of those in links and in such type
	Letters, Capitals, Digits         int32
	Sentences, Commas, Marks, Symbols int32 // ends of sentences, commas, other punctuation, other characters
	First, Last                       rune
	Links, Breaks                     int16 // links, single line breaks
	Groups                            Groups
	AfterPicture                      bool // a picture stands between this run and the one before
	HasTime                           bool // holds a <time>
}

// Links are the links that the run is in or holds, with addresses as they stand.
func (b *Block) Links() []schema.Link {
	var links []schema.Link
	var last *html.Node
	for _, n := range b.Nodes {
		link := around(n, atom.A)
		if link != nil && link != last {
			last = link
			links = append(links, schema.Link{URL: dom.Attr(link, "href"), Text: dom.Text(link)})
		}
	}
	return links
}

// around is the innermost element of a kind around n.
func around(n *html.Node, kind atom.Atom) *html.Node {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Type == html.ElementNode && up.DataAtom == kind {
			return up
		}
	}
	return nil
}

// Element is a block-level element of a page.
type Element struct {
	Node   *html.Node
	Parent int // index of the block-level element around it, -1 for the root
	Depth  int // of block-level elements
	// Levels say for each group of class names how many elements up it occurs; far is [Far].
	Levels [NumGroups]uint8
	Within Place
	// Kind is equal for elements with equal names and classes.
	Kind uint64
	// Path is equal for elements that stand in elements of equal names, Trail for those of equal names and classes.
	Path, Trail uint64
	// First and End are the blocks that stand in it: those from First up to End.
	First, End int
	// Paragraphs are the <p> that stand directly in it, Children all block-level elements, Pictures the <img> in it.
	Paragraphs, Children, Pictures int
}

// Layout is what a walk found on a page.
type Layout struct {
	Blocks   []Block
	Elements []Element
	Full     bool // there were more blocks than are cut

	offs []off
}

// off is an element that puts what it holds in a place where no article is
// thought to be, and the next such around it.
type off struct {
	node   *html.Node
	around int32 // index plus one
}

// Off yields the elements that put a block in a place where no article is
// thought to be, from the innermost.
func (l *Layout) Off(b *Block) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for i := b.off; i > 0; i = l.offs[i-1].around {
			if !yield(l.offs[i-1].node) {
				return
			}
		}
	}
}

// Place is a set of kinds of elements around a block.
type Place uint16

// The kinds of places.
const (
	InNav      Place = 1 << iota // nav, menu
	InAside                      // aside
	InFooter                     // footer, but not one within an article
	InHeader                     // header
	InFigure                     // figure, figcaption, picture
	InForm                       // form
	InTable                      // table
	InList                       // ul, ol, dl
	InQuote                      // blockquote
	InArticle                    // article, or what is marked as its text
	InMain                       // main
	InHidden                     // what isn't shown
	InOff                        // what its class says is no part of a text: comments, related, share, newsletter, …
	InBoldOnly                   // the whole run is bold
	InBody                       // what is marked as an article's text
)

// Has says whether p has any of the kinds in q.
func (p Place) Has(q Place) bool { return p&q != 0 }
