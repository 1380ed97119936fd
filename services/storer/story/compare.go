package story

import "cmp"

// leastWords is how many words two texts must have in common; less may stand under
// every article of a site.
const leastWords = 40

// Likeness is how alike two texts are.
type Likeness struct {
	// Shared is how many words of the shorter text stand in sentences that the longer
	// one has too, word by word or nearly so.
	Shared int
	// Short and Long are the shares of their words in such sentences.
	Short, Long float64
	// Against is the share of the shorter text in sentences that the longer one has
	// with other numbers: so two reports of one kind tell two things.
	Against float64
	// Begin is the share of the longer text before the first sentence that both have.
	Begin float64
	// Headlines is the share of the longer words of one headline that the other
	// article has anywhere, the smaller of the two shares.
	Headlines float64
	// SamePublisher says that both are of one publisher.
	SamePublisher bool
}

// Compare says how alike two texts are.
func Compare(a, b *Text) Likeness {
	if len(a.words) > len(b.words) {
		a, b = b, a
	}
	inShort, inLong := match(a, b)
	l := Likeness{
		Shared: covered(a, inShort, shared), SamePublisher: a.publisher == b.publisher,
		Headlines: min(a.about(b), b.about(a)),
	}
	if l.Shared == 0 {
		return l
	}
	l.Short = float64(l.Shared) / float64(len(a.words))
	l.Long = float64(covered(b, inLong, shared)) / float64(len(b.words))
	l.Against = float64(covered(a, inShort, against)) / float64(len(a.words))
	for i := range b.sentences {
		if inLong[i] == shared {
			l.Begin = float64(b.sentences[i].begin) / float64(len(b.words))
			break
		}
	}
	return l
}

// about is the share of the headline's longer words that the other article has.
func (t *Text) about(other *Text) float64 {
	if len(t.headline) == 0 {
		return 0
	}
	n := 0
	for _, word := range t.headline {
		if _, has := other.has[word]; has {
			n++
		}
	}
	return float64(n) / float64(len(t.headline))
}

// mark is what is known of a sentence when two texts were held against each other.
type mark byte

const (
	unmarked mark = iota
	shared        // the other text has it
	against       // the other text has it with other numbers
)

// covered counts the words of the sentences with a mark.
func covered(t *Text, marks []mark, with mark) (words int) {
	for i := range t.sentences {
		if marks[i] == with {
			words += t.sentences[i].length()
		}
	}
	return words
}

// match marks the sentences of both texts.
func match(a, b *Text) (inA, inB []mark) {
	inA, inB = make([]mark, len(a.sentences)), make([]mark, len(b.sentences))
	where := make(map[uint64][]int, len(b.sentences))
	for i := range b.sentences {
		where[b.sentences[i].hash] = append(where[b.sentences[i].hash], i)
	}
	for i := range a.sentences {
		for _, j := range where[a.sentences[i].hash] {
			inA[i], inB[j] = shared, shared
		}
	}
	for i := range a.sentences {
		for j := range b.sentences {
			if inA[i] == shared {
				break
			}
			if inB[j] != shared {
				inA[i], inB[j] = nearly(&a.sentences[i], &b.sentences[j], inA[i], inB[j])
			}
		}
	}
	return inA, inB
}

const (
	leastNearly = 6   // words of sentences that may differ
	nearlyAll   = 0.8 // of the words of either sentence are in both
	ofOneKind   = 0.6 // the same, where numbers differ
)

// nearly marks two sentences that are the same but for a word or two. Numbers must
// be the same: reports of one kind often differ in little else.
func nearly(a, b *sentence, markA, markB mark) (mark, mark) {
	longer, shorter := a.length(), b.length()
	if longer < shorter {
		longer, shorter = shorter, longer
	}
	least := nearlyAll
	if a.numbers != b.numbers {
		least = ofOneKind
	}
	if shorter < leastNearly || float64(shorter) < least*float64(longer) || float64(common(a.sorted, b.sorted)) < least*float64(longer) {
		return markA, markB
	}
	if a.numbers == b.numbers {
		return shared, shared
	}
	return against, against
}

// common counts what two sorted lists have in common.
func common(a, b []uint64) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch cmp.Compare(a[i], b[j]) {
		case 0:
			n++
			i++
			j++
		case -1:
			i++
		default:
			j++
		}
	}
	return n
}

// Same says whether two texts that are so alike tell the same story.
func (l Likeness) Same() bool {
	switch {
	case l.Shared < leastWords || l.Headlines < 0.3 || l.Against > 0.15:
		return false
	case l.SamePublisher: // whose articles have more in common than what they tell
		return l.Short >= 0.8 && l.Long >= 0.6
	case l.Short >= 0.6 && l.Long >= 0.5:
		return true
	default: // shortened: papers cut from the end
		return l.Short >= 0.65 && l.Begin <= 0.1
	}
}
