package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// cdf reads the Channel Definition Format (W3C note of 1997), which gofeed
// doesn't: the root is channel, names are often in capitals, and addresses and
// dates are attributes. A document of RSS that lost its root is read alike.
func (m *manuscript) cdf(address string) (*Document, error) {
	r := cdfReader{d: xml.NewDecoder(bytes.NewReader(m.text)), address: address, outline: m.outline}
	r.d.Strict = false
	r.d.Entity = xml.HTMLEntity
	document := &Document{Kind: "cdf"}
	for {
		err := r.token(document)
		if err == nil {
			continue
		}
		if !errors.Is(err, io.EOF) {
			if len(document.Entries) == 0 && document.Title == "" {
				return nil, hopeless(err)
			}
			m.repaired(RepairSalvaged, true)
		}
		return document, nil
	}
}

// cdfReader is on its way through a document.
type cdfReader struct {
	d       *xml.Decoder
	address string
	outline outline
	open    []string
	text    strings.Builder
	entry   Entry
	count   int // of entries
}

func (r *cdfReader) token(d *Document) error {
	t, err := r.d.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case xml.StartElement:
		r.start(d, t)
	case xml.CharData:
		r.text.Write(t)
	case xml.EndElement:
		r.end(d, strings.ToLower(t.Name.Local))
	}
	return nil
}

func (r *cdfReader) start(d *Document, t xml.StartElement) {
	name := strings.ToLower(t.Name.Local)
	r.open = append(r.open, name)
	r.text.Reset()
	href, modified := "", ""
	for _, a := range t.Attr {
		switch strings.ToLower(a.Name.Local) {
		case "href":
			href = resolve(r.base(), a.Value)
		case "lastmod":
			modified = a.Value
		case "base":
			if len(r.open) == 1 {
				r.outline.base = a.Value
			}
		}
	}
	switch {
	case name == "item":
		r.entry = Entry{URL: href, Updated: date(modified)}
	case len(r.open) == 1:
		d.Site, d.Updated = href, date(modified)
	case name == "a" && r.within("item") && r.entry.URL == "":
		r.entry.URL = href
	case name == "a" && len(r.open) == 2 && d.Site == "":
		d.Site = href
	}
}

func (r *cdfReader) end(d *Document, name string) {
	if len(r.open) == 0 {
		return
	}
	r.open = r.open[:len(r.open)-1]
	text, e := r.text.String(), &r.entry
	r.text.Reset()
	switch inItem := r.within("item"); {
	case name == "item" && !inItem:
		if r.count++; r.count <= MaxEntries {
			d.add(*e, e.GUID, r.base())
		}
	case inItem:
		switch name {
		case "title":
			e.Title = line(text)
		case "abstract", "description":
			e.Summary = markup(text, maxSummary)
		case "link":
			e.URL = firstLink(r.base(), e.URL, text)
		case "guid":
			e.GUID = clip(strings.TrimSpace(text), maxLine)
		case "pubdate":
			e.Published = date(text)
		}
	case len(r.open) == 1 && name == "title":
		d.Title = line(text)
	case len(r.open) == 1 && name == "link" && d.Site == "":
		d.Site = resolve(r.base(), text)
	}
}

func (r *cdfReader) base() string { return startingPoint(r.address, r.outline.base) }

// within says whether an element of that name is open.
func (r *cdfReader) within(name string) bool { return slices.Contains(r.open, name) }
