package newsroom

import (
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// block is a block of a story's text as the agency sends it.
type block struct {
	role      schema.Role
	sentences []string // one of which has the hole
}

// hole is where the marker goes, which each paper's copy has of its own.
const hole = "\x00"

const (
	fewestTold, mostTold = 8, 18 // paragraphs of a story that is no routine report
	quoted               = 0.5   // of the stories
	asides               = 0.4   // of a routine report's paragraphs: a sentence that no other report has
)

// telling is the text as the agency sends it.
func (s *story) telling() []block {
	d := roll(s.number, forTelling)
	if s.beat != nil {
		return s.report(&d)
	}
	l := s.language
	blocks := make([]block, d.between(fewestTold, mostTold))
	for i := range blocks {
		sentences := make([]string, d.between(2, 3))
		marked := d.below(len(sentences))
		for j := range sentences {
			key := "sentence"
			if j == marked {
				key = "marked"
			}
			pattern := d.pick(l.words[key])
			if i == 0 && j == 0 { // it begins with what the headline says
				pattern = s.facts.put(pattern)
			}
			sentences[j] = string(l.fill(&d, nil, pattern, hole))
		}
		blocks[i] = block{role: schema.RoleParagraph, sentences: sentences}
	}
	if d.chance(quoted) {
		quote := block{role: schema.RoleQuote, sentences: []string{string(l.phrase(&d, nil, "quote", hole))}}
		blocks = slices.Insert(blocks, d.between(1, len(blocks)/2), quote)
	}
	return blocks
}

// report is the text of a routine report: facts of its own in sentences that all
// have, with sentences between them that are the same in all.
func (s *story) report(d *dice) []block {
	l := s.language
	stock := l.words[s.beat.name+".stock"]
	var blocks []block
	for i, pattern := range l.words[s.beat.name+".fact"] {
		b := block{role: schema.RoleParagraph, sentences: []string{string(l.fill(d, nil, s.facts.put(pattern), hole))}}
		if i < len(stock) {
			b.sentences = append(b.sentences, stock[i])
		}
		if d.chance(asides) {
			b.sentences = append(b.sentences, string(l.phrase(d, nil, "sentence", "")))
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// join makes a text of sentences, with the marker in its place.
func (l *language) join(sentences []string, marker string) string {
	between := " "
	if l.code == "ja" { // the only one without spaces
		between = ""
	}
	return strings.Replace(strings.Join(sentences, between), hole, marker, 1)
}
