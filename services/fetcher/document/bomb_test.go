package document_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// hostile are documents that are made to hurt, what becomes of each, and how many
// megabytes all that is allocated for it may have, most of which is garbage at once.
func hostile(t *testing.T) map[string]hostileDocument {
	t.Helper()
	fill := func(piece string, spare int) string {
		return strings.Repeat(piece, (document.MaxBytes/4-spare)/len(piece)) // a quarter of what there may be, to be quick
	}
	var laughs strings.Builder
	laughs.WriteString(`<!DOCTYPE rss [<!ENTITY a0 "ha">`)
	for n := range 30 {
		fmt.Fprintf(&laughs, `<!ENTITY a%d "%s">`, n+1, strings.Repeat(fmt.Sprintf("&a%d;", n), 10))
	}
	laughs.WriteString("]>" + channel(`<item><title>&a30;</title><link>/1</link></item>`))
	var many strings.Builder
	for n := range 100_000 {
		fmt.Fprintf(&many, "<item><title>%d</title><link>/%d</link></item>", n, n)
	}
	return map[string]hostileDocument{
		"a feed of 100,000 items":     {body: channel(many.String()), entries: document.MaxEntries, megabytes: 40},
		"a bomb of items":             {body: channel(item(1) + fill("<item/>", 500)), entries: 1, megabytes: 40},
		"a bomb of items, JSON":       {body: `{"items":[` + fill(`{},`, 500) + `{"url":"/1"}]}`, megabytes: 30},
		"a bomb of entities":          {body: laughs.String(), entries: 1, megabytes: 2},
		"a long entity, often":        {body: `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("x", 50_000) + `">]>` + channel("<item><title>"+strings.Repeat("&a;", 200_000)+"</title><link>/1</link></item>"), entries: 1, megabytes: 30},
		"nesting":                     {body: channel(fill("<a>", 500)), reason: document.ReasonTooDeep, megabytes: 10},
		"nesting, JSON":               {body: `{"items":` + fill("[", 500), reason: document.ReasonTooDeep, megabytes: 10},
		"nesting, a sitemap":          {body: urlset(fill("<a>", 500)), reason: document.ReasonTooDeep, megabytes: 10},
		"a gzip bomb, a sitemap":      {body: compressed(t, urlset("<url><loc>/1</loc></url>", strings.Repeat("<url></url>", 1<<20))), reason: document.ReasonTooLarge, megabytes: 20},
		"a gzip bomb, a feed":         {body: compressed(t, channel(strings.Repeat(" ", 10<<20))), reason: document.ReasonTooLarge, megabytes: 20},
		"a sitemap of 45,000":         {body: urlset(fill("<url><loc>/1</loc><lastmod>2026-01-01</lastmod></url>", 500)), entries: document.MaxEntries, megabytes: 50},
		"one endless text":            {body: channel("<item><link>/1</link><title>" + fill("a", 500)), entries: 1, megabytes: 60},
		"one endless text, a sitemap": {body: "<urlset><url><loc>/1</loc></url><url><loc>" + fill("a", 500), entries: 1, megabytes: 15},
		"a charset that lies":         {contentType: "text/xml; charset=gb18030", body: channel("<item><link>/1</link><title>" + strings.Repeat("\xe9t\xe9 ", 150_000) + "</title></item>"), entries: 1, megabytes: 60},
		"another one":                 {contentType: "text/xml; charset=utf-16", body: `<?xml version="1.0" encoding="utf-32"?>` + channel("<item><link>/1</link><title>"+strings.Repeat("\xff\xfe", 300_000)+"</title></item>"), entries: 1, megabytes: 60},
		"a year far off":              {body: channel("<item><link>/1</link><pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate><atom:updated>99999-12-31T00:00:00Z</atom:updated></item>"), entries: 1, megabytes: 1},
	}
}

type hostileDocument struct {
	contentType, body string
	entries           int
	reason            document.Reason // none if it is read
	megabytes         uint64
}

//nolint:paralleltest // memory is counted of the whole process
func TestHostileDocumentsAreBounded(t *testing.T) {
	for name, test := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			body := []byte(test.body)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d, err := document.Parse(document.Source{URL: address, ContentType: test.contentType, Body: body})
			runtime.ReadMemStats(&after)
			megabytes := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%d bytes, %d MB allocated", len(body), megabytes)
			if megabytes > test.megabytes {
				t.Errorf("%d MB were allocated, at most %d may be", megabytes, test.megabytes)
			}
			refused, _ := errors.AsType[*document.Error](err)
			switch {
			case refused != nil && refused.Reason != test.reason || refused == nil && test.reason != "":
				t.Errorf("refused as %v, want %q", err, test.reason)
			case refused == nil && len(d.Entries) != test.entries:
				t.Errorf("%d entries, want %d", len(d.Entries), test.entries)
			}
		})
	}
}

// A date may be any that a calendar has; what is beyond is none.
func TestDatesFarOff(t *testing.T) {
	t.Parallel()
	e := entry(t, channel("<item><link>/1</link><pubDate>Fri, 31 Dec 9999 23:59:59 GMT</pubDate><atom:updated>99999-12-31T00:00:00Z</atom:updated></item>"))
	if e.Published != "9999-12-31T23:59:59Z" || e.Updated != "" {
		t.Errorf("published %q, updated %q", e.Published, e.Updated)
	}
	if at, err := e.Published.Time(); err != nil || at.Year() != 9999 {
		t.Errorf("it is %s, %v", at, err)
	}
}
