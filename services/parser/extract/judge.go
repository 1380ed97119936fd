package extract

import (
	"strings"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

const half = 0.5

// What it takes to be kept, measured on pages with known bodies: within the
// container of most of what is likely, a chance above a half; outside, more.
const (
	enoughWithin  = 0.55
	enoughOutside = 0.75
)

// judge judges each block, and says which are the body. confidence is the F1,
// counted in words, that the judge expects of them.
func (p *page) judge() (chosen []bool, confidence float64) {
	figures := p.x.meter.Measure(p.layout, p.evidence())
	p.chances = make([]float32, len(p.blocks))
	for i := range p.blocks {
		p.chances[i] = p.x.judge.Probability(figures.Row(i))
	}
	p.x.meter.Release(figures)
	likely := p.container(func(i int) bool { return p.chances[i] > half })
	chosen = p.above(likely)
	p.bridge(chosen, likely)
	p.dropRepeats(chosen, likely)
	p.dropCopy(chosen)
	p.dropBesides(chosen)
	p.refuse(chosen)
	return chosen, p.expected(chosen)
}

// above are the blocks that are likely enough for where they stand.
func (p *page) above(likely *block.Element) []bool {
	chosen := make([]bool, len(p.blocks))
	if p.explains {
		p.whys = make([]string, len(p.blocks))
	}
	for i, q := range p.chances {
		within := likely.First <= i && i < likely.End
		switch {
		case within && q > enoughWithin, q > enoughOutside:
			chosen[i] = true
			p.note(i, whyLikely)
		case q > enoughWithin:
			p.note(i, whyOutside)
		default:
			p.note(i, whyUnlikely)
		}
	}
	return chosen
}

// guess chooses the likeliest blocks where none is likely enough: a few lines, or a
// text unlike others, which the record says is in doubt.
func (p *page) guess() bool {
	const least = 0.2
	highest := float32(0)
	for _, q := range p.chances {
		highest = max(highest, q)
	}
	if highest < least {
		return false
	}
	for i, q := range p.chances {
		if q >= highest/2 && !p.chosen[i] {
			p.chosen[i] = true
			p.note(i, whyGuess)
		}
	}
	p.dropRepeats(p.chosen, &p.layout.Elements[0])
	p.refuse(p.chosen)
	p.warn("body is a guess: no part of the page is like a text")
	return true
}

// container is the deepest element that has four fifths of the words of the blocks that are in.
func (p *page) container(in func(block int) bool) *block.Element {
	elements := p.layout.Elements
	words := make([]int, len(elements))
	total := 0
	for i := range p.blocks {
		if b := &p.blocks[i]; in(i) {
			words[b.Element] += b.Words
			total += b.Words
		}
	}
	best := &elements[0]
	for i := len(words) - 1; i > 0; i-- { // what an element holds comes after it
		words[elements[i].Parent] += words[i]
		if words[i]*5 >= total*4 && elements[i].Depth >= best.Depth {
			best = &elements[i]
		}
	}
	return best
}

// dropRepeats keeps the first of equal texts: pages hold the article's beginning
// again for printing, sharing and teasers. Short lines do recur within a text.
func (p *page) dropRepeats(chosen []bool, within *block.Element) {
	const short = 12 // words
	seen := map[string]bool{}
	for i := range p.blocks {
		b := &p.blocks[i]
		if !chosen[i] || b.Words <= short && within.First <= i && i < within.End {
			continue
		}
		if chosen[i] = !seen[b.Text]; !chosen[i] {
			p.note(i, whyRepeat)
		}
		seen[b.Text] = true
	}
}

// dropCopy drops the longest block where other ones hold it in pieces: some pages
// have the whole text a second time, for machines.
func (p *page) dropCopy(chosen []bool) {
	longest := -1
	for i, c := range chosen {
		if c && (longest < 0 || p.blocks[i].Words > p.blocks[longest].Words) {
			longest = i
		}
	}
	if longest < 0 {
		return
	}
	const least = 40 // words: a shorter one may quote the paragraph before it
	whole, held := &p.blocks[longest], 0
	for i, c := range chosen {
		if b := &p.blocks[i]; c && i != longest && strings.Contains(whole.Text, b.Text) {
			held += b.Words
		}
	}
	if whole.Words >= least && held*5 > whole.Words*4 {
		chosen[longest] = false
		p.note(longest, whyRepeat)
	}
}

// expected is the F1 that the chances promise of a choice: twice the words that
// are likely right, by those chosen and those that are likely the body's.
func (p *page) expected(chosen []bool) float64 {
	const none = 0.1 // below it the judge gave up early, and means nothing by the rest
	right, kept, likely := 0.0, 0.0, 0.0
	for i := range p.blocks {
		w, q := float64(p.blocks[i].Words), float64(p.chances[i])
		if q > none || chosen[i] {
			likely += q * w
		}
		if chosen[i] {
			kept += w
			right += q * w
		}
	}
	if kept == 0 {
		return 0
	}
	return 2 * right / (kept + likely)
}

// evidence is what the feed and the page say of the article, the feed first:
// it is the only one of the two that was written for this article alone.
func (p *page) evidence() feature.Evidence {
	e := feature.Evidence{
		Aloof:       p.aloof,
		Description: firstOf(p.feedSummary(), p.survey.Meta("og:description", "description", "twitter:description"), p.ld.Description),
	}
	switch {
	case p.Item != nil && p.Item.Title != "":
		e.Title = text.Plain(p.Item.Title)
	case len(p.headlines) > 0:
		e.Title = p.headlines[0].text
	}
	lines := p.x.linesOf(p.ld.Body)
	if p.Item != nil && p.Item.Content != "" {
		for _, b := range p.x.fragment(p.Item.Content) {
			lines = append(lines, b.Text)
		}
	}
	e.Text = strings.Join(lines, "\n")
	return e
}
