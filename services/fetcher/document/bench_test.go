package document_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed/rss"

	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// newsFeed is an RSS document of 200 KB: 50 entries with 4 KB each, half of it
// HTML in CDATA, half of it escaped.
func newsFeed() []byte {
	const words = `The government said on Monday that it would publish the budget, "a plan for years", after weeks of talks. `
	var b strings.Builder
	for n := range 50 {
		fmt.Fprintf(&b, `<item><title>Story %d &amp;amp; more of it</title><link>https://news.example/story/%d?x=1&amp;y=2</link>
<guid isPermaLink="false">story-%d</guid><pubDate>Mon, 02 Mar 2026 10:%02d:00 +0000</pubDate><dc:creator>Jane Doe</dc:creator><category>World</category>
<description>&lt;p&gt;%s&lt;/p&gt;</description><content:encoded><![CDATA[<p>%s</p><p><a href="https://news.example/">more</a></p>]]></content:encoded></item>`,
			n, n, n, n, strings.Repeat(words, 17), strings.Repeat(words+"</p><p>", 17))
	}
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + channel(b.String()))
}

func BenchmarkParse(b *testing.B) {
	body := newsFeed()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if d, err := document.Parse(document.Source{URL: address, Body: body}); err != nil || len(d.Entries) != 50 {
			b.Fatal(d, err)
		}
	}
}

// BenchmarkEdit is the part before gofeed.
func BenchmarkEdit(b *testing.B) {
	body := newsFeed()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := document.Edit(document.Source{URL: address, Body: body}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGofeed is what gofeed takes of it.
func BenchmarkGofeed(b *testing.B) {
	body := newsFeed()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (&rss.Parser{}).Parse(bytes.NewReader(body)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSitemap is a news sitemap of as many pages as Google takes.
func BenchmarkSitemap(b *testing.B) {
	pages := make([]string, 1000)
	for n := range pages {
		pages[n] = newsPage(n, time.Unix(1_770_000_000+int64(n), 0))
	}
	body := []byte(urlset(pages...))
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if d, err := document.Parse(document.Source{URL: address, Body: body}); err != nil || len(d.Entries) != 1000 {
			b.Fatal(d, err)
		}
	}
}

// BenchmarkWorst is what the worst documents within the bounds take: nobody can
// stop gofeed once it runs.
func BenchmarkWorst(b *testing.B) {
	fill := func(piece string, n int) string {
		return strings.Repeat(piece, min(n, (document.MaxBytes-1000)/len(piece)))
	}
	for name, body := range map[string]string{
		"entries":     channel(fill("<item/>", 1<<30)),
		"extensions":  channel("<item>" + fill("<x:y/>", 199_000) + "</item>"),
		"namespaces":  channel("<item>" + fill(`<y xmlns:a="b" xmlns:c="d"/>`, 90_000) + "</item>"),
		"breaks":      channel("<item><x:y>" + fill("<br>", 1_900) + "</x:y></item>"),
		"entities":    channel("<item><title>" + fill("&amp;", 1<<30) + "</title></item>"),
		"ampersands":  channel("<item><title>" + fill("&", 1<<30) + "</title></item>"),
		"sections":    channel("<item><title>" + fill("<![CDATA[]]>", 1<<30) + "</title></item>"),
		"pieces":      channel("<item><x:y>" + fill("<![CDATA[a]]>", 1<<30) + "</x:y></item>"),
		"brackets":    channel("<item><title>" + fill("<", 1<<30) + "</title></item>"),
		"faults":      channel(fill("<item><title>&lt;</title><0></item>", 1<<30)),
		"xhtml":       `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">` + fill("<b>x</b>", 190_000) + "</content></entry></feed>",
		"escaped":     `<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html">` + fill("&lt;table&gt;&lt;b&gt;", 1<<30) + "</content></entry></feed>",
		"JSON":        `{"items":[` + fill(`{"id":1,"a":[1,2]},`, 40_000) + `{}]}`,
		"JSON, depth": `{"items":[` + fill(`{"x":[[[[[[]]]]]]},`, 1<<30) + `{}]}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				_, _ = document.Parse(document.Source{URL: address, Body: []byte(body)})
			}
		})
	}
}
