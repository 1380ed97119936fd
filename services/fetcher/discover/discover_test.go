package discover_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/discover"
)

const front = "https://www.news.example/world/"

// feeds are those that the page names.
func feeds(page string) []schema.Choice {
	return discover.Feeds(discover.Page{URL: front, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte(page)})
}

// addresses are those of choices, with a star before the one that is clearly meant.
func addresses(choices []schema.Choice) []string {
	picked, clear := discover.Pick(choices)
	var list []string
	for _, c := range choices {
		mark := ""
		if clear && c == picked {
			mark = "* "
		}
		list = append(list, mark+c.URL)
	}
	return list
}

// The pages are written as the programs of sites write theirs.
func TestFeeds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		page string
		want []string
	}{
		"WordPress, the front page": {
			`<link rel="alternate" type="application/rss+xml" title="Example &raquo; Feed" href="https://www.news.example/feed/" />
			<link rel="alternate" type="application/rss+xml" title="Example &raquo; Comments Feed" href="https://www.news.example/comments/feed/" />
			<link rel="https://api.w.org/" href="https://www.news.example/wp-json/" />
			<link rel="EditURI" type="application/rsd+xml" title="RSD" href="https://www.news.example/xmlrpc.php?rsd" />
			<link rel="alternate" title="oEmbed (JSON)" type="application/json+oembed" href="https://www.news.example/wp-json/oembed/1.0/embed?url=x" />
			<link rel="alternate" title="JSON" type="application/json" href="https://www.news.example/wp-json/wp/v2/pages/2" />`,
			[]string{"* https://www.news.example/feed/", "https://www.news.example/comments/feed/"},
		},
		"WordPress, a section": {
			`<link rel="alternate" type="application/rss+xml" title="Example &raquo; Feed" href="/feed/" />
			<link rel="alternate" type="application/rss+xml" title="Example &raquo; World Category Feed" href="/category/world/feed/" />`,
			[]string{"https://www.news.example/feed/", "https://www.news.example/category/world/feed/"},
		},
		"WordPress, one story": {
			`<link rel="alternate" type="application/rss+xml" title="Example &raquo; A story Comments Feed" href="/a-story/feed/" />`,
			[]string{"https://www.news.example/a-story/feed/"},
		},
		"WordPress, without rewriting": {
			`<link rel="alternate" type="application/rss+xml" title="RSS 2.0" href="/?feed=rss2" /><link rel="alternate" type="text/xml" title="RSS .92" href="/?feed=rss" />
			<link rel="alternate" type="application/atom+xml" title="Atom 1.0" href="/?feed=atom" />`,
			[]string{"* https://www.news.example/?feed=rss2", "https://www.news.example/?feed=rss", "https://www.news.example/?feed=atom"},
		},
		"Ghost": {
			`<link rel="canonical" href="https://www.news.example/"><link rel="alternate" type="application/rss+xml" title="Example" href="https://www.news.example/rss/">`,
			[]string{"* https://www.news.example/rss/"},
		},
		"Drupal": {
			`<link rel="alternate" type="application/rss+xml" title="" href="https://www.news.example/rss.xml" /><link rel="alternate" hreflang="de" href="/de" />
			<a href="/rss.xml" class="feed-icon" title="Subscribe to Example"></a>`,
			[]string{"* https://www.news.example/rss.xml"},
		},
		"Blogger": {
			`<link rel="alternate" type="application/atom+xml" title="Notes - Atom" href="https://www.news.example/feeds/posts/default" />
			<link rel="alternate" type="application/rss+xml" title="Notes - RSS" href="https://www.news.example/feeds/posts/default?alt=rss" />
			<link rel="service.post" type="application/atom+xml" title="Notes - Atom" href="https://www.blogger.example/feeds/1/posts/default" />`,
			[]string{"* https://www.news.example/feeds/posts/default", "https://www.news.example/feeds/posts/default?alt=rss"},
		},
		"a video site": {
			`<link rel="alternate" media="handheld" href="https://m.news.example/channel/UC1"><link rel="alternate" hreflang="x-default" href="/channel/UC1">
			<link rel="alternate" type="application/rss+xml" title="RSS" href="https://www.news.example/feeds/videos.xml?channel_id=UC1">
			<link rel="alternate" type="application/json+oembed" href="/oembed?format=json&url=x" title="A channel"><link rel="alternate" type="text/xml+oembed" href="/oembed?format=xml&url=x">`,
			[]string{"* https://www.news.example/feeds/videos.xml?channel_id=UC1"},
		},
		"a JSON Feed beside": {
			`<link rel="alternate" type="application/feed+json" title="Notes" href="/feed.json"><link rel="alternate" type="application/rss+xml" title="Notes" href="/feed.xml">`,
			[]string{"* https://www.news.example/feed.xml", "https://www.news.example/feed.json"},
		},
		"a JSON Feed alone": {`<link rel="alternate" type="application/json" href="/feed.json">`, []string{"* https://www.news.example/feed.json"}},
		"a burned feed":     {`<link rel="alternate" type="application/rss+xml" title="Notes RSS" href="https://feeds.feedburner.com/notes"><link rel="alternate" type="application/atom+xml" title="Notes Atom" href="/atom.xml">`, []string{"* https://feeds.feedburner.com/notes", "https://www.news.example/atom.xml"}},
		"rel=feed":          {`<link rel="feed" href="/hidden/feed">`, []string{"* https://www.news.example/hidden/feed"}},
		"only anchors": {
			`<body><a href="/about">About</a> <a href="/rss"><img src="rss.png"> RSS</a> <a href="feed://www.news.example/rss">again</a> <a href="/rss?utm_source=x">and again</a>
			<a href="https://reader.example/i/subscription/feed/https://www.news.example/rss">Read in a reader</a> <a href="https://other.example/rss">Another site's</a> <a href="/sitemap.xml">Map</a>`,
			[]string{"* https://www.news.example/rss"},
		},
		"a page about feeds": {
			`<a href="rss/world.xml">World</a><a href="rss/sport.xml">Sport</a>`,
			[]string{"https://www.news.example/world/rss/world.xml", "https://www.news.example/world/rss/sport.xml"},
		},
		"anchors beside a link": {
			`<a href="/podcast.rss">Podcast</a><link rel="alternate" type="application/rss+xml" href="/news.rss">`,
			[]string{"* https://www.news.example/news.rss", "https://www.news.example/podcast.rss"},
		},
		"one content, numbered": {
			`<link rel="alternate" type="application/rss+xml" title="News" href="/rss?cat=1"><link rel="alternate" type="application/rss+xml" title="News" href="/rss?cat=2">`,
			[]string{"https://www.news.example/rss?cat=1", "https://www.news.example/rss?cat=2"},
		},
		"a base": {
			`<base href="/static/"><base href="https://evil.example/"><link rel="alternate" type="application/rss+xml; charset=utf-8" href="news.rss">`,
			[]string{"* https://www.news.example/static/news.rss"},
		},
		"no feeds":    {`<html><head><title>Nothing</title><link rel="stylesheet alternate" type="text/xml" href="/feed.xml"></head><body><a href="/feedback">Feedback</a>`, nil},
		"the page":    {`<link rel="alternate" type="application/rss+xml" href=""><link rel="alternate" type="application/rss+xml" href="#feed">`, nil},
		"no page":     {"", nil},
		"no address":  {`<link rel="alternate" type="application/rss+xml"><link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"><a href="data:text/xml,feed.xml">x</a><link rel=alternate type=application/rss+xml href="//user:secret@news.example/feed">`, nil},
		"in a script": {`<script>var a = '<link rel="alternate" type="application/rss+xml" href="/feed">'</script><!-- <link rel="alternate" type="application/rss+xml" href="/feed"> -->`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, addresses(feeds(test.page))); diff != "" {
				t.Errorf("feeds (-want +got):\n%s", diff)
			}
		})
	}
}

