package extract

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// linesOf cuts a text, which may hold markup, into lines.
func (x *Extractor) linesOf(s string) []string {
	if strings.Contains(s, "</") || strings.Contains(s, "<p") || strings.Contains(s, "<br") {
		var lines []string
		for _, b := range x.fragment(s) {
			lines = append(lines, b.Text)
		}
		return lines
	}
	var lines []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = text.Unescape(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// maxFragment is how many bytes of a feed's or JSON-LD's markup are looked at.
const maxFragment = 1 << 20

// fragment is the blocks of a piece of HTML, none when it can't be read.
func (x *Extractor) fragment(markup string) []block.Block {
	if len(markup) > maxFragment {
		markup = strings.ToValidUTF8(markup[:maxFragment], "")
	}
	if strings.Count(markup, "<") > maxFragment/16 {
		return nil
	}
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		return nil
	}
	return x.cutter.Cut(doc).Blocks
}
