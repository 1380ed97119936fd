package opml

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Write writes a list of the feeds in OPML 2.0, sorted by tags and else in their
// order. Tags become folders, each within the one before. What OPML has no place
// for is left out: weight, intervals, headers, whether the feed is paused, and
// an id that isn't of the address that the feed has now.
//
// It is an error if a feed has more than [MaxDepth] tags, before anything is written.
func Write(w io.Writer, feeds []schema.Feed) error {
	sorted := slices.Clone(feeds)
	slices.SortStableFunc(sorted, func(a, b schema.Feed) int { return slices.Compare(a.Tags, b.Tags) })
	for _, f := range sorted {
		if len(f.Tags) > MaxDepth {
			return fmt.Errorf("write list of feeds: feed %s has %d tags, more than %d", f.ID, len(f.Tags), MaxDepth)
		}
	}
	b := bufio.NewWriter(w)
	p := printer{w: b}
	p.line(0, `<?xml version="1.0" encoding="UTF-8"?>`)
	p.line(0, `<opml version="2.0">`)
	p.line(1, `<head>`)
	p.line(2, `<title>Feeds of wirecopy</title>`)
	p.line(1, `</head>`)
	p.line(1, `<body>`)
	for _, f := range sorted {
		p.enter(f.Tags)
		p.feed(f)
	}
	p.enter(nil)
	p.line(1, `</body>`)
	p.line(0, `</opml>`)
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write list of feeds: %w", err)
	}
	return nil
}

// printer prints outlines within the folders that are open. Its writer keeps the first error.
type printer struct {
	w    *bufio.Writer
	open []string
}

// enter closes and opens folders until those of the path are open.
func (p *printer) enter(path []string) {
	same := 0
	for same < min(len(path), len(p.open)) && path[same] == p.open[same] {
		same++
	}
	for len(p.open) > same {
		p.open = p.open[:len(p.open)-1]
		p.line(len(p.open)+2, `</outline>`)
	}
	for _, name := range path[same:] {
		p.line(len(p.open)+2, `<outline text="`+escaped(name)+`">`)
		p.open = append(p.open, name)
	}
}

// feed prints a feed; one without a title is called by its address, for a text there must be.
func (p *printer) feed(f schema.Feed) {
	p.line(len(p.open)+2, `<outline type="rss" text="`+escaped(cmp.Or(f.Title, f.URL))+`" xmlUrl="`+escaped(f.URL)+`"/>`)
}

func (p *printer) line(depth int, text string) {
	_, _ = p.w.WriteString(strings.Repeat("  ", depth) + text + "\n")
}

// escaped is the text for an attribute.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes all
	return b.String()
}
