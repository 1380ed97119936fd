package command

import (
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
)

// memo is a report for people: names at the left, what is said of them beside.
//
//	kind        RSS
//	entries     2, of which …
//	  1  Boat 1 comes in
//	     2031-05-04  https://harbour.example/news/1
//	to do       add it:
//	            wirecopy feeds add https://harbour.example/feed.xml
//
// Texts are broken at spaces where the terminal is too narrow for them; addresses
// and commands stay whole, so that they can be copied.
type memo struct {
	strings.Builder
	width int // of the terminal; 0 is none
}

const (
	memoNames = 12 // columns of the names
	memoLeast = 24 // columns that a text gets, however narrow the terminal is
)

// line says something of a name; an empty text is left out. Foreign text may be in it.
func (m *memo) line(name, format string, args ...any) {
	text := terminal.Clean(fmt.Sprintf(format, args...))
	if text == "" {
		return
	}
	room := m.width
	if room > 0 {
		room = max(room-memoNames, memoLeast)
	}
	for _, part := range terminal.Wrap(text, room) {
		m.WriteString(terminal.Pad(name, memoNames) + part + "\n")
		name = ""
	}
}

// item is one of a list: what it is called, and a line below. Both are clean.
func (m *memo) item(number int, title, below string) {
	first := fmt.Sprintf("%3d  ", number)
	m.WriteString(terminal.Cut(first+title, m.width) + "\n" + strings.Repeat(" ", len(first)) + below + "\n")
}

// command is what the line above says to run.
func (m *memo) command(line string) {
	m.WriteString(strings.Repeat(" ", memoNames) + terminal.Clean(line) + "\n")
}