// A newspaper names a feed for each section: which is meant is for its user to say.
func TestSectionsAreListed(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	sections := []string{"Home", "World", "Politics", "Business", "Sport", "Culture", "Science", "Health", "Travel", "Opinion", "Food", "Cars"}
	for _, s := range sections {
		page.WriteString(`<link rel="alternate" type="application/rss+xml" title="The Example | ` + s + `" href="/rss/` + strings.ToLower(s) + `.xml">`)
	}
	choices := feeds(page.String())
	if len(choices) != len(sections) || choices[1] != (schema.Choice{URL: "https://www.news.example/rss/world.xml", Title: "The Example | World", Type: "application/rss+xml"}) {
		t.Errorf("choices %+v", choices)
	}
	if picked, clear := discover.Pick(choices); clear {
		t.Errorf("%+v is picked", picked)
	}
}

func TestLinkHeader(t *testing.T) {
	t.Parallel()
	header := http.Header{"Link": {
		`<https://www.news.example/wp-json/>; rel="https://api.w.org/", </feed.xml>; rel="self alternate"; title="A, \"B\"; C"; type="application/rss+xml"`,
		`<atom>;rel=alternate;type=application/atom+xml;rel=x`, `</b>; rel`, `<`, `nothing`, `</c>; rel="alternate`,
	}}
	want := []schema.Choice{
		{URL: "https://www.news.example/feed.xml", Title: `A, "B"; C`, Type: "application/rss+xml"},
		{URL: "https://www.news.example/world/atom", Type: "application/atom+xml"},
	}
	if diff := cmp.Diff(want, discover.Feeds(discover.Page{URL: front, Header: header})); diff != "" {
		t.Errorf("feeds (-want +got):\n%s", diff)
	}
}

