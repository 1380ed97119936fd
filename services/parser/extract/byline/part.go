package byline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// part is what stands between two separators of a byline.
type part struct {
	text string
	and  bool // after an "and"
	of   bool // after a preposition, and so no person
}

// parts yields the parts of a line: between marks, and the words "and" and
// "with" of many languages.
func (r *Reader) parts(s string) func(yield func(part) bool) {
	const most = 24
	return func(yield func(part) bool) {
		p, from, n := part{}, 0, 0
		cut := func(to, next int, following part) bool {
			p.text = s[from:to]
			n++
			ok := yield(p) && n < most
			from = next
			p = following
			return ok
		}
		for i := 0; i < len(s); {
			c, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case strings.ContainsRune(",;|•·、，،؛\n", c):
				if !cut(i, i+size, part{}) {
					return
				}
			case strings.ContainsRune("/-–—&+", c) && isSpaced(s, i, size):
				if !cut(i, i+size, part{and: c == '&' || c == '+'}) {
					return
				}
			case unicode.IsSpace(c):
				word := nextWord(s[i+size:])
				following, ok := r.words.separator(strings.ToLower(word))
				if end := i + size + len(word); ok && end < len(s) && s[end] == ' ' && (len(word) > 1 || i-from > 0 && strings.Contains(s[from:i], " ") && strings.Count(s[end:], " ") > 1) {
					if !cut(i, end, following) {
						return
					}
					i = end
					continue
				}
			}
			i += size
		}
		cut(len(s), len(s), part{})
	}
}

func isSpaced(s string, i, size int) bool {
	return i > 0 && s[i-1] == ' ' && i+size < len(s) && s[i+size] == ' '
}

// nextWord is what stands before the next space.
func nextWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// words yields the words of a line, of letters and digits, with where they begin.
func words(s string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		start := -1
		for i, c := range s {
			inside := unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c)
			switch {
			case inside && start < 0:
				start = i
			case !inside && start >= 0:
				if !yield(start, s[start:i]) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(start, s[start:])
		}
	}
}
