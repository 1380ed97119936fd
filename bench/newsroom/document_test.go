package newsroom_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// entry is what a reader finds of an article in a feed of any format.
type entry struct {
	title, link, content string
	published            time.Time
	authors              []string
}

// entriesOf reads a feed's document, and tells its format by what it is.
func entriesOf(t *testing.T, document []byte) (format string, entries []entry) {
	t.Helper()
	if bytes.HasPrefix(document, []byte("{")) {
		return "json", jsonEntries(t, document)
	}
	var feed struct {
		XMLName xml.Name
		Items   []struct {
			Title   string   `xml:"title"`
			Link    string   `xml:"link"`
			Date    string   `xml:"pubDate"`
			Authors []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
			Content string   `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
		} `xml:"channel>item"`
		Entries []struct {
			Title string `xml:"title"`
			Link  struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Date    string   `xml:"published"`
			Authors []string `xml:"author>name"`
			Content string   `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(document, &feed); err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
	for _, i := range feed.Items {
		entries = append(entries, entry{i.Title, i.Link, i.Content, at(t, time.RFC1123Z, i.Date), i.Authors})
	}
	for _, e := range feed.Entries {
		entries = append(entries, entry{e.Title, e.Link.Href, e.Content, at(t, time.RFC3339, e.Date), e.Authors})
	}
	return feed.XMLName.Local, entries
}

func jsonEntries(t *testing.T, document []byte) (entries []entry) {
	t.Helper()
	var feed struct {
		Version string
		Items   []struct {
			URL, Title string
			Content    string `json:"content_html"`
			Date       string `json:"date_published"`
			Authors    []struct{ Name string }
		}
	}
	if err := json.Unmarshal(document, &feed); err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
	if feed.Version != "https://jsonfeed.org/version/1.1" {
		t.Errorf("version is %q", feed.Version)
	}
	for _, i := range feed.Items {
		e := entry{i.Title, i.URL, i.Content, at(t, time.RFC3339, i.Date), nil}
		for _, a := range i.Authors {
			e.authors = append(e.authors, a.Name)
		}
		entries = append(entries, e)
	}
	return entries
}

func at(t *testing.T, layout, s string) time.Time {
	t.Helper()
	v, err := time.Parse(layout, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFeedsAnnounceExactlyWhatIsPublished(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog, c.Shared, c.FullContent = 40, 9, 600, 0.3, 0.3 })
	want := make(map[string][]string) // addresses by feed
	byURL := make(map[string]newsroom.Article)
	shared := 0
	for _, a := range truth(n) {
		for _, feed := range a.Feeds {
			want[feed] = append(want[feed], a.URL)
		}
		shared += len(a.Feeds) - 1
		byURL[a.URL] = a
	}
	if len(byURL) != 600 || n.Published() != 600 || shared == 0 {
		t.Fatalf("%d articles, %d published, %d shared", len(byURL), n.Published(), shared)
	}
	formats, full := make(map[string]int), 0
	for _, f := range n.Feeds() {
		if err := f.Validate(); err != nil {
			t.Error(err)
		}
		format, entries := entriesOf(t, get(t, f.URL).body)
		formats[format]++
		var got []string
		for i, e := range entries {
			url, err := schema.CanonicalURL(e.link)
			if err != nil {
				t.Error(err)
			}
			got = append(got, url)
			checkEntry(t, format, e, byURL[url])
			if i > 0 && e.published.After(entries[i-1].published) {
				t.Errorf("%s: entry %d is newer than the one before it", f.URL, i)
			}
			if e.content != "" {
				full++
			}
		}
		slices.Sort(got)
		slices.Sort(want[f.ID])
		if diff := cmp.Diff(want[f.ID], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.URL, diff)
		}
	}
	if formats["rss"] == 0 || formats["feed"] == 0 || formats["json"] == 0 || full == 0 {
		t.Errorf("formats are %v, %d entries with the whole text", formats, full)
	}
}

// checkEntry holds an entry against the truth.
func checkEntry(t *testing.T, format string, e entry, a newsroom.Article) {
	t.Helper()
	if e.title != a.Headline {
		t.Errorf("title is %q, want %q", e.title, a.Headline)
	}
	published, err := a.Published.Time()
	if err != nil {
		t.Error(err)
	}
	if e.published.Sub(published) >= time.Minute || e.published.Before(published) {
		t.Errorf("%s: feed says %s, page says %s", a.URL, e.published, a.Published)
	}
	if len(a.Authors) > 0 && !slices.Equal(e.authors, a.Authors) {
		t.Errorf("%s in %s: authors are %q, want %q", a.URL, format, e.authors, a.Authors)
	}
	for _, p := range a.Paragraphs {
		if e.content != "" && strings.Count(e.content, p.Marker) != 1 {
			t.Errorf("%s: full content holds %s %d times", a.URL, p.Marker, strings.Count(e.content, p.Marker))
		}
	}
}

func TestFeedsHoldTheNewestEntries(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog, c.PerDay, c.Speed = 3, 3, 0, 100, 60 })
	feed := n.Feeds()[0]
	if _, entries := entriesOf(t, get(t, feed.URL).body); len(entries) != 0 {
		t.Fatalf("%d entries in a feed that has published nothing", len(entries))
	}
	clock.turn(2 * time.Hour) // five days
	var newest []string
	for a := range n.Truth() {
		if a.Feeds[0] == feed.ID {
			newest = append(newest, a.URL)
		}
	}
	slices.Reverse(newest)
	_, entries := entriesOf(t, get(t, feed.URL).body)
	if len(entries) < 20 || len(entries) > 30 || len(newest) <= 30 {
		t.Fatalf("%d entries of %d articles", len(entries), len(newest))
	}
	for i, e := range entries {
		if url, _ := schema.CanonicalURL(e.link); url != newest[i] {
			t.Errorf("entry %d is %s, want %s", i, url, newest[i])
		}
	}
}

func TestSameSeedAndClockGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	// Addresses differ by the free ports that they got, and by nothing else.
	bytesOf := func(seed uint64) (all []string) {
		n, clock := run(t, func(c *newsroom.Config) { c.Seed, c.Feeds, c.Hosts, c.Speed = seed, 4, 4, 60 })
		clock.turn(time.Hour)
		var urls []string
		for _, f := range n.Feeds() {
			urls = append(urls, f.URL)
		}
		for i, a := range truth(n) {
			if i%40 == 0 {
				urls = append(urls, a.URL)
			}
		}
		for _, url := range urls {
			host, err := schema.HostOf(url)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, strings.ReplaceAll(string(get(t, url).body), host, "host"))
		}
		return all
	}
	first, second, other := bytesOf(5), bytesOf(5), bytesOf(6)
	if !slices.Equal(first, second) {
		t.Error("the same seed gives other bytes")
	}
	if slices.Equal(first, other) {
		t.Error("another seed gives the same bytes")
	}
}
