package document_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
)

// urlset is a sitemap of these elements.
func urlset(pages ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
		xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">` +
		strings.Join(pages, "\n") + `</urlset>`
}

// newsPage is a page of a news sitemap about n.
func newsPage(n int, published time.Time) string {
	return fmt.Sprintf(`<url><loc>https://news.example/story/%d?a=1&amp;b=2</loc><news:news><news:publication><news:name>The Example</news:name>
		<news:language>en</news:language></news:publication><news:publication_date>%s</news:publication_date><news:title>Story %d &amp; more of it</news:title>
		<news:keywords>ports, ferries</news:keywords></news:news><image:image><image:loc>https://img.example/%d.jpg</image:loc></image:image></url>`,
		n, published.Format(time.RFC3339), n, n)
}

func TestNewsSitemap(t *testing.T) {
	t.Parallel()
	wantDocument(t, `<!-- made by a plugin -->`+urlset(`<url>
  <loc> https://news.example/a?x=1&amp;y=2 </loc><lastmod>2026-03-02T12:00:00+00:00</lastmod><changefreq>always</changefreq>
  <xhtml:link rel="alternate" hreflang="de" href="https://news.example/de/a"/>
  <news:news>
    <news:publication><news:name>The Example</news:name><news:language>zh-cn</news:language></news:publication>
    <news:genres>Blog</news:genres><news:publication_date>2026-03-02T10:00+03:00</news:publication_date>
    <news:title><![CDATA[Ships & <b>ferries</b>]]></news:title><news:keywords>ports, ferries, , Ports</news:keywords>
  </news:news>
  <image:image><image:loc>/1.jpg</image:loc><image:title>quay</image:title><image:caption>The quay</image:caption><image:license>https://img.example/terms</image:license></image:image>
  <image:image><image:loc>/2.jpg</image:loc><image:caption>Another</image:caption></image:image>
  <video:video><video:title>Not the title</video:title></video:video>
</url>`, `<url><loc>/b</loc></url>`, `<url><loc>mailto:editor@news.example</loc></url>`, `<url><lastmod>2026-03-02</lastmod></url>`), &document.Document{
		Kind: "sitemap", Title: "The Example", Language: "zh-cn", Dropped: 2,
		Entries: []document.Entry{{
			GUID: "https://news.example/a?x=1&y=2", URL: "https://news.example/a?x=1&y=2", Title: "Ships & ferries", Language: "zh-cn",
			Published: "2026-03-02T10:00+03:00", Updated: "2026-03-02T12:00:00Z", Categories: []string{"ports", "ferries"},
			Image: &schema.Image{ContentURL: "https://news.example/1.jpg", Caption: "The quay", LicenseURL: "https://img.example/terms"},
		}, {GUID: "/b", URL: "https://news.example/b"}},
	})
}

// DESIGN: a change of lastmod alone announces nothing.
func TestSitemapFingerprintIgnoresLastmod(t *testing.T) {
	t.Parallel()
	page := func(lastmod, title string) document.Entry {
		return entry(t, urlset(`<url><loc>https://news.example/a</loc><lastmod>`+lastmod+`</lastmod><news:news><news:title>`+title+`</news:title></news:news></url>`))
	}
	before, later, retitled := page("2026-03-02", "A"), page("2026-03-05T10:00:00Z", "A"), page("2026-03-05T10:00:00Z", "B")
	if before.Key != later.Key || before.Print != later.Print {
		t.Error("lastmod alone made it another entry")
	}
	if before.Key != retitled.Key || before.Print == retitled.Print {
		t.Error("a new headline is no change")
	}
}

func TestSitemapIndex(t *testing.T) {
	t.Parallel()
	wantDocument(t, `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
		<sitemap><loc>https://news.example/sitemap-news.xml</loc><lastmod>2026-03-02T12:00:00.123Z</lastmod></sitemap>
		<sitemap><loc>posts.xml.gz</loc></sitemap><sitemap><loc>javascript:1</loc></sitemap></sitemapindex>`, &document.Document{
		Kind: "sitemapindex", Dropped: 1,
		Sitemaps: []document.Sitemap{
			{Location: "https://news.example/sitemap-news.xml", Modified: "2026-03-02T12:00:00Z"},
			{Location: "https://news.example/feeds/posts.xml.gz"},
		},
	})
}

// 50,000 pages are legal. The newest are kept, wherever they stand.
func TestSitemapKeepsTheNewest(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	const all = 50_000
	pages := make([]string, all)
	for n := range pages {
		at := start.Add(time.Duration(n*7919%all) * time.Minute) // scattered
		pages[n] = fmt.Sprintf("<url><loc>/%d</loc><lastmod>%s</lastmod></url>", n, at.Format(time.RFC3339))
	}
	d := parse(t, urlset(pages...))
	if len(d.Entries) != document.MaxEntries || d.Dropped != all-document.MaxEntries || !slices.Equal(d.Repairs, []string{document.RepairTooMany}) {
		t.Fatalf("%d entries, %d dropped, %q", len(d.Entries), d.Dropped, d.Repairs)
	}
	oldest := schema.NewDate(start.Add((all-document.MaxEntries)*time.Minute), schema.PrecisionSecond)
	for _, e := range d.Entries {
		if e.Updated < oldest {
			t.Fatalf("%s of %s is older than %s", e.URL, e.Updated, oldest)
		}
	}
}

