package extract

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
)

// dropBesides drops what reads like the article and stands on its page besides it:
// what readers say of it, and other stories. To a judge of single blocks, an
// elaborate comment and the next story are as much text as any.
func (p *page) dropBesides(chosen []bool) {
	p.dropComments(chosen)
	p.dropStories(chosen)
}

// dropComments drops what stands in comments, where the page has a text besides.
// One comment has the same element as the next, and a class to say so: what is
// called so once may be the whole article.
func (p *page) dropComments(chosen []bool) {
	elements := p.layout.Elements
	times := map[uint64]int{}
	for i := range elements {
		if e := &elements[i]; e.Levels[block.GroupComments] == 0 && e.First < e.End {
			times[e.Kind]++
		}
	}
	if len(times) == 0 {
		return
	}
	isComment := func(b *block.Block) bool {
		for at := b.Element; at > 0 && elements[at].Levels[block.GroupComments] < block.Far; at = elements[at].Parent {
			if e := &elements[at]; e.Levels[block.GroupComments] == 0 && times[e.Kind] > 1 {
				return true
			}
		}
		return false
	}
	besides := 0
	comments := make([]bool, len(p.blocks))
	for i, c := range chosen {
		if comments[i] = c && isComment(&p.blocks[i]); c && !comments[i] {
			besides += p.blocks[i].Words
		}
	}
	if besides < fewWords {
		return
	}
	for i, is := range comments {
		if is {
			p.drop(chosen, i, whyComment)
		}
	}
}

// dropStories keeps the <article> that has the headline, of several that each
// begin with a heading: pages go on with the next story below the one that they
// are of. What begins with a lesser heading may be the long rest of a story, or
// the entry of a live blog, and is another one only if it isn't longer.
func (p *page) dropStories(chosen []bool) {
	const least = 40 // words that the article's own has
	home := p.homeStory()
	if home == nil || slices.Contains(p.ld.Types, schema.TypeLiveBlog) {
		return
	}
	stories := map[*html.Node]*story{}
	around := make([]*story, len(p.blocks)) // by block: the outermost it stands in
	for i := range p.blocks {
		b := &p.blocks[i]
		inner, outer := storiesAround(b.Holder)
		if outer == nil {
			continue
		}
		s := stories[outer]
		if s == nil {
			s = &story{parts: map[*html.Node]int{}}
			stories[outer] = s
		}
		around[i] = s
		if isHeading(b.Holder) && s.words == 0 {
			s.headed, s.titled = true, s.titled || b.Holder.DataAtom == atom.H1
		}
		if chosen[i] {
			s.words += b.Words
			s.parts[inner] += b.Words
		}
	}
	own := stories[home]
	if own.words < least {
		return
	}
	for i, s := range around {
		if chosen[i] && s != nil && s != own && s.isOther(own.words) {
			p.drop(chosen, i, whyStory)
		}
	}
}

// story is what an <article> holds.
type story struct {
	words          int                // chosen
	parts          map[*html.Node]int // of them in each <article> within, itself among them
	headed, titled bool               // it begins with a heading, with an h1
}

// isOther says whether it is another story than one of some words.
func (s *story) isOther(words int) bool {
	for _, n := range s.parts {
		if n > words {
			return s.titled
		}
	}
	return s.headed
}

// homeStory is the outermost <article> around the first heading that has the
// headline, nil if there is none.
func (p *page) homeStory() *html.Node {
	for i := range p.blocks {
		if b := &p.blocks[i]; isHeading(b.Holder) && p.isHeadline(b) {
			_, outer := storiesAround(b.Holder)
			return outer
		}
	}
	return nil
}

// storiesAround are the innermost and the outermost <article> around an element, nil if there is none.
func storiesAround(n *html.Node) (inner, outer *html.Node) {
	for ; n != nil; n = n.Parent {
		if n.DataAtom != atom.Article {
			continue
		}
		if outer = n; inner == nil {
			inner = n
		}
	}
	return inner, outer
}

// isHeading says whether an element is a heading that may be a story's.
func isHeading(n *html.Node) bool {
	return n.DataAtom == atom.H1 || n.DataAtom == atom.H2 || n.DataAtom == atom.H3
}

// drop takes a block out of the chosen ones, for a reason.
func (p *page) drop(chosen []bool, i int, why string) {
	chosen[i] = false
	p.note(i, why)
}
