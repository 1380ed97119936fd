package block

import (
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// line makes lines of the pieces of runs, as [text.Collapse] would of the whole
// run, and counts as it goes, so that each character is looked at once. The
// lines of a page stand one after another and become strings together.
type line struct {
	all    []byte
	ends   []int // of the lines that are ended
	start  int   // of the one that isn't
	parted bool  // white space is due
	words  int
	inside bool // a word
	ended  bool // the last character ends sentences
}

func (l *line) empty() bool { return len(l.all) == l.start }

func (l *line) space() {
	l.parted = !l.empty()
	l.inside = false
}

// end ends the line; one without text leaves nothing.
func (l *line) end() {
	if !l.empty() {
		l.ends = append(l.ends, len(l.all))
	}
	l.start, l.parted, l.words, l.inside, l.ended = len(l.all), false, 0, false, false
}

// share gives the blocks their texts, which are one string.
func (l *line) share(blocks []Block) {
	all, from := string(l.all), 0
	for i := range blocks {
		blocks[i].Text = all[from:l.ends[i]]
		from = l.ends[i]
	}
}

// add adds a piece and returns how many characters of it are no white space.
func (l *line) add(s string, c *Counts) (written int32) {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		switch {
		case r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\v' || r >= 0x85 && unicode.IsSpace(r):
			l.space()
			continue
		case r < ' ' || r == 0x7f || r >= 0x80 && (unicode.IsControl(r) || text.Invisible(r)):
			continue
		}
		if l.parted {
			l.all = append(l.all, ' ')
			l.parted = false
			if l.ended {
				c.Sentences++
			}
		}
		if l.empty() {
			c.First = r
		}
		c.Last = r
		l.all = utf8.AppendRune(l.all, r)
		written++
		l.count(r, c)
	}
	c.Runes += written
	return written
}

// count counts a character, and words as [text.Count] has them.
func (l *line) count(r rune, c *Counts) {
	before := l.ended
	l.ended = false
	switch {
	case 'a' <= r && r <= 'z':
		c.Letters++
		l.word()
	case 'A' <= r && r <= 'Z':
		c.Letters++
		c.Capitals++
		l.word()
	case '0' <= r && r <= '9':
		c.Digits++
		l.word()
	case r == ',' || r == '.' || r == '\'' || r == '-' || r == '’':
		if r == ',' {
			c.Commas++
		} else {
			c.Marks++
		}
		l.ended = r == '.'
	case r < utf8.RuneSelf:
		if r == '_' {
			l.word()
			return
		}
		l.inside = false
		l.mark(r, c, before)
	default:
		l.countWide(r, c, before)
	}
}

// mark counts a mark; a sentence that has ended is so after a closing quote, too.
func (l *line) mark(r rune, c *Counts, ended bool) {
	switch r {
	case '?', '!':
		c.Marks++
		l.ended = true
	case '"', '”', '»', ')', ']', '“':
		c.Marks++
		l.ended = ended
	case ':', ';', '(', '[', '/', '–', '—', '„', '«', '…', '‘', '、', '：', '「', '」', '؛':
		c.Marks++
	case '。', '！', '？', '۔', '।', '؟':
		c.Sentences++
	case '，', '،':
		c.Commas++
	default:
		c.Symbols++
	}
}

// countWide counts what isn't ASCII.
func (l *line) countWide(r rune, c *Counts, ended bool) {
	switch {
	case text.Unspaced(r):
		l.words++
		l.inside = false
		c.Letters++
	case unicode.IsLetter(r):
		c.Letters++
		if unicode.IsUpper(r) {
			c.Capitals++
		}
		l.word()
	case unicode.In(r, unicode.N, unicode.M):
		l.word()
	default:
		l.inside = false
		l.mark(r, c, ended)
	}
}

func (l *line) word() {
	if !l.inside {
		l.words++
		l.inside = true
	}
}
