package extract

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/dom"
)

// structureReading finds the body by how the page is built: long texts with few
// links that stand alike (the same element, class and parent) in one container.
// It is linear in the page, so it reads pages that are too large for the others.
type structureReading struct{}

func (structureReading) name() string            { return "structure" }
func (structureReading) weight() (float64, bool) { return 0.95, false }

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
func aloof(blocks []block.Block) (off []bool, roots map[*html.Node]bool) {
	off, roots = aloofBy(blocks, func(n *html.Node) any { return n })
	left, total := 0, 0
	for i := range blocks {
		if b := &blocks[i]; looksLikeProse(b) {
			total += b.Words
			if !off[i] {
				left += b.Words
			}
		}
	}
	if left*5 < total {
		return aloofBy(blocks, func(n *html.Node) any {
			if names := dom.ClassAndID(n); !strings.Contains(names, "comment") {
				return n.Data + "." + names
			}
			return n // what readers say is often more than the article
		})
	}
	return off, roots
}

// aloofBy takes the elements of one kind together.
func aloofBy(blocks []block.Block, kind func(*html.Node) any) (off []bool, roots map[*html.Node]bool) {
	held, total := map[any]int{}, 0
	for i := range blocks {
		b := &blocks[i]
		if !looksLikeProse(b) {
			continue
		}
		total += b.Words
		counted := map[any]bool{}
		for _, n := range b.Off {
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
		for _, n := range b.Off {
			if held[kind(n)]*5 < total*2 {
				off[i], roots[n] = true, true
			}
		}
	}
	return off, roots
}

func (structureReading) read(p *page) ([]float64, bool) {
	alike, most := map[string]int{}, 0
	for i := range p.blocks {
		if b := &p.blocks[i]; looksLikeProse(b) && !p.aloof[i] {
			alike[b.Signature] += b.Words
			most = max(most, alike[b.Signature])
		}
	}
	if most == 0 {
		return nil, false
	}
	weight := make([]int, len(p.blocks))
	for i := range p.blocks {
		if b := &p.blocks[i]; looksLikeProse(b) && !p.aloof[i] && alike[b.Signature]*4 >= most {
			weight[i] = b.Words
		}
	}
	within := inside(container(p.doc, p.blocks, weight), p.blocks)
	votes := make([]float64, len(p.blocks))
	for i := range p.blocks {
		if p.aloof[i] {
			continue
		}
		share := float64(alike[p.blocks[i].Signature]) / float64(most)
		votes[i] = structureVote(&p.blocks[i], within[i], share)
	}
	return votes, true
}

// structureVote judges one block by where it stands and how much of the page's
// prose stands alike.
func structureVote(b *block.Block, within bool, share float64) float64 {
	var vote float64
	switch {
	case looksLikeProse(b):
		vote = 0.6
	case b.LinkShare > 0.5:
		vote = 0.1
	case b.Role == schema.RoleSubheading:
		vote = 0.5
	default:
		vote = 0.4
	}
	vote += 0.4 * share
	if !within {
		vote *= 0.4
	}
	return min(vote, 1)
}

// container is the deepest element that has four fifths of the weight.
func container(root *html.Node, blocks []block.Block, weight []int) *html.Node {
	sum := map[*html.Node]int{}
	total := 0
	for i, w := range weight {
		if w == 0 {
			continue
		}
		total += w
		for n := blocks[i].Holder; n != nil; n = n.Parent {
			sum[n] += w
		}
	}
	n := root
	for {
		next := heaviest(n, sum)
		if next == nil || sum[next]*5 < total*4 {
			return n
		}
		n = next
	}
}

func heaviest(n *html.Node, sum map[*html.Node]int) *html.Node {
	var best *html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if sum[c] > 0 && (best == nil || sum[c] > sum[best]) {
			best = c
		}
	}
	return best
}

// inside says of each block whether it stands in n.
func inside(n *html.Node, blocks []block.Block) []bool {
	known := map[*html.Node]bool{n: true}
	in := make([]bool, len(blocks))
	for i := range blocks {
		in[i] = isWithin(blocks[i].Holder, known)
	}
	return in
}

// isWithin climbs until it meets an element that it knows of, and learns the way.
func isWithin(n *html.Node, known map[*html.Node]bool) bool {
	if n == nil {
		return false
	}
	if answer, ok := known[n]; ok {
		return answer
	}
	answer := isWithin(n.Parent, known)
	known[n] = answer
	return answer
}
