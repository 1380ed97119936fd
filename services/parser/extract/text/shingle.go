package text

// shingleWords is how many words make a shingle: enough that chance matches are rare.
const shingleWords = 3

// FNV-1a, by hand because hash/fnv would take an allocation a word.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

func hashWord[T string | []byte](w T) uint64 {
	h := fnvOffset
	for i := range len(w) {
		h = (h ^ uint64(w[i])) * fnvPrime
	}
	return h
}

// Shingles is a set of runs of words, by which texts are compared whatever
// their punctuation and line breaks.
type Shingles struct {
	runs  map[uint64]struct{}
	lines map[uint64]struct{} // whole lines of fewer words than a run has
}

// NewShingles makes an empty set.
func NewShingles() *Shingles {
	return &Shingles{runs: map[uint64]struct{}{}, lines: map[uint64]struct{}{}}
}

// Add puts in the runs of a line.
func (s *Shingles) Add(line string) {
	n := 0
	for h := range shingles(line, &n) {
		s.runs[h] = struct{}{}
	}
	if n < shingleWords {
		s.lines[hashWord(Key(line))] = struct{}{}
	}
}

// Len is the number of different runs.
func (s *Shingles) Len() int { return len(s.runs) }

// Cover is the share of the line's runs that are in the set, from 0 to 1. A
// line too short for a run is wholly in, as a line, or not at all.
func (s *Shingles) Cover(line string) float64 {
	n, all, in := 0, 0, 0
	for h := range shingles(line, &n) {
		all++
		if _, ok := s.runs[h]; ok {
			in++
		}
	}
	if n < shingleWords {
		if _, ok := s.lines[hashWord(Key(line))]; ok && n > 0 {
			return 1
		}
		return 0
	}
	return float64(in) / float64(all)
}

// shingles yields the hashes of the runs of words of a line, and counts its words in n.
func shingles(line string, n *int) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		var last [shingleWords]uint64
		EachWord(line, func(w []byte) bool {
			copy(last[:], last[1:])
			last[shingleWords-1] = hashWord(w)
			*n++
			if *n < shingleWords {
				return true
			}
			h := fnvOffset
			for _, l := range last {
				h = (h ^ l) * fnvPrime
			}
			return yield(h)
		})
	}
}