func TestCharset(t *testing.T) {
	t.Parallel()
	page := "<meta charset=windows-1251><link rel=alternate type=application/rss+xml href=/rss title='\xcd\xee\xe2\xee\xf1\xf2\xe8'>"
	got := discover.Feeds(discover.Page{URL: front, Body: []byte(page)})
	if len(got) != 1 || got[0].Title != "Новости" {
		t.Errorf("feeds %+v", got)
	}
}

func TestHostilePages(t *testing.T) {
	t.Parallel()
	one := `<link rel=alternate type=application/rss+xml href=/feed>`
	for name, test := range map[string]struct {
		page string
		want int
	}{
		"thousands of feeds":   {strings.Repeat(one, 9000), 1},
		"thousands, different": {numbered(`<link rel=alternate type=application/rss+xml href=/feed/#.xml>`, 9000), 50},
		"thousands of anchors": {numbered(`<a href=/feed/#.xml>`, 9000), 50},
		"attributes":           {"<link " + numbered("a# ", 60_000) + ">" + one, 1},
		"a tag without end":    {one + "<a " + strings.Repeat("x", 1<<20), 1},
		"a long address":       {`<link rel=alternate type=application/rss+xml href="/` + strings.Repeat("x", 100_000) + `">` + one, 1},
		"a long title":         {strings.Replace(one, ">", ` title="`+strings.Repeat("ж", 100_000)+`">`, 1), 1},
		"beyond the bound":     {strings.Repeat(" ", 512<<10) + one, 0},
		"nesting":              {strings.Repeat("<div><a>", 20_000) + one, 1},
		"zeros":                {"\x00\x00" + one + "\x00", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := feeds(test.page)
			if len(got) != test.want {
				t.Errorf("%d feeds, want %d", len(got), test.want)
			}
			for _, c := range got {
				if len(c.URL) > 2048 || len(c.Title) > 200 {
					t.Errorf("%d and %d bytes are told", len(c.URL), len(c.Title))
				}
			}
		})
	}
}

// numbered is so many pieces, with their numbers for #, in letters.
func numbered(piece string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Replace(piece, "#", string([]byte{'a' + byte(i%26), 'a' + byte(i/26%26), 'a' + byte(i/676)}), 1))
	}
	return b.String()
}

func FuzzFeeds(f *testing.F) {
	f.Add(`</feed>; rel="alternate"; type="application/rss+xml"`, []byte(`<base href=/x/><link rel=alternate type=application/rss+xml href=feed title=a><a href=/rss>RSS</a>`))
	f.Add(`<a>;rel=feed, <b>;title="\"`, []byte(`<meta charset=koi8-r><link rel="feed" href="feed:https://a.example/"><area href="?feed=rss2">`))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		choices := discover.Feeds(discover.Page{URL: front, Header: http.Header{"Link": {header}}, Body: body})
		for _, c := range choices {
			if _, err := schema.CanonicalURL(c.URL); err != nil {
				t.Errorf("address %q: %s", c.URL, err)
			}
		}
		if picked, clear := discover.Pick(choices); clear && picked.URL == "" {
			t.Error("nothing is picked")
		}
	})
}

func BenchmarkFeeds(b *testing.B) {
	page := `<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>` +
		strings.Repeat(`<p class="story">Some text with <a href="/story/1">a link</a> and <b>more</b>.</p>`, 2000)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if len(feeds(page)) != 1 {
			b.Fatal("not found")
		}
	}
}
