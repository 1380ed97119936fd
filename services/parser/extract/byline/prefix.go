package byline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// prefix is how many bytes of a line are no name yet: "By ", "Text und Fotos: ",
// "Ein Gastbeitrag von ", also where the space after it was forgotten; 0 when
// the line begins with anything else.
func (r *Reader) prefix(s string) int {
	const most = 7 // words
	end := 0
	i := len(s) - len(strings.TrimLeft(s, " ,|•·*(（[【–—-"))
	for range most {
		w := leadingWord(s[i:])
		if w == "" {
			return end
		}
		if n := r.eastern(w); n > 0 {
			if after := pastColon(s, i+n); after > 0 {
				return after
			}
			return end
		}
		lower := strings.ToLower(w)
		next := i + len(w)
		by, work, label := r.words.by[lower], r.words.work[lower], r.words.labels[lower]
		switch {
		case by || work || label:
		case i > 0 && r.words.pictures[lower]: // Text und Fotos: Jane Roe
			label = true
		case i == 0 && r.words.articles[lower], i > 0 && r.words.joins[lower]:
		case end > 0 && r.words.titles[lower] && next < len(s) && s[next] == ' ':
			return next + 1
		default:
			if n := r.glued(w); n > 0 {
				return i + n
			}
			return end
		}
		if after := pastColon(s, next); after > 0 && (by || work || label) {
			end = after
		} else if by && next < len(s) && s[next] == ' ' {
			if r.words.preposition[lower] && !r.isName(s[next:]) {
				return end
			}
			end = next + 1
			if r.words.preposition[lower] {
				return end
			}
		} else if by && next == len(s) {
			return next
		}
		i = next + len(s[next:]) - len(strings.TrimLeft(s[next:], " :：/／"))
	}
	return end
}

// isName says whether what follows "di" or "da" is an agency or more than one
// word: Di Maria is a name, "di Carla Bonfanti" is by her.
func (r *Reader) isName(s string) bool {
	s = strings.TrimSpace(s)
	if _, ok := r.agencies.Named(s); ok {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s)
	return strings.Contains(s, " ") && !unicode.IsLower(first)
}

// glued is how many bytes of "ByJane" and "vonElisa" aren't the name.
func (r *Reader) glued(w string) int {
	for i, c := range w {
		if i == 0 || !unicode.IsUpper(c) {
			continue
		}
		if head := strings.ToLower(w[:i]); r.words.by[head] && len(head) > 1 && w[i-1] != strings.ToUpper(w[i-1 : i])[0] {
			return i
		}
		return 0
	}
	return 0
}

// eastern is how many bytes at the beginning of a word of Chinese, Japanese or
// Korean are a label, 0 when none are.
func (r *Reader) eastern(w string) int {
	if c, _ := utf8.DecodeRuneInString(w); c < 0x2e80 {
		return 0
	}
	longest := 0
	for _, label := range r.words.eastern {
		if strings.HasPrefix(w, label) && len(label) > longest {
			longest = len(label)
		}
	}
	return longest
}

// pastColon is where what follows a colon or a slash at i begins, 0 when there is none.
func pastColon(s string, i int) int {
	rest := strings.TrimLeft(s[i:], " ")
	for _, mark := range [...]string{":", "：", "／", "/", "・", "　", "┃", "|"} {
		if strings.HasPrefix(rest, mark) {
			return len(s) - len(strings.TrimLeft(rest[len(mark):], " :"))
		}
	}
	if i < len(s) && s[i] == ' ' && isEastern(s[:i]) {
		return len(s) - len(rest)
	}
	return 0
}

// isEastern says whether a text ends in a character of Chinese, Japanese or Korean.
func isEastern(s string) bool {
	c, _ := utf8.DecodeLastRuneInString(s)
	return c >= 0x2e80
}

// leadingWord is the letters that a text begins with.
func leadingWord(s string) string {
	for i, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsMark(c) && (c != '・' || i == 0) {
			return s[:i]
		}
	}
	return s
}

// beforeCredits is a line without the part that names who took the pictures:
// "Christian Seiler Illustration von Markus Roost", "Jane Roe Photos: John Doe".
func (r *Reader) beforeCredits(s string) string {
	for at, w := range words(s) {
		if at == 0 || !r.words.pictures[strings.ToLower(w)] {
			continue
		}
		rest := strings.TrimLeft(s[at+len(w):], " ")
		if strings.HasPrefix(rest, ":") || r.words.by[strings.ToLower(leadingWord(rest))] {
			return strings.TrimRight(s[:at], " ,;|/·•–—-")
		}
	}
	return s
}
