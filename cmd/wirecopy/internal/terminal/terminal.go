// Package terminal makes foreign text fit to be shown on a terminal: without
// control characters, and in columns. It draws nothing itself.
package terminal

import (
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// Clean takes out of a text what would steer the terminal instead of being
// shown: control characters of both sets (ECMA-48 C0 and C1), so that no title
// can move the cursor or set a window's name, and the controls of text direction
// (UAX #9), which would turn what follows on the line around. White space of any
// kind becomes one space.
func Clean(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case unicode.IsSpace(r):
			space = true
		case unicode.IsControl(r), isDirection(r), r == '\ufeff':
		default:
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isDirection knows the controls of direction of UAX #9.
func isDirection(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// Cut cuts a text to that many columns; what is cut off shows as "…". A width of
// 0 or less, as of what is no terminal, cuts nothing.
func Cut(s string, width int) string {
	if width <= 0 {
		return s
	}
	return runewidth.Truncate(s, width, "…")
}

// Wrap breaks a text into lines of at most that many columns, at its spaces. A
// word that is longer stands whole in a line of its own, so that an address stays
// one. A width of 0 or less breaks nothing.
func Wrap(s string, width int) []string {
	if width <= 0 {
		return []string{s}
	}
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(s) {
		columns := runewidth.StringWidth(word)
		if used > 0 && used+1+columns > width {
			lines = append(lines, line)
			line, used = "", 0
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+columns
	}
	return append(lines, line)
}

// Pad cuts a text to that many columns, or fills it up with spaces.
func Pad(s string, width int) string { return runewidth.FillRight(Cut(s, width), width) }
