package lesson

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
)

func TestAlign(t *testing.T) {
	t.Parallel()
	truth := truthOf(&corpus.Truth{
		Paras: []string{
			"The desk's summary of the whole affair", "The ferry left the northern harbour on Saturday with every seat taken.",
			"Traders", "Traders on the far shore had waited for flour, lamp oil and letters. A second boat is to follow on Monday.",
		},
		Optional: []bool{true, false, false, false},
	})
	blocks := []string{
		"The ferry left the northern harbour", // a teaser, before the text
		"The desk’s summary of the whole affair",
		"The ferry left the northern harbour on Saturday with every seat taken.",
		"Advertisement",
		"Traders",
		"Traders on the far shore had waited for flour, lamp oil and letters.", // half a paragraph
		"Read more of boats and seats",
		"A second boat is to follow on Monday.",
		"Traders", // a link, after the text
	}
	words := make([][]string, len(blocks))
	for i, b := range blocks {
		words[i] = ruler.Words(b)
	}
	shares, optional := truth.align(words)
	got := make([]bool, len(blocks))
	for i, share := range shares {
		got[i] = share >= enough
	}
	if diff := cmp.Diff([]bool{false, true, true, false, true, true, false, true, false}, got); diff != "" {
		t.Errorf("labels differ (-want +got):\n%s\nshares are %v", diff, shares)
	}
	if !optional[1] || optional[2] {
		t.Errorf("optional are %v", optional)
	}
}

func TestWhatATeacherSaysGivesWayToSnippets(t *testing.T) {
	t.Parallel()
	s := &Sheet{Labels: []float32{0, 1, 0}, Weights: []float32{quotedWeight, quotedWeight, 0}}
	got := s.taught([]float32{0.9, 0.2, 0.75})
	if diff := cmp.Diff([]float32{0, 1, 1}, got.Labels); diff != "" {
		t.Errorf("labels differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]float32{quotedWeight, quotedWeight, taughtWeight / 2}, got.Weights); diff != "" {
		t.Errorf("weights differ (-want +got):\n%s", diff)
	}
}
