package lesson

import (
	"strings"
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

func TestCellsOfATableAreFoundTogether(t *testing.T) {
	t.Parallel()
	truth := truthOf(&corpus.Truth{Paras: []string{"These are the times of the boats:", "1 North 10 2 South 12", "All times are local ones."}})
	blocks := []string{"South", "These are the times of the boats:", "1", "North", "10", "Book", "2", "South", "12", "All times are local ones.", "12"}
	words := make([][]string, len(blocks))
	for i, b := range blocks {
		words[i] = ruler.Words(b)
	}
	shares, _ := truth.align(words)
	if diff := cmp.Diff([]float64{0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0}, shares); diff != "" {
		t.Errorf("shares differ (-want +got):\n%s", diff)
	}
}

func TestWhatATeacherSaysGivesWayToSnippets(t *testing.T) {
	t.Parallel()
	s := &Sheet{Texts: make([]string, 3), Said: make([]bool, 3), Labels: []float32{0, 1, 0}, Weights: []float32{quotedWeight, quotedWeight, 0}}
	got := s.taught([]float32{0.9, 0.2, 0.75})
	if diff := cmp.Diff([]float32{0, 1, 1}, got.Labels); diff != "" {
		t.Errorf("labels differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]float32{quotedWeight, quotedWeight, taughtWeight / 2}, got.Weights); diff != "" {
		t.Errorf("weights differ (-want +got):\n%s", diff)
	}
}

func TestCommentsAreNoTextBesideOne(t *testing.T) {
	t.Parallel()
	post := strings.Repeat("word ", 120)
	s := &Sheet{Texts: []string{post, post}, Said: []bool{false, true}}
	for name, test := range map[string]struct{ chances, want []float32 }{
		"article": {[]float32{0.9, 0.8}, []float32{0.9, 0.1}},
		"forum":   {[]float32{0.2, 0.8}, []float32{0.2, 0.8}},
	} {
		if diff := cmp.Diff(test.want, s.unsaid(test.chances)); diff != "" {
			t.Errorf("%s: chances differ (-want +got):\n%s", name, diff)
		}
	}
}
