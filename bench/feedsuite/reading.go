package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// site is where the suite's server has its documents.
const site = "http://127.0.0.1:8097/"

// read reads a document of the suite as if it had been downloaded.
func read(name string, body []byte) (*document.Document, error) {
	contentType := ""
	if m := regexp.MustCompile(`(?i)Header:\s*Content-type:\s*(.*)`).FindSubmatch(body); m != nil {
		contentType = strings.TrimSpace(string(m[1]))
	}
	return document.Parse(document.Source{URL: site + name, ContentType: contentType, Body: body})
}

// addressed gives every entry an address, behind whatever else it has.
func addressed(body []byte) []byte {
	body = regexp.MustCompile(`<(ITEM|item)( LASTMOD="[^"]*")?>`).ReplaceAll(body, []byte(`<$1$2 HREF="http://entry.example/">`))
	body = regexp.MustCompile(`</(\w+:)?item>`).ReplaceAll(body, []byte(`<${1}link>http://entry.example/</${1}link></${1}item>`))
	return regexp.MustCompile(`</(\w+:)?entry>`).ReplaceAll(body, []byte(`<${1}link href="http://entry.example/"/></${1}entry>`))
}

// got is what was read of what is expected.
func got(d *document.Document, e expectation) string {
	if e.entry < 0 {
		switch e.field {
		case "title":
			return d.Title
		case "link":
			return d.Site
		case "id", "guid":
			return d.ID
		}
		return utc(d.Updated)
	}
	if e.entry >= len(d.Entries) {
		return "no entry"
	}
	entry := d.Entries[e.entry]
	switch e.field {
	case "title":
		return entry.Title
	case "link":
		return entry.URL
	case "id", "guid":
		return entry.GUID
	case "published", "created":
		return utc(entry.Published)
	case "updated":
		return utc(entry.Updated)
	}
	return "not kept"
}

// utc is a date as expectations have theirs.
func utc(d schema.Date) string {
	t, err := d.Time()
	if err != nil || d == "" {
		return fmt.Sprintf("no date but %q", d)
	}
	return t.UTC().Format("2006-01-02T15:04:05Z07:00")
}

// met says whether one of the alternatives is what was read.
func met(d *document.Document, alternatives []expectation) bool {
	for _, e := range alternatives {
		have := got(d, e)
		if have == e.want || e.field == "title" && have == text(e.want) {
			return true
		}
	}
	return false
}

// text is HTML without its markup.
func text(markup string) string {
	var b bytes.Buffer
	for z := html.NewTokenizer(strings.NewReader(markup)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(html.UnescapeString(b.String())), " ")
		case html.TextToken:
			b.Write(z.Text())
		default:
		}
	}
}
