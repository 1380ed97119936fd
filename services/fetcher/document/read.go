package document

import (
	"html"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// read parses the manuscript and takes from it what a document is made of.
func (m *manuscript) read(address string) (*Document, error) {
	if m.outline.root == "channel" {
		return m.cdf(address)
	}
	p, err := m.salvage()
	if err != nil {
		return nil, err
	}
	r := reader{address: address, outline: m.outline}
	switch {
	case p.json != nil:
		if !isJSONFeed(p.json, m.outline) {
			return nil, refuse(ReasonNotFeed, "a JSON document that is no JSON Feed: it has neither version nor items")
		}
		return r.json(p.json), nil
	case p.atom != nil:
		return r.atom(p.atom), nil
	}
	return r.rss(p.rss), nil
}

// reader turns what gofeed gives into a document.
type reader struct {
	address string
	outline outline
}

// base is where the links of the feed itself start from.
func (r *reader) base() string { return startingPoint(r.address, r.outline.base) }

// extent is what the outline knows of the i-th of n entries: nothing, if it and
// gofeed don't agree on what an entry is.
func (r *reader) extent(i, n int) extent {
	if n != len(r.outline.entries) {
		return extent{base: r.outline.base}
	}
	return r.outline.entries[i]
}

// add takes an entry into the document, if it has an address: its own, or else
// the first one that its text links to.
func (d *Document) add(e Entry, id, base string) {
	found := e.URL == ""
	if found {
		e.URL = firstLink(base, linkIn(e.Summary), linkIn(e.Content))
	}
	if e.URL == "" {
		d.Dropped++
		return
	}
	e.identify(id, found)
	d.Entries = append(d.Entries, e)
}

// language is a tag of BCP 47 in its usual form; empty if it can't be one.
func language(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if len(s) > maxLanguage || len(s) < 2 {
		return ""
	}
	for _, c := range []byte(s) {
		if c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return ""
		}
	}
	return s
}

// markup is HTML within its bound.
func markup(s string, limit int) string { return clip(strings.TrimSpace(s), limit) }

// asHTML is plain text as HTML.
func asHTML(s string) string { return html.EscapeString(s) }

// firstOf is the first text that isn't empty.
func firstOf(list ...string) string {
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// firstDate is the first text that is a date.
func firstDate(list ...string) schema.Date {
	for _, s := range list {
		if d := date(s); d != "" {
			return d
		}
	}
	return ""
}
