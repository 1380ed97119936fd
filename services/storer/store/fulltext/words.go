package fulltext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the length of a word in bytes; what is longer is cut, in a search
// as in a text. No word is so long, but encoded data is.
const maxWord = 64

// Words gives the words of a text as they are indexed, each after a space but
// the first. They hold letters, digits and marks alone: no quotes, no
// punctuation, no controls, no characters of private use.
func Words(text string) string {
	c := cutter{out: make([]byte, 0, len(text)+len(text)/8)}
	c.cut(text)
	c.endRun()
	return string(c.out)
}

// cutter writes the words of a text to out.
type cutter struct {
	out  []byte
	word int // where in out the word in hand begins, 0 when there is none

	// What is written without spaces is a word, and not cut into pairs.
	whole bool
	// Of a run of characters written without spaces the last one is held back:
	// it is either the first of the next pair or, at the end, a word of its own.
	last   rune // 0 when there is no run
	paired bool // last is the second of a pair already
	closed bool // the run has ended, only its last character isn't written yet
}

func (c *cutter) cut(text string) {
	text = norm.NFKC.String(text) // returns what is normal already as it is
	for i := 0; i < len(text); {
		if b := text[i]; b < utf8.RuneSelf {
			i++
			c.ascii(b)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		c.rune(r)
	}
	c.endWord()
}

func (c *cutter) ascii(b byte) {
	switch {
	case 'a' <= b && b <= 'z', '0' <= b && b <= '9':
		c.letter(rune(b))
	case 'A' <= b && b <= 'Z':
		c.letter(rune(b + 'a' - 'A'))
	default:
		c.separator()
	}
}

func (c *cutter) rune(r rune) {
	switch {
	case isSilent(r):
	case r == '\u02bc' || !unicode.In(r, unicode.L, unicode.M, unicode.N): // U+02BC is an apostrophe that counts as a letter
		c.separator()
	case isUnspaced(r) && !c.whole:
		c.unspaced(r)
	default:
		r = unicode.ToLower(r)
		if pair := ligature(r); pair != "" {
			c.letter(rune(pair[0]))
			c.letter(rune(pair[1]))
			return
		}
		c.letter(plain(r))
	}
}

// letter goes on with the word in hand, or begins one.
func (c *cutter) letter(r rune) {
	c.endRun()
	if c.word == 0 {
		c.space()
		c.word = len(c.out) + 1
	}
	if len(c.out)+1-c.word+utf8.RuneLen(r) <= maxWord {
		c.out = utf8.AppendRune(c.out, r)
	}
}

func (c *cutter) separator() {
	c.endWord()
	c.closed = c.last != 0
}

// unspaced goes on with the run in hand, or begins one.
func (c *cutter) unspaced(r rune) {
	c.endWord()
	if c.closed {
		c.endRun()
	}
	if c.last != 0 {
		c.space()
		c.out = utf8.AppendRune(c.out, c.last)
		c.out = utf8.AppendRune(c.out, r)
		c.paired = true
	}
	c.last = r
}

func (c *cutter) endWord() { c.word = 0 }

// endRun writes the character that was held back.
func (c *cutter) endRun() {
	if c.last != 0 {
		c.space()
		c.out = utf8.AppendRune(c.out, c.last)
	}
	c.last, c.paired, c.closed = 0, false, false
}

func (c *cutter) space() {
	if len(c.out) > 0 {
		c.out = append(c.out, ' ')
	}
}

// phrase is the words of a part of a search.
func phrase(text string) Phrase {
	var c cutter
	c.cut(text)
	// In a text the end of a run is a word of its own; in a search the run may go
	// on in the text, so that its end is left out, or open when it is all there is.
	open := c.last != 0 && !c.paired
	if open {
		c.endRun()
	}
	return Phrase{Words: strings.Fields(string(c.out)), Open: open}
}
