package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// What it takes to be elected, measured on pages with known bodies: within the
// container of most that is elected, one reading that is sure is enough, the
// cheap one only for prose that stands as most of what is elected does; for prose near it, as before a wall for payment, some more; outside, nearly
// all must agree.
const (
	enoughAlike   = 0.45
	enoughWithin  = 0.5
	enoughNear    = 0.6
	enoughOutside = 0.8
	nearLevels    = 2 // levels above the container that are near
)

// elect weighs the opinions of all readings on each block and says which blocks
// are the body. agreement is how sure they are of these together, from 0 to 1.
func elect(p *page, readings []reading) (chosen []bool, agreement float64) {
	sum := weigh(p, readings)
	holder := container(p.doc, p.blocks, p.favoured(sum))
	within := inside(holder, p.blocks)
	chosen = p.above(sum, within, inside(ancestor(holder, nearLevels), p.blocks), p.usual(sum, within))
	bridge(p, within, chosen)
	dropRepeats(p, within, chosen)
	p.refuse(chosen)
	dropLastHeadings(p.blocks, chosen)
	sure, words := 0.0, 0
	for i := range p.blocks {
		if chosen[i] {
			sure += sum[i] * float64(p.blocks[i].Words)
			words += p.blocks[i].Words
		}
	}
	if words == 0 {
		return chosen, 0
	}
	return chosen, min(1, sure/float64(words))
}

// favoured are the words of the blocks with most of the votes. What stands off
// the article counts only when there is next to nothing else.
func (p *page) favoured(sum []float64) []int {
	weight, all := make([]int, len(p.blocks)), make([]int, len(p.blocks))
	kept, total := 0, 0
	for i := range sum {
		if sum[i] <= half {
			continue
		}
		all[i] = p.blocks[i].Words
		total += all[i]
		if !p.aloof[i] {
			weight[i] = all[i]
			kept += all[i]
		}
	}
	if kept*4 >= total {
		return weight
	}
	p.aloof, p.offRoots = make([]bool, len(p.blocks)), nil
	return all
}

// above are the blocks with more votes than it takes where they stand.
func (p *page) above(sum []float64, within, near []bool, usual string) []bool {
	chosen := make([]bool, len(p.blocks))
	for i := range p.blocks {
		limit := enoughOutside
		switch {
		case within[i] && !p.aloof[i] && p.blocks[i].Signature == usual && looksLikeProse(&p.blocks[i]):
			limit = enoughAlike
		case within[i] && !p.aloof[i]:
			limit = enoughWithin
		case near[i] && looksLikeProse(&p.blocks[i]) && !p.aloof[i]:
			limit = enoughNear
		}
		chosen[i] = sum[i] > limit && !p.blocks[i].Within.Has(block.InFigure)
	}
	return chosen
}

// usual is the signature of most of the words that have most of the votes.
func (p *page) usual(sum []float64, within []bool) string {
	words, best := map[string]int{}, ""
	for i := range p.blocks {
		if b := &p.blocks[i]; within[i] && !p.aloof[i] && sum[i] > half {
			if words[b.Signature] += b.Words; words[b.Signature] > words[best] {
				best = b.Signature
			}
		}
	}
	return best
}

// ancestor is the element some levels above n, or the root.
func ancestor(n *html.Node, levels int) *html.Node {
	for range levels {
		if n.Parent != nil {
			n = n.Parent
		}
	}
	return n
}

// weigh asks the readings, and gives the mean of their votes for each block.
// Readings of evidence only add: that JSON-LD hasn't a paragraph says nothing.
func weigh(p *page, readings []reading) []float64 {
	sum, total := make([]float64, len(p.blocks)), 0.0
	for _, r := range readings {
		votes, ok := r.read(p)
		if !ok {
			continue
		}
		w, evidence := r.weight()
		p.opinions = append(p.opinions, opinion{r.name(), evidence, votes})
		if !evidence {
			total += w
		}
		for i, v := range votes {
			sum[i] += w * v
		}
	}
	for i := range sum {
		sum[i] /= max(total, 1)
	}
	return sum
}

// bridge takes in what stands between chosen blocks and belongs to them, such as
// sub-headings, lists and short lines, which readings often drop.
func bridge(p *page, within, chosen []bool) {
	const gap, most = 4, 64 // blocks
	last := -1
	for i := range p.blocks {
		if !chosen[i] {
			continue
		}
		if last >= 0 && i-last > 1 && i-last <= most {
			around := commonHolder(p.blocks[last].Holder, p.blocks[i].Holder)
			near := i-last <= gap && siblings(&p.blocks[last], &p.blocks[i])
			for j := last + 1; j < i; j++ {
				b := &p.blocks[j]
				chosen[j] = within[j] && !p.aloof[j] && b.LinkShare < half &&
					(near && siblings(b, &p.blocks[i]) || b.Role != schema.RoleParagraph && isPlain(b.Holder, around))
			}
		}
		last = i
	}
}

// commonHolder is the innermost element around both.
func commonHolder(a, b *html.Node) *html.Node {
	for ; a != nil; a = a.Parent {
		if isAncestor(a, b) {
			return a
		}
	}
	return nil
}

// isPlain says whether nothing but lists, quotes, headings, and frames that hold
// one element each stand between an element and what is around it.
func isPlain(n, around *html.Node) bool {
	const deepest = 8
	for depth := 0; n != around; n = n.Parent {
		if depth++; n == nil || depth > deepest {
			return false
		}
		switch n.DataAtom {
		case atom.Ul, atom.Ol, atom.Dl, atom.Li, atom.Dd, atom.Dt, atom.Blockquote, atom.P, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		default:
			if !holdsOne(n) {
				return false
			}
		}
	}
	return true
}

// holdsOne says whether exactly one element stands directly in n.
func holdsOne(n *html.Node) bool {
	count := 0
	for c := n.FirstChild; c != nil && count < 2; c = c.NextSibling {
		if c.Type == html.ElementNode {
			count++
		}
	}
	return count == 1
}

// siblings says whether two blocks' elements have one parent.
func siblings(a, b *block.Block) bool {
	return a.Holder == b.Holder || a.Holder.Parent == b.Holder.Parent
}

// dropRepeats keeps the first of equal texts: pages hold the article's beginning
// again for printing, sharing and teasers. Short lines do recur within a text.
func dropRepeats(p *page, within, chosen []bool) {
	const short = 12 // words
	seen := map[string]bool{}
	for i := range p.blocks {
		if !chosen[i] || p.blocks[i].Words <= short && within[i] {
			continue
		}
		key := text.Key(p.blocks[i].Text)
		chosen[i] = !seen[key]
		seen[key] = true
	}
}

// dropLastHeadings drops headings that nothing follows: those of what was left out.
func dropLastHeadings(blocks []block.Block, chosen []bool) {
	for i := len(blocks) - 1; i >= 0; i-- {
		if !chosen[i] {
			continue
		}
		if blocks[i].Role != schema.RoleSubheading {
			return
		}
		chosen[i] = false
	}
}
