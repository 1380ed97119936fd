package lesson

import (
	"sync"

	"github.com/wirecopy/wirecopy/bench/extraction/boost"
	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/services/parser/extract/forest"
)

// NumFolds is in how many parts the publishers are split.
const NumFolds = 5

// Folds grows a forest for each fold of publishers, of the pages of all others.
func Folds(sheets []*Sheet, c boost.Config) []*forest.Forest {
	forests := make([]*forest.Forest, NumFolds)
	var wg sync.WaitGroup
	for fold := range forests {
		wg.Go(func() {
			var known []*Sheet
			for _, s := range sheets {
				if corpus.Fold(s.Page, NumFolds) != fold {
					known = append(known, s)
				}
			}
			forests[fold] = Grow(known, c, nil)
		})
	}
	wg.Wait()
	return forests
}

// Grow grows a forest: first a teacher of the blocks whose labels are known,
// which labels the others of pages with snippets; then the forest, of all.
func Grow(sheets []*Sheet, c boost.Config, gains []float64) *forest.Forest {
	var all []*Sheet
	alone := c
	alone.Stands = 1
	teacher := boost.Grow(rows(sheets, true), alone, nil)
	for _, s := range sheets {
		chances := make([]float32, len(s.Labels))
		for i := range chances {
			chances[i] = teacher.Probability(s.row(i, true))
		}
		if !s.Page.Truth.IsFull() {
			s = s.taught(chances)
		}
		all = append(all, s.thinned(chances))
	}
	f := boost.Grow(rows(all, false), c, gains)
	f.Early, f.Hopeless = early, lost
	return f
}

// A block whose sum is so low after so many trees is none of the text: none that
// is kept was lost by it, and four blocks in five are done with then.
const (
	early = 40
	lost  = -2.5
)
