package feature

import "slices"

// bag is a set of words with a sieve before it: most words are in no title.
type bag struct {
	sieve [16]uint64
	words []uint64 // sorted, each once
}

func bagOf(s string) *bag {
	const most = 400 // words
	list := appendWords(nil, s)
	list = list[:min(len(list), most)]
	slices.Sort(list)
	b := &bag{words: slices.Compact(list)}
	for _, word := range b.words {
		b.sieve[word>>6&15] |= 1 << (word & 63)
	}
	return b
}

func (b *bag) has(word uint64) bool {
	if b.sieve[word>>6&15]>>(word&63)&1 == 0 {
		return false
	}
	_, ok := slices.BinarySearch(b.words, word)
	return ok
}

// overlap is how much of a list is in the bag, and about how much of the bag in the list.
func (b *bag) overlap(list []uint64) (in, of float32) {
	if len(b.words) == 0 || len(list) == 0 {
		return 0, 0
	}
	n := 0
	for _, word := range list {
		if b.has(word) {
			n++
		}
	}
	return float32(n) / float32(len(list)), min(1, float32(n)/float32(len(b.words)))
}

// compare fills in how the blocks compare with the evidence and each other.
func (w *work) compare(e Evidence) {
	title, description := bagOf(e.Title), bagOf(e.Description)
	w.heading, w.start = -1, -1
	bestTitle, bestStart := float32(0.6), float32(0.5)
	for i := range w.blocks {
		row, list := w.table.Row(i), w.wordsOf(i)
		row[inTitle], row[ofTitle] = title.overlap(list)
		row[inDescription], row[ofDescription] = description.overlap(list)
		like := row[inTitle] * row[ofTitle]
		if tagOf(w.elements[w.blocks[i].Element].Node.DataAtom) == headingTag {
			like += 0.7
		}
		if like > bestTitle {
			bestTitle, w.heading = like, i
		}
		if like := row[ofDescription]; like > bestStart && w.blocks[i].Words >= 8 {
			bestStart, w.start = like, i
		}
	}
	const none = -1000
	for i := range w.blocks {
		row := w.table.Row(i)
		row[fromHeading], row[fromStart] = none, none
		if w.heading >= 0 {
			row[fromHeading] = float32(i - w.heading)
		}
		if w.start >= 0 {
			row[fromStart] = float32(i - w.start)
		}
	}
	w.cover(e.Text)
	w.repeat()
}

const headingTag = 7 // h1

// cover fills in how much of each block the text of the evidence has, as runs of four words.
func (w *work) cover(text string) {
	const stub = 40 // words
	var runs map[uint64]struct{}
	list := appendWords(nil, text)
	if len(list) >= stub {
		runs = make(map[uint64]struct{}, len(list))
		for i := range list {
			runs[run(list, i)] = struct{}{}
		}
	}
	has := ratio(float32(len(list)), w.total.good)
	for i := range w.blocks {
		row := w.table.Row(i)
		row[evidence], row[covered] = has, -1
		if runs == nil {
			continue
		}
		words, n := w.wordsOf(i), 0
		last := max(1, len(words)-3)
		for j := range min(last, len(words)) {
			if _, ok := runs[run(words, j)]; ok {
				n++
			}
		}
		row[covered] = float32(n) / float32(last)
	}
}

// run hashes the four words from i on, or as many as there are.
func run(words []uint64, i int) uint64 {
	h := fnvOffset
	for _, word := range words[i:min(i+4, len(words))] {
		h = (h ^ word) * fnvPrime
		h ^= h >> 29
	}
	return h
}

// repeat fills in how often a block's text is on the page, and whether it was before.
func (w *work) repeat() {
	counts := make(map[uint64]int32, len(w.blocks))
	keys := make([]uint64, len(w.blocks))
	for i := range w.blocks {
		h := fnvOffset
		for _, word := range w.wordsOf(i) {
			h = (h ^ word) * fnvPrime
			h ^= h >> 29
		}
		keys[i] = h
		w.table.Row(i)[isRepeat] = flag(counts[h] > 0)
		counts[h]++
	}
	for i, h := range keys {
		w.table.Row(i)[repeats] = float32(counts[h])
	}
}
