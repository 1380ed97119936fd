package lesson

import (
	"slices"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
)

// place is where a block may stand in the true text.
type place struct {
	block      int
	start, end int // words of the text
	weight     int // words that are equal
	best       int // weight of the best chain that ends here
	before     int // the place before in it, -1 for none
}

// truth is a true text in words, with an index of its runs of some words.
type truth struct {
	words    []string
	optional []bool // by word: its paragraph may be missing
	edges    []bool // by word: a paragraph begins here
	runs     map[string][]int
}

const runWords = 3

func truthOf(t *corpus.Truth) *truth {
	text := &truth{runs: map[string][]int{}}
	for i, p := range t.Paras {
		for j, word := range ruler.Words(p) {
			text.words = append(text.words, word)
			text.edges = append(text.edges, j == 0)
			text.optional = append(text.optional, i < len(t.Optional) && t.Optional[i])
		}
	}
	text.edges = append(text.edges, true)
	for i := range text.words {
		for n := 1; n <= runWords && i+n <= len(text.words); n++ {
			key := keyOf(text.words[i : i+n])
			const most = 24 // places of one run
			if len(text.runs[key]) < most {
				text.runs[key] = append(text.runs[key], i)
			}
		}
	}
	return text
}

func keyOf(words []string) string {
	var b []byte
	for _, w := range words {
		b = append(append(b, w...), 0)
	}
	return string(b)
}

// align finds for each block the share of its words that stand in the true text,
// in the order of the page: of all chains of places that rise in both, the one
// with the most words. optional says where they stand in a paragraph that may be missing.
func (t *truth) align(blocks [][]string) (shares []float64, optional []bool) {
	var places []place
	for i, words := range blocks {
		places = append(places, t.places(i, words)...)
	}
	last := -1
	for i := range places {
		p := &places[i]
		p.best, p.before = p.weight, -1
		for j := range i {
			q := &places[j]
			const slack = 1 // word
			if q.block < p.block && q.end <= p.start+slack && q.best+p.weight > p.best {
				p.best, p.before = q.best+p.weight, j
			}
		}
		if last < 0 || p.best > places[last].best {
			last = i
		}
	}
	shares, optional = make([]float64, len(blocks)), make([]bool, len(blocks))
	next := place{block: len(blocks), start: len(t.words)}
	for at := last; at >= 0; at = places[at].before {
		p := places[at]
		shares[p.block] = min(1, float64(p.weight)/float64(len(blocks[p.block])))
		optional[p.block] = p.start < len(t.optional) && t.optional[p.start]
		t.fill(shares, blocks, p, next)
		next = p
	}
	t.fill(shares, blocks, place{block: -1}, next)
	return shares, optional
}

// places are the few places where a block fits best.
func (t *truth) places(block int, words []string) []place {
	n := min(runWords, len(words))
	if n == 0 {
		return nil
	}
	votes := map[int]int{} // by where the block would begin
	for i := range len(words) - n + 1 {
		for _, at := range t.runs[keyOf(words[i:i+n])] {
			votes[at-i]++
		}
	}
	var found []place
	for begin, vote := range votes {
		p := place{block: block, start: max(0, begin), end: min(len(t.words), begin+len(words)), weight: vote + n - 1}
		for near := begin - 4; near <= begin+4; near++ { // words were put in or left out
			if near != begin {
				p.weight += votes[near]
			}
		}
		p.weight = min(p.weight, len(words))
		if len(words) < runWords && (begin < 0 || !t.edges[begin] || !t.edges[min(p.end, len(t.edges)-1)]) {
			continue // one or two words are found everywhere: they must be a paragraph
		}
		const least = 0.4
		if float64(p.weight) >= least*float64(len(words)) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b place) int {
		if a.weight != b.weight {
			return b.weight - a.weight
		}
		return a.start - b.start
	})
	const most = 4
	return found[:min(most, len(found))]
}
