package extract

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// reading is one way to find the body of a page. Readings are weighed against
// each other block by block, so that one can be replaced and another added.
type reading interface {
	// name is what Extraction.Method says when this reading gave the body.
	name() string
	// weight is what a vote counts. Evidence adds to the others' votes and never
	// takes away from them.
	weight() (w float64, evidence bool)
	// read says of each block of the page, from 0 to 1, how much of it is in the
	// body. It says false when it has no opinion on this page.
	read(p *page) (votes []float64, ok bool)
}

const half = 0.5

// opinion is what a reading made of a page.
type opinion struct {
	method   string
	evidence bool
	votes    []float64
}

// jsonldReading holds the blocks to be the body that JSON-LD's articleBody has.
// It is evidence alone: on many pages that text is a stub or another one, and
// taking it for the body was measured to lose.
type jsonldReading struct{}

func (jsonldReading) name() string            { return "jsonld" }
func (jsonldReading) weight() (float64, bool) { return 0.3, true }

func (jsonldReading) read(p *page) ([]float64, bool) {
	lines := linesOf(p.ld.Body)
	if len(p.ld.Body) < leastEvidence {
		return nil, false
	}
	return coverLines(lines, p.blocks), true
}

// feedReading does the same with the feed's own text of the entry.
type feedReading struct{}

func (feedReading) name() string            { return "feed" }
func (feedReading) weight() (float64, bool) { return 0.3, true }

func (feedReading) read(p *page) ([]float64, bool) {
	if p.Item == nil || len(p.Item.Content) < leastEvidence {
		return nil, false
	}
	var lines []string
	for _, b := range fragment(p.Item.Content) {
		lines = append(lines, b.Text)
	}
	return coverLines(lines, p.blocks), true
}

// leastEvidence is how many bytes a text must have to be more than a teaser.
const leastEvidence = 250

func coverLines(lines []string, blocks []block.Block) []float64 {
	set := text.NewShingles()
	for _, l := range lines {
		set.Add(l)
	}
	return cover(set, blocks)
}

// cover says of each block how much of it a text has.
func cover(set *text.Shingles, blocks []block.Block) []float64 {
	votes := make([]float64, len(blocks))
	for i := range blocks {
		votes[i] = set.Cover(blocks[i].Text)
	}
	return votes
}

// linesOf cuts a text, which may hold markup, into lines.
func linesOf(s string) []string {
	if strings.Contains(s, "</") || strings.Contains(s, "<p") || strings.Contains(s, "<br") {
		var lines []string
		for _, b := range fragment(s) {
			lines = append(lines, b.Text)
		}
		return lines
	}
	var lines []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = text.Unescape(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// maxFragment is how many bytes of a feed's or JSON-LD's markup are looked at.
const maxFragment = 1 << 20

// fragment is the blocks of a piece of HTML, none when it can't be read.
func fragment(markup string) []block.Block {
	if len(markup) > maxFragment {
		markup = strings.ToValidUTF8(markup[:maxFragment], "")
	}
	if strings.Count(markup, "<") > maxFragment/16 {
		return nil
	}
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		return nil
	}
	return block.Cut(doc)
}
