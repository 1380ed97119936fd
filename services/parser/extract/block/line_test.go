package block

import (
	"testing"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// FuzzLine holds lines that are made of pieces to be what text makes of the whole.
func FuzzLine(f *testing.F) {
	f.Add(" The ferry’s\u00a0crew, \tU.S.", "A.\n", "渡し船 don't ½ _x")
	f.Add("\u00ad\u200b", "\x00\xff\ufeff", "\u0085a\u2028b")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(c) {
			return // a character may be cut in two: those of text nodes aren't
		}
		var l line
		var counts Counts
		for _, piece := range []string{a, b, c} {
			l.add(piece, &counts)
		}
		words := l.words
		l.end()
		blocks := make([]Block, len(l.ends))
		l.share(blocks)
		got := ""
		if len(blocks) > 0 {
			got = blocks[0].Text
		}
		if want := text.Collapse(a + b + c); got != want {
			t.Fatalf("line is %q, want %q", got, want)
		}
		if want := text.Count(got); words != want {
			t.Fatalf("%q has %d words, want %d", got, words, want)
		}
	})
}

func TestCounts(t *testing.T) {
	t.Parallel()
	var l line
	var c Counts
	l.add(`“It was Monday,” he said. "Was it?" 27 boats`, &c)
	got := [...]int32{c.Letters, c.Capitals, c.Digits, c.Sentences, c.Commas}
	if want := [...]int32{27, 3, 2, 2, 1}; got != want || c.First != '“' || c.Last != 's' {
		t.Errorf("counts are %v, want %v, from %q to %q", got, want, c.First, c.Last)
	}
}
