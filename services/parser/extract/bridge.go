package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
)

// bridge takes in what stands between chosen blocks and belongs to them, such as
// sub-headings, lists and quotes, which the judge often drops.
func (p *page) bridge(chosen []bool, within *block.Element) {
	const most = 64 // blocks
	last := -1
	for i := range p.blocks {
		if !chosen[i] {
			continue
		}
		if last >= 0 && i-last > 1 && i-last <= most {
			around := commonHolder(p.blocks[last].Holder, p.blocks[i].Holder)
			for j := last + 1; j < i; j++ {
				b := &p.blocks[j]
				if chosen[j] || j < within.First || j >= within.End || p.aloof[j] || b.LinkShare >= half {
					continue
				}
				if b.Role != schema.RoleParagraph && isPlain(b.Holder, around) {
					chosen[j] = true
					p.note(j, whyBetween)
				}
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
