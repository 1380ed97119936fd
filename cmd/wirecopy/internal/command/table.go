package command

import (
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
)

// table is text in columns.
type table struct {
	columns []column
	rows    [][]string // a cell for each column, fit for a terminal
}

type column struct {
	name   string
	right  bool // numbers stand at the right
	yields bool // is cut when there is no room, and takes what is left
}

const (
	gap      = "  "
	minYield = 8 // columns that a yielding column keeps
)

// write writes the table, no wider than a terminal of that width; 0 cuts nothing.
func (t *table) write(w io.Writer, width int) error {
	widths := t.widths(width)
	header := make([]string, len(t.columns))
	for i, c := range t.columns {
		header[i] = c.name
	}
	for _, row := range append([][]string{header}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString(gap)
			}
			if t.columns[i].right {
				line.WriteString(runewidth.FillLeft(cell, widths[i]))
			} else {
				line.WriteString(terminal.Pad(cell, widths[i]))
			}
		}
		if _, err := io.WriteString(w, strings.TrimRight(line.String(), " ")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// widths are as wide as the widest cells. Where that is too much, the columns
// that yield share the room that is left: each gets an equal part, and what one
// doesn't need goes to those behind it.
func (t *table) widths(width int) []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = runewidth.StringWidth(c.name)
	}
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], runewidth.StringWidth(cell))
		}
	}
	room, yielding := width-len(gap)*(len(widths)-1), 0
	for i, c := range t.columns {
		if c.yields {
			yielding++
		} else {
			room -= widths[i]
		}
	}
	if width <= 0 {
		return widths
	}
	for i, c := range t.columns {
		if c.yields {
			widths[i] = min(widths[i], max(room/yielding, minYield))
			room -= widths[i]
			yielding--
		}
	}
	return widths
}