// Without dates nobody knows at which end the new pages are.
func TestSitemapWithoutDatesKeepsBothEnds(t *testing.T) {
	t.Parallel()
	pages := make([]string, 5000)
	for n := range pages {
		pages[n] = fmt.Sprintf("<url><loc>/%d</loc></url>", n)
	}
	d := parse(t, urlset(pages...))
	var got []string
	for _, n := range []int{0, 999, 1000, 1999} {
		got = append(got, strings.TrimPrefix(d.Entries[n].URL, "https://news.example"))
	}
	if diff := cmp.Diff([]string{"/0", "/999", "/4000", "/4999"}, got); diff != "" || d.Dropped != 3000 {
		t.Errorf("%d dropped, and kept (-want +got):\n%s", d.Dropped, diff)
	}
}

func TestBrokenSitemaps(t *testing.T) {
	t.Parallel()
	whole := urlset("<url><loc>/1</loc></url>", "<url><loc>/2</loc></url>")
	for name, test := range map[string]struct {
		body    string
		entries int
		repairs []string
	}{
		"cut":                {whole[:len(whole)-20], 1, []string{document.RepairSalvaged}},
		"junk before":        {"Warning: x\n" + whole, 2, []string{document.RepairJunk}},
		"left open":          {urlset("<url><loc>/1</url>", "<url><loc>/2</loc></url>"), 1, nil},
		"closed twice":       {urlset("<url><loc>/1</loc></loc></url></news></url>", "<url><loc>/2</loc></url>"), 2, nil},
		"stray brackets":     {urlset("<url><loc>/1</loc><title>a < b</title></url>", "<url><loc>/2</loc></url>"), 2, nil},
		"comments":           {urlset("<!-- <url><loc>/0</loc></url> -- -->", "<url><loc>/1</loc></url>"), 1, nil},
		"another prefix":     {`<s:urlset xmlns:s="x"><s:url><s:loc>/1</s:loc></s:url></s:urlset>`, 1, nil},
		"empty":              {`<urlset></urlset>`, 0, nil},
		"empty, in one":      {`<urlset/>`, 0, nil},
		"bytes of no UTF-8":  {urlset("<url><loc>/1</loc><n:news><n:title>\xff\xfe</n:title></n:news></url>"), 1, []string{document.RepairCharset}},
		"a tag without end":  {"<urlset><url><loc>/1</loc></url><url " + strings.Repeat("a ", 40_000), 1, []string{document.RepairSalvaged}},
		"a text without end": {"<urlset><url><loc>/1</loc></url><url><loc>" + strings.Repeat("a", 200_000), 1, []string{document.RepairSalvaged}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := parse(t, test.body)
			if len(d.Entries) != test.entries || !slices.Equal(d.Repairs, test.repairs) {
				t.Errorf("%d entries, %q, want %d, %q", len(d.Entries), d.Repairs, test.entries, test.repairs)
			}
		})
	}
	if got := refusal(t, "<urlset><url><loc>/1</loc>"); got.Reason != document.ReasonBroken {
		t.Errorf("without one whole page: %s", got)
	}
	if got := refusal(t, "<urlset>"+strings.Repeat("<a>", 1000)); got.Reason != document.ReasonTooDeep {
		t.Errorf("nested: %s", got)
	}
}

// compressed is a gzip file.
func compressed(t *testing.T, body string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGzipFile(t *testing.T) {
	t.Parallel()
	file := compressed(t, urlset(newsPage(1, time.Now()), newsPage(2, time.Now())))
	if d := parseAs(t, "application/x-gzip", file); d.Kind != "sitemap" || len(d.Entries) != 2 {
		t.Errorf("read as %+v", d)
	}
	if d := parseAs(t, "application/gzip", file[:len(file)-6]); len(d.Entries) != 2 {
		t.Errorf("without its checksum: %+v", d)
	}
	if d := parse(t, compressed(t, channel(item(1), item(2)))); d.Kind != "rss" || len(d.Entries) != 2 {
		t.Errorf("a feed in a gzip file: %+v", d)
	}
	for name, test := range map[string]struct {
		body   string
		reason document.Reason
	}{
		"a bomb":         {compressed(t, urlset("<url><loc>/1</loc></url>"+strings.Repeat(" ", 3<<20))), document.ReasonTooLarge},
		"a bomb, a feed": {compressed(t, channel(item(1)+strings.Repeat(" ", 3<<20))), document.ReasonTooLarge},
		"within another": {compressed(t, compressed(t, urlset())), document.ReasonNotFeed},
		"no gzip file":   {"\x1f\x8b\x08nothing", document.ReasonBroken},
		"an empty one":   {compressed(t, ""), document.ReasonEmpty},
	} {
		if got := refusal(t, test.body); got.Reason != test.reason {
			t.Errorf("%s: refused as %s, want %s", name, got, test.reason)
		}
	}
}
