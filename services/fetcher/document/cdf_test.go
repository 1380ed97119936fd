package document_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

func TestCDF(t *testing.T) {
	t.Parallel()
	wantDocument(t, `<?xml version="1.0"?><!DOCTYPE CHANNEL SYSTEM "x.dtd"><CHANNEL HREF="http://www.news.example/" BASE="http://www.news.example/a/" LASTMOD="1997-04-06T23:05:43-05:00">
		<TITLE>Old news</TITLE><ABSTRACT>Of long ago</ABSTRACT><LOGO HREF="logo.gif"/>
		<ITEM HREF="1" LASTMOD="1997-04-06T23:05:43-05:00"><TITLE>One &eacute;</TITLE><ABSTRACT>Short</ABSTRACT><LOGO HREF="1.gif"/></ITEM>
		<Item><A HREF="http://www.news.example/2">Two</A><TITLE>Two</TITLE></Item><ITEM><TITLE>Nowhere</TITLE></ITEM></CHANNEL>`, &document.Document{
		Kind: "cdf", Title: "Old news", Site: "http://www.news.example/", Updated: "1997-04-06T23:05:43-05:00", Dropped: 1,
		Entries: []document.Entry{
			{URL: "http://www.news.example/a/1", Title: "One é", Summary: "Short", Updated: "1997-04-06T23:05:43-05:00"},
			{URL: "http://www.news.example/2", Title: "Two"},
		},
	})
}

// Some sites send the channel of an RSS document and nothing around it.
func TestChannelWithoutItsRoot(t *testing.T) {
	t.Parallel()
	wantDocument(t, `<channel><title>World</title><link>/</link><item><title>A</title><link>/a</link><guid>g</guid><description>&lt;p&gt;x</description><pubDate>2 Mar 2026</pubDate></item>`, &document.Document{
		Kind: "cdf", Title: "World", Site: "https://news.example/", Repairs: []string{document.RepairSalvaged},
		Entries: []document.Entry{{GUID: "g", URL: "https://news.example/a", Title: "A", Summary: "<p>x", Published: "2026-03-02"}},
	})
	if got := refusal(t, "<channel><0>"); got.Reason != document.ReasonBroken {
		t.Errorf("refused as %s", got)
	}
}

// A document that ends within a tag is good up to there, also without any entry.
func TestCutWithinATag(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"the last one": `<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title><link href="/"/></feed`,
		"a start tag":  `<rss><channel><title>Notes</title><link>/</link><item`,
		"a comment":    `<rss><channel><title>Notes</title><link>/</link><!-- `,
	} {
		if d := parse(t, body); d.Title != "Notes" || d.Site != "https://news.example/" || len(d.Repairs) != 1 {
			t.Errorf("%s: read as %+v", name, d)
		}
	}
}

func TestNamespacesOfAtom(t *testing.T) {
	t.Parallel()
	for _, space := range []string{"http://www.w3.org/2005/Atom/", "https://www.w3.org/2005/Atom", "http://purl.org/echo/", "http://example.com/newformat#"} {
		wantRepaired(t, "", `<feed xmlns="`+space+`"><title>Notes</title><entry><title>One</title><link href="/1"/></entry></feed>`, "One", document.RepairMarkup)
	}
	if e := entry(t, `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><link href="/1"/><created>2004-01-01T19:48:21Z</created></entry></feed>`); e.Published != "2004-01-01T19:48:21Z" {
		t.Errorf("created is lost: %+v", e)
	}
}
