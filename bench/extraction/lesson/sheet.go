package lesson

import (
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/bench/extraction/boost"
	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
	"github.com/wirecopy/wirecopy/services/parser/extract"
	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/feature"
)

// Sheet is a page with a label for each block.
type Sheet struct {
	Page    *corpus.Page
	Texts   []string      // of the blocks
	Said    []bool        // by readers, as their class names have it
	Figures feature.Table // a row for each
	Labels  []float32
	Weights []float32 // 0 where nothing is known
	Votes   [][]float32
}

// NewSheet makes the blocks of a page, with the labels that the truth gives. It
// is nil for a page that can't be read. others are the texts that other
// extractors took for the article's.
func NewSheet(x *extract.Extractor, p *corpus.Page, others []string) *Sheet {
	g, err := x.Galley(extract.Page{URL: p.Address(), Body: []byte(p.HTML), ContentType: "text/html; charset=utf-8"})
	if err != nil {
		return nil
	}
	n := len(g.Layout.Blocks)
	s := &Sheet{Page: p, Texts: make([]string, n), Said: make([]bool, n), Figures: g.Figures, Labels: make([]float32, n), Weights: make([]float32, n), Votes: make([][]float32, n)}
	words := make([][]string, n)
	for i := range words {
		s.Texts[i] = g.Layout.Blocks[i].Text // and not the tree: those of all pages are gigabytes
		words[i] = ruler.Words(s.Texts[i])
		s.Said[i] = g.Layout.Elements[g.Layout.Blocks[i].Element].Levels[block.GroupComments] < block.Far
	}
	if p.Truth.IsFull() {
		s.learn(words)
	} else {
		s.quote()
	}
	for _, text := range others {
		t := truthOf(&corpus.Truth{Paras: strings.Split(text, "\n")})
		shares, _ := t.align(words)
		for i, share := range shares {
			s.Votes[i] = append(s.Votes[i], float32(share))
		}
	}
	return s
}

// The label of a block with most of its words in the text is 1; that of one in a
// paragraph that may be missing is 0, with less weight: leaving it out is right.
const (
	enough         = 0.6
	optionalWeight = 0.5
)

func (s *Sheet) learn(words [][]string) {
	shares, optional := truthOf(s.Page.Truth).align(words)
	for i, share := range shares {
		s.Weights[i] = knownWeight
		switch {
		case share < enough:
		case optional[i]:
			s.Weights[i] = optionalWeight
		default:
			s.Labels[i] = 1
		}
	}
}

// taught is a page of which snippets are known, labelled by a teacher's chances,
// with less weight where it is in doubt; the snippets overrule it.
func (s *Sheet) taught(chances []float32) *Sheet {
	pupil := *s
	pupil.Labels, pupil.Weights = make([]float32, len(s.Labels)), make([]float32, len(s.Labels))
	for i, q := range s.unsaid(chances) {
		pupil.Weights[i] = 2 * taughtWeight * (0.5 - q)
		if q > 0.5 {
			pupil.Labels[i], pupil.Weights[i] = 1, 2*taughtWeight*(q-0.5)
		}
		if s.Weights[i] > 0 {
			pupil.Labels[i], pupil.Weights[i] = s.Labels[i], s.Weights[i]
		}
	}
	return &pupil
}

// thinned is a page without most of the blocks that a teacher holds to be plainly none of the text.
func (s *Sheet) thinned(chances []float32) *Sheet {
	thin := *s
	thin.Weights = slices.Clone(s.Weights)
	n := 0
	for i, q := range chances {
		if q >= hopeless || s.Labels[i] > 0 {
			continue
		}
		if n++; n%thinned == 0 {
			thin.Weights[i] *= thinned
		} else {
			thin.Weights[i] = 0
		}
	}
	return &thin
}

// unsaid are a teacher's chances with those of what readers say made low, where
// the page has a text besides: a forum's posts are its text, an article's
// comments aren't, and few pages with a known text have many of them to show it.
func (s *Sheet) unsaid(chances []float32) []float32 {
	const text, low = 100, 0.1 // words, a chance
	besides := 0
	for i, q := range chances {
		if q > 0.5 && !s.Said[i] {
			besides += len(ruler.Words(s.Texts[i]))
		}
	}
	if besides < text {
		return chances
	}
	lowered := slices.Clone(chances)
	for i := range lowered {
		if s.Said[i] {
			lowered[i] = min(lowered[i], low)
		}
	}
	return lowered
}

// quote labels the blocks that hold a snippet, and no others.
func (s *Sheet) quote() {
	lines := make([]string, len(s.Labels))
	for i := range lines {
		lines[i] = oneLine(s.Texts[i])
	}
	mark := func(snippets []string, label float32) {
		for _, snippet := range snippets {
			if snippet = oneLine(snippet); snippet == "" {
				continue
			}
			for i, line := range lines {
				if strings.Contains(line, snippet) {
					s.Labels[i], s.Weights[i] = label, quotedWeight
				}
			}
		}
	}
	mark(s.Page.Truth.With, 1)
	mark(s.Page.Truth.Without, 0)
}

// What labels count: of a whole text, of a snippet, of the teacher.
const (
	knownWeight  = 1
	quotedWeight = 1
	taughtWeight = 0.5
)

// Most blocks of a page are plainly none of its text. Of those that a teacher
// holds to be so, one in some is learned from, with the weight of all: it takes a third of the time.
const (
	hopeless = 0.005
	thinned  = 5
)

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// rows are the sheets' blocks as examples, with the votes of other extractors or without.
func rows(sheets []*Sheet, votes bool) *boost.Rows {
	r := &boost.Rows{}
	for _, s := range sheets {
		for i, w := range s.Weights {
			if w > 0 {
				r.Add(s.row(i, votes), s.Labels[i], w)
			}
		}
	}
	return r
}

func (s *Sheet) row(i int, votes bool) []float32 {
	row := s.Figures.Row(i)
	if votes {
		row = append(row, s.Votes[i]...) // a copy: rows have no room
	}
	return row
}
