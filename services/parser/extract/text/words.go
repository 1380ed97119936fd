package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words yields the words of s in lower case. A character of a script that is
// written without spaces is a word of its own.
func Words(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := -1
		for i, r := range s {
			inside := inWord(r)
			alone := inside && r >= 0x0e00 && Unspaced(r)
			if start >= 0 && (!inside || alone) {
				if !yield(strings.ToLower(s[start:i])) {
					return
				}
				start = -1
			}
			switch {
			case alone:
				if !yield(s[i : i+utf8.RuneLen(r)]) {
					return
				}
			case inside && start < 0:
				start = i
			}
		}
		if start >= 0 {
			yield(strings.ToLower(s[start:]))
		}
	}
}

// Count is the number of words in s as [Words] cuts them, but for apostrophes
// and hyphens, which part no words here.
func Count(s string) int {
	n, inside := 0, false
	for _, r := range s {
		switch {
		case r >= 0x0e00 && Unspaced(r):
			n++
			inside = false
		case inWord(r):
			if !inside {
				n++
			}
			inside = true
		case r == '\'' || r == '’' || r == '-' || r == '.' || r == ',':
			// within a word, or before the space that ends it
		default:
			inside = false
		}
	}
	return n
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.M)
}

// Unspaced says whether r belongs to a script that is written without spaces.
func Unspaced(r rune) bool {
	switch {
	case r < 0x0e00: // before Thai, the first of them
		return false
	case r >= 0x4e00 && r <= 0x9fff:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai,
		unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// Key is s reduced to its words: two texts with equal keys read alike.
func Key(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for w := range Words(s) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// Overlap is how much of the words of a are in b and the other way round, as the
// F1 of the two bags, from 0 to 1.
func Overlap(a, b string) float64 {
	bag := map[string]int{}
	na, nb, common := 0, 0, 0
	for w := range Words(a) {
		bag[w]++
		na++
	}
	for w := range Words(b) {
		nb++
		if bag[w] > 0 {
			bag[w]--
			common++
		}
	}
	if na+nb == 0 {
		return 0
	}
	return 2 * float64(common) / float64(na+nb)
}
