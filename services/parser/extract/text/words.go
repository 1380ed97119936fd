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
		for i := 0; ; {
			start, end := nextWord(s, i)
			if start == end || !yield(strings.ToLower(s[start:end])) {
				return
			}
			i = end
		}
	}
}

// EachWord is [Words] without a string for each: a word is good until yield returns.
func EachWord(s string, yield func(word []byte) bool) {
	var room [64]byte
	for i := 0; ; {
		start, end := nextWord(s, i)
		if start == end || !yield(appendLower(room[:0], s[start:end])) {
			return
		}
		i = end
	}
}

// nextWord is where the first word from an index on stands; at the end of s
// there is an empty one.
func nextWord(s string, from int) (start, end int) {
	start = -1
	for i := from; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		inside := inWord(r)
		alone := inside && r >= 0x0e00 && Unspaced(r)
		switch {
		case start >= 0 && (!inside || alone):
			return start, i
		case alone:
			return i, i + size
		case inside && start < 0:
			start = i
		}
		i += size
	}
	if start < 0 {
		start = len(s)
	}
	return start, len(s)
}

// appendLower appends s in lower case, as [strings.ToLower] has it.
func appendLower(b []byte, s string) []byte {
	for i, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			b = append(b, s[i]|0x20)
		case r < utf8.RuneSelf:
			b = append(b, s[i])
		default:
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	return b
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
	b := make([]byte, 0, len(s))
	for i := 0; ; {
		start, end := nextWord(s, i)
		if start == end {
			return string(b)
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = appendLower(b, s[start:end])
		i = end
	}
}

// HasKey says whether the key of s is this one, mostly without making it.
func HasKey(s, key string) bool {
	same, first := true, true
	EachWord(s, func(word []byte) bool {
		if !first {
			key, same = strings.CutPrefix(key, " ")
		}
		same = same && len(key) >= len(word) && key[:len(word)] == string(word)
		if same {
			key = key[len(word):]
		}
		first = false
		return same
	})
	return same && key == ""
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
	EachWord(b, func(w []byte) bool {
		nb++
		if bag[string(w)] > 0 {
			bag[string(w)]--
			common++
		}
		return true
	})
	if na+nb == 0 {
		return 0
	}
	return 2 * float64(common) / float64(na+nb)
}
