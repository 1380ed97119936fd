package document_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		channel(item(1), item(2)), channel(story), titled("1 < 2 &#11; &#55357;&#56832; \x01 \xff"),
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="x/"><entry xml:base="/y"><id><![CDATA[1]]></id><link href="a b"/><content type="html">&lt;p&gt;</content></entry></feed>`,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item rdf:about="https://a.example/"><br></item><item/></rdf:RDF>`,
		`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"url":"/x","tags":["a"]},null,{"id":"\u0000"`,
		"\xFF\xFE<\x00r\x00s\x00s\x00>\x00", `<?xml version="1.0" encoding="koi8-r"?><!DOCTYPE rss [<!ENTITY a "b">]>junk<rss><channel><item></rss>`,
		"<rss><channel><item><link>/</link></ITEM><item><!-- -- --><![CDATA[", "<feed><entry></feed>", "<CHANNEL HREF='/'><ITEM HREF='a' LASTMOD='1997-01-01'><TITLE>x</ITEM></CHANNEL", urlset("<url><loc>/1</loc></url>"),
		`<feed xmlns="https://a"><entry xml:lang="e"><georss:where><gml:Point><gml:pos>1 2</gml:pos></gml:Point></georss:where><media:content url="/1" duration="1:2"/></entry></feed`, "<rss><a></rss></a></b><link xml:base='x'>",
	} {
		f.Add("text/xml; charset=utf-8", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) { wantSound(t, contentType, body) })
}

// FuzzJSONFeed reads foreign bytes within a JSON Feed, as one of its items and as
// what follows one.
func FuzzJSONFeed(f *testing.F) {
	for _, seed := range []string{
		`{"id":1,"url":"/x","tags":["a",1],"attachments":[{"url":"/1.mp3","mime_type":"audio/mpeg","duration_in_seconds":1e9}]}`, `null,[],{"id":{}}`,
		`{"id":"1","content_html":"\ud83d","authors":[null,{"name":"x"}],"date_published":"2026-01-01"}],"title":"x"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		wantSound(t, "application/feed+json", slices.Concat([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[`), body, []byte(`]}`)))
		wantSound(t, "", slices.Concat([]byte(`{"items":[{"url":"/1"},`), body))
	})
}

// wantSound checks that a document is refused for a reason, or read into entries
// that every later stage can take.
func wantSound(t *testing.T, contentType string, body []byte) {
	t.Helper()
	given := slices.Clone(body)
	d, err := document.Parse(document.Source{URL: address, ContentType: contentType, Body: body})
	if !slices.Equal(given, body) {
		t.Fatal("the body was changed")
	}
	if err != nil {
		refused, ok := errors.AsType[*document.Error](err)
		if !ok || refused.Reason == document.ReasonPanic {
			t.Fatal(err)
		}
		return
	}
	if len(d.Entries) > document.MaxEntries {
		t.Fatalf("%d entries", len(d.Entries))
	}
	for _, e := range d.Entries {
		if _, err := schema.CanonicalURL(e.URL); err != nil {
			t.Fatalf("address %q: %s", e.URL, err)
		}
		for _, text := range []string{e.Title, e.Summary, e.Content, e.GUID, e.URL} {
			if !utf8.ValidString(text) {
				t.Fatalf("%q is not UTF-8", text)
			}
		}
		if message, err := json.Marshal(e.Item(schema.FeedRef{}, d.Language, time.Time{})); err != nil || len(message) > 1<<20 {
			t.Fatalf("message of %d bytes, %v", len(message), err)
		}
	}
}

// FuzzSitemap reads foreign bytes as a sitemap, as they are and out of a gzip file.
func FuzzSitemap(f *testing.F) {
	for _, seed := range []string{
		urlset(newsPage(1, time.Unix(1e9, 0)), "<url><loc>/1</loc></url>"), "<urlset><url><loc>/<![CDATA[a]]></loc></url><!-- x -->",
		"<sitemapindex><sitemap><loc>a.xml</loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>", "<urlset><url><image><loc>/</image></url></a></urlset>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, root := range []string{"", "<urlset>", "<sitemapindex>"} {
			files := [][]byte{slices.Concat([]byte(root), body)}
			if root == "<urlset>" {
				files = append(files, []byte(compressed(t, string(files[0]))))
			}
			for _, file := range files {
				d, err := document.Parse(document.Source{URL: address, Body: file})
				if err != nil {
					continue
				}
				if len(d.Entries) > document.MaxEntries || len(d.Sitemaps) > document.MaxEntries {
					t.Fatalf("%d entries, %d sitemaps", len(d.Entries), len(d.Sitemaps))
				}
				for _, e := range d.Entries {
					if _, err := schema.CanonicalURL(e.URL); err != nil || !utf8.ValidString(e.Title) {
						t.Fatalf("entry %q, %q: %v", e.URL, e.Title, err)
					}
				}
				for _, s := range d.Sitemaps {
					if _, err := schema.CanonicalURL(s.Location); err != nil {
						t.Fatalf("sitemap %q: %s", s.Location, err)
					}
				}
			}
		}
	})
}
