package extract

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// never are the places where no text of an article stands.
const never = block.InNav | block.InFigure

// looksLikeProse says whether a block reads like a sentence or more, wherever it stands.
func looksLikeProse(b *block.Block) bool {
	const enough = 12 // words
	return b.Words >= enough && b.LinkShare < 0.34 && !b.Within.Has(never)
}

// aloof says of each block whether it stands off the article: in a sidebar, a
// footer, a form, what isn't shown, or what has a class to say so. But an
// element that holds most of the page's prose is the article's, whatever it is
// called: sites call a grid a sidebar and the text behind a paywall hidden.
// Where that leaves next to no prose, the article is in pieces that all have
// such a name, and elements of one kind are taken together.
func aloof(layout *block.Layout) (off []bool, roots map[*html.Node]bool) {
	off, roots = aloofBy(layout, func(n *html.Node) any { return n })
	left, total := 0, 0
	blocks := layout.Blocks
	for i := range blocks {
		if b := &blocks[i]; looksLikeProse(b) {
			total += b.Words
			if !off[i] {
				left += b.Words
			}
		}
	}
	if left*5 < total {
		return aloofBy(layout, func(n *html.Node) any {
			if names := dom.ClassAndID(n); !strings.Contains(names, "comment") {
				return n.Data + "." + names
			}
			return n // what readers say is often more than the article
		})
	}
	return off, roots
}

// aloofBy takes the elements of one kind together.
func aloofBy(layout *block.Layout, kind func(*html.Node) any) (off []bool, roots map[*html.Node]bool) {
	blocks := layout.Blocks
	held, total := map[any]int{}, 0
	for i := range blocks {
		b := &blocks[i]
		if !looksLikeProse(b) {
			continue
		}
		total += b.Words
		counted := map[any]bool{}
		for n := range layout.Off(b) {
			if k := kind(n); !counted[k] { // elements of a kind may hold each other
				counted[k] = true
				held[k] += b.Words
			}
		}
	}
	off, roots = make([]bool, len(blocks)), map[*html.Node]bool{}
	for i := range blocks {
		b := &blocks[i]
		off[i] = b.Within.Has(never)
		for n := range layout.Off(b) {
			if held[kind(n)]*5 < total*2 {
				off[i], roots[n] = true, true
			}
		}
	}
	return off, roots
}
