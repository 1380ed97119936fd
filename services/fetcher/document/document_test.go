package document_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// ignored are the fields that identity_test.go is about.
func ignored() cmp.Option {
	return cmpopts.IgnoreFields(document.Entry{}, "Key", "Print", "fingerprint")
}

func wantDocument(t *testing.T, body string, want *document.Document) {
	t.Helper()
	if diff := cmp.Diff(want, parse(t, body), ignored()); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
}

func TestRSS(t *testing.T) {
	t.Parallel()
	wantDocument(t, `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel>
  <title>World &amp; more</title><link>https://news.example/</link><language>en_GB</language>
  <copyright>© The Example</copyright><ttl>15</ttl>
  <skipHours><hour>24</hour><hour>1</hour><hour>x</hour></skipHours><skipDays><day>Sunday</day><day>sunday</day></skipDays>
  <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
  <atom:link rel="self" href="/feeds/world.xml"/><atom:link rel="hub" href="https://hub.example/"/>
  <item>
    <title>A &lt;b&gt;bold&lt;/b&gt; story</title><link>https://news.example/a?x=1&amp;y=2</link>
    <guid isPermaLink="false">story-17</guid>
    <pubDate>Mon, 02 Mar 2026 10:00:00 +0300</pubDate><atom:updated>2026-03-02T08:00:00Z</atom:updated>
    <description>Short &lt;i&gt;text&lt;/i&gt;</description>
    <content:encoded><![CDATA[<p>Long & wide</p>]]></content:encoded>
    <dc:creator>Jane Doe</dc:creator><dc:creator>John Roe</dc:creator>
    <category>Politics</category><category>politics</category><dc:subject>Europe</dc:subject>
    <source url="https://agency.example/">The Agency</source>
    <media:content url="https://img.example/s.jpg" medium="image" width="100"/>
    <media:content url="https://img.example/l.jpg" medium="image" width="800" height="600">
      <media:credit>J. Doe</media:credit><media:description>A view</media:description></media:content>
  </item>
</channel></rss>`, &document.Document{
		Kind: "rss", Title: "World & more", Site: "https://news.example/", Language: "en-GB",
		Hints: document.Hints{
			TTL: 15 * time.Minute, SkipHours: []int{0, 1}, SkipDays: []time.Weekday{time.Sunday},
			UpdatePeriod: 15 * time.Minute, Hub: "https://hub.example/", Self: "https://news.example/feeds/world.xml",
		},
		Entries: []document.Entry{{
			GUID: "story-17", URL: "https://news.example/a?x=1&y=2", Title: "A bold story",
			Summary: "Short <i>text</i>", Content: "<p>Long & wide</p>",
			Authors: []string{"Jane Doe", "John Roe"}, Categories: []string{"Politics", "Europe"},
			Published: "2026-03-02T10:00:00+03:00", Updated: "2026-03-02T08:00:00Z",
			Source: "The Agency", SourceURL: "https://agency.example/", Rights: "© The Example",
			Image: &schema.Image{ContentURL: "https://img.example/l.jpg", Caption: "A view", CreditText: "J. Doe", Width: 800, Height: 600},
		}},
	})
}

func TestAtom(t *testing.T) {
	t.Parallel()
	wantDocument(t, `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://blog.example/">
  <title>Blog</title><link href="/"/><link rel="self" type="application/atom+xml" href="/atom.xml"/>
  <author><name>The Editors</name></author><rights>CC BY</rights>
  <entry>
    <title type="html">Eins &amp;amp; zwei</title><id>TAG:blog.example,2026:1 2</id>
    <link rel="enclosure" type="image/png" href="https://img.example/1.png"/>
    <link rel="alternate" type="text/html" href="eins.html"/>
    <published>2026-03-02</published><updated>2026-03-03T10:00Z</updated>
    <summary>Kurz</summary><content type="text">1 &lt; 2</content>
    <category term="t" label="Thema"/><category term="zwei"/>
    <source><title>Quelle</title></source>
  </entry>
  <entry><title>Zwei</title><link href="/zwei"/><author><email>z@blog.example</email></author></entry>
</feed>`, &document.Document{
		Kind: "atom", Title: "Blog", Site: "https://blog.example/", Language: "de",
		Hints: document.Hints{Self: "https://blog.example/atom.xml"},
		Entries: []document.Entry{{
			GUID: "TAG:blog.example,2026:1 2", URL: "https://blog.example/eins.html", Title: "Eins & zwei",
			Summary: "Kurz", Content: "1 &lt; 2", Authors: []string{"The Editors"}, Categories: []string{"Thema", "zwei"},
			Published: "2026-03-02", Updated: "2026-03-03T10:00Z", Source: "Quelle", Rights: "CC BY",
			Image: &schema.Image{ContentURL: "https://img.example/1.png"},
		}, {
			URL: "https://blog.example/zwei", Title: "Zwei", Authors: []string{"z@blog.example"}, Rights: "CC BY",
		}},
	})
}

