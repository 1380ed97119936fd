package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// explain prints where a record's fields came from, and then a line for each
// block of the page: + for those in the body, the chance that the judge gave it,
// why it was kept or dropped, and how it begins.
func explain(out io.Writer, x *extract.Extractor, page extract.Page) error {
	explained, fault := x.Explain(page)
	var b strings.Builder
	for _, o := range explained.Fields {
		mark := " "
		if o.Taken {
			mark = "+"
		}
		fmt.Fprintf(&b, "%s %-14s %-9s %s\n", mark, o.Field, o.From, begin(o.Value))
	}
	if a := explained.Article; a != nil {
		fmt.Fprintf(&b, "  confidence %.2f\n", a.Extraction.Confidence)
		for _, w := range a.Extraction.Warnings {
			fmt.Fprintf(&b, "  warning: %s\n", w)
		}
	}
	b.WriteByte('\n')
	for _, v := range explained.Blocks {
		mark := " "
		if v.Kept {
			mark = "+"
		}
		fmt.Fprintf(&b, "%s %.2f %-10s %s [%s]\n", mark, v.Chance, v.Role, begin(v.Text), v.Why)
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return unlessGone(err)
	}
	return fault
}

// begin is the beginning of a text, for a line of a terminal.
func begin(s string) string {
	const most = 72
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}
