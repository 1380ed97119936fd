package extract

import (
	"github.com/markusmobius/go-htmldate"
	"github.com/markusmobius/go-trafilatura"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// trafilaturaReading asks go-trafilatura, in its balanced mode: together with
// structure that was measured to be better than its mode for precision. It
// clones the tree several times and is by far the dearest of the readings.
type trafilaturaReading struct {
	maxNodes int // larger pages aren't asked about
}

func (trafilaturaReading) name() string            { return "trafilatura" }
func (trafilaturaReading) weight() (float64, bool) { return 1, false }

// read runs go-trafilatura over the page's tree, which it leaves as it is, and
// looks for its text in the blocks. Its comparison with two other extractors
// costs as much again, and is asked for only when it found little of the prose.
func (t trafilaturaReading) read(p *page) ([]float64, bool) {
	if p.isTooCostly(t.maxNodes) {
		p.warn("page is too large for all readings")
		return nil, false
	}
	votes, ok := t.ask(p, false)
	if !ok || p.isLittle(votes) {
		if second, found := t.ask(p, true); found {
			return second, true
		}
	}
	return votes, ok
}

func (trafilaturaReading) ask(p *page, compare bool) ([]float64, bool) {
	result, err := trafilatura.ExtractDocument(p.doc, trafilatura.Options{
		OriginalURL:      p.address,
		EnableFallback:   compare,
		ExcludeComments:  true,
		HtmlDateOverride: &htmldate.Result{}, // dates are read elsewhere
	})
	if err != nil || result.ContentNode == nil {
		return nil, false
	}
	set := text.NewShingles()
	for _, b := range block.Cut(result.ContentNode) {
		set.Add(b.Text)
	}
	return cover(set, p.blocks), true
}

// isLittle says whether the votes leave out half of what looks like prose and
// stands in no sidebar or the like.
func (p *page) isLittle(votes []float64) bool {
	found, prose := 0, 0
	for i := range p.blocks {
		if b := &p.blocks[i]; looksLikeProse(b) && !p.aloof[i] {
			prose += b.Words
			if votes[i] > half {
				found += b.Words
			}
		}
	}
	return found*2 < prose
}

// isTooCostly says whether the page is one that go-trafilatura takes minutes
// for: it has too many nodes, or so many paragraphs of so much text that adding
// the paragraphs up one by one, as it does, is quadratic to the point of pain.
func (p *page) isTooCostly(maxNodes int) bool {
	const maxCopied = 2 << 30 // bytes
	total := 0
	for i := range p.blocks {
		total += len(p.blocks[i].Text)
	}
	return p.nodes > maxNodes || len(p.blocks)*(total/2) > maxCopied
}