func TestJSONFeed(t *testing.T) {
	t.Parallel()
	wantDocument(t, `{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "home_page_url": "https://notes.example",
"feed_url": "https://notes.example/feed.json", "language": "en", "authors": [{"name": "Jane"}],
"items": [null, {"id": 7, "url": "/seven", "title": "Seven", "content_text": "a < b", "summary": "s & t", "image": "/7.png",
"date_published": "2026-03-02T10:00:00-05:00", "tags": ["x"]}, {"id": "https://notes.example/8", "content_html": "<p>8</p>"}, {"id": "9"}]}`, &document.Document{
		Kind: "json", Title: "Notes", Site: "https://notes.example", Language: "en",
		Hints: document.Hints{Self: "https://notes.example/feed.json"},
		Entries: []document.Entry{{
			GUID: "7", URL: "https://news.example/seven", Title: "Seven", Summary: "s &amp; t", Content: "a &lt; b",
			Authors: []string{"Jane"}, Categories: []string{"x"}, Published: "2026-03-02T10:00:00-05:00",
			Image: &schema.Image{ContentURL: "https://news.example/7.png"},
		}, {
			GUID: "https://notes.example/8", URL: "https://notes.example/8", Content: "<p>8</p>", Authors: []string{"Jane"},
		}},
		Dropped: 1,
	})
}

func TestRDF(t *testing.T) {
	t.Parallel()
	wantDocument(t, `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/rss"><title>Old</title><link>https://old.example/</link><dc:language>fr</dc:language></channel>
<item rdf:about="https://old.example/1"><title>Un</title><link>https://old.example/un</link><dc:date>2026-03</dc:date></item>
<item rdf:about="https://old.example/2"><title>Deux</title></item></rdf:RDF>`, &document.Document{
		Kind: "rdf", Title: "Old", Site: "https://old.example/", Language: "fr",
		Entries: []document.Entry{
			{GUID: "https://old.example/1", URL: "https://old.example/un", Title: "Un", Published: "2026-03"},
			{GUID: "https://old.example/2", URL: "https://old.example/2", Title: "Deux"},
		},
	})
}

func TestItem(t *testing.T) {
	t.Parallel()
	e := entry(t, channel(`<item><title>T</title><link>https://news.example/a</link><guid>g</guid><author>A</author>
		<category>C</category><description>S</description><pubDate>Mon, 02 Mar 2026 10:00:00 +0000</pubDate></item>`))
	feed := schema.FeedRef{ID: "f", URL: address}
	discovered := time.Date(2026, 3, 2, 10, 5, 0, 0, time.UTC)
	got := e.Item(feed, "en", discovered)
	want := schema.Item{
		V: schema.StateVersion, ID: schema.ItemID("https://news.example/a"), URL: "https://news.example/a", Fingerprint: got.Fingerprint,
		Feed: feed, Discovered: discovered, GUID: "g", Title: "T", Summary: "S", Authors: []string{"A"}, Categories: []string{"C"},
		Published: "2026-03-02T10:00:00Z", Language: "en",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
	if len(got.Fingerprint) != 32 {
		t.Errorf("fingerprint %q has not 32 digits", got.Fingerprint)
	}
}
