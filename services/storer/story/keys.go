package story

import "slices"

const (
	shingle  = 5   // words that make a key
	lead     = 150 // words at the beginning that have keys of their own
	leadKeys = 16
	allKeys  = 16
)

// Keys are what copies of a text are found by: the smallest hashes of the runs of
// five words (Broder 1997), half of them of the whole text and half of its
// beginning, which is what is left of a copy that was shortened. A text with less
// than [leastWords] has none.
func (t *Text) Keys() []uint64 {
	if len(t.words) < leastWords {
		return nil
	}
	hashes := make([]uint64, 0, len(t.words)-shingle+1)
	for i := range len(t.words) - shingle + 1 {
		h := uint64(fnvOffset)
		for _, word := range t.words[i : i+shingle] {
			h = chain(h, word)
		}
		hashes = append(hashes, mix(h))
	}
	keys := smallest(slices.Clone(hashes[:min(len(hashes), lead-shingle+1)]), leadKeys)
	return slices.Compact(slices.Sorted(slices.Values(append(keys, smallest(hashes, allKeys)...))))
}

// smallest gives the n smallest of some hashes, each once.
func smallest(hashes []uint64, n int) []uint64 {
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return hashes[:min(n, len(hashes))]
}
