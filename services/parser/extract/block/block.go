package block

import (
	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
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
	// Links are the links that the run is in or holds, with addresses as they stand.
	Links []schema.Link
	// Words is how many words Text has.
	Words int
	// LinkShare is how much of Text is within links, from 0 to 1.
	LinkShare float64
	// Within are the kinds of places that the block stands in.
	Within Place
	// Off are the elements that put the block in a place where no article is
	// thought to be, from the outermost.
	Off []*html.Node
	// Signature is equal for blocks whose element and its parent have equal names and classes.
	Signature string
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
)

// Has says whether p has any of the kinds in q.
func (p Place) Has(q Place) bool { return p&q != 0 }
