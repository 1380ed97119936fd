package date

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is.
type kind uint8

const (
	mark kind = iota
	number
	word
)

// token is a number, a word or a mark of a text. The digits and the letters of
// "3rd" or "27日" are two.
type token struct {
	kind    kind
	spaced  bool // white space stands before it
	size    int  // digits of a number
	value   int  // of a number of up to 14 digits; of a mark its character
	text    string
	at, end int // bytes of the text
}

// maxTokens bounds the work on one text; no line with a date has as many.
const maxTokens = 120

// scan cuts a text into tokens, the words in lower case.
func scan(s string) []token {
	tokens := make([]token, 0, 16)
	spaced := false
	for i := 0; i < len(s) && len(tokens) < maxTokens; {
		r, size := utf8.DecodeRuneInString(s[i:])
		t := token{spaced: spaced, at: i, end: i + size}
		spaced = false
		switch {
		case unicode.IsSpace(r):
			spaced = true
			i = t.end
			continue
		case digit(r) >= 0:
			t.kind = number
			t.number(s)
		case unicode.IsLetter(r):
			t.kind = word
			for t.end < len(s) {
				r, size = utf8.DecodeRuneInString(s[t.end:])
				if !unicode.IsLetter(r) && !unicode.IsMark(r) || digit(r) >= 0 {
					break
				}
				t.end += size
			}
			t.text = strings.ToLower(s[t.at:t.end])
		default:
			t.value = int(r)
		}
		tokens = append(tokens, t)
		i = t.end
	}
	return tokens
}

// number reads the digits that the token begins.
func (t *token) number(s string) {
	const most = 14 // of a date with its time in one number
	t.end = t.at
	for t.end < len(s) {
		r, size := utf8.DecodeRuneInString(s[t.end:])
		d := digit(r)
		if d < 0 {
			return
		}
		if t.size++; t.size <= most {
			t.value = t.value*10 + d
		}
		t.end += size
	}
}

// digit is the value of a digit of one of the scripts that the press prints
// dates in, -1 for what is none.
func digit(r rune) int {
	if r < utf8.RuneSelf {
		if '0' <= r && r <= '9' {
			return int(r - '0')
		}
		return -1
	}
	for _, zero := range [...]rune{'٠', '۰', '०', '০', '๐', '０'} {
		if zero <= r && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}

// is says whether the token at i is one of these marks, with no space before it.
func is(tokens []token, i int, marks string) bool {
	return i < len(tokens) && tokens[i].kind == mark && !tokens[i].spaced && strings.ContainsRune(marks, rune(tokens[i].value))
}

// isNumber says whether the token at i is a number of so many digits.
func isNumber(tokens []token, i, least, most int) bool {
	return i >= 0 && i < len(tokens) && tokens[i].kind == number && tokens[i].size >= least && tokens[i].size <= most
}

// isWord says whether the token at i is a word that begins so.
func isWord(tokens []token, i int, start string) bool {
	return i >= 0 && i < len(tokens) && tokens[i].kind == word && strings.HasPrefix(tokens[i].text, start)
}

// hasWord says whether the token at i is one of these words.
func hasWord(tokens []token, i int, words ...string) bool {
	if i < 0 || i >= len(tokens) || tokens[i].kind != word {
		return false
	}
	return slices.Contains(words, tokens[i].text)
}
