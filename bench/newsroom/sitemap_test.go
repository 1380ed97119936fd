package newsroom_test

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

// listed is an element of a sitemap or of an index.
type listed struct {
	Location string   `xml:"loc"`
	Modified string   `xml:"lastmod"`
	Name     string   `xml:"news>publication>name"`
	Language string   `xml:"news>publication>language"`
	Date     string   `xml:"news>publication_date"`
	Title    string   `xml:"news>title"`
	Images   []string `xml:"image>loc"`
}

// sitemapAt reads a sitemap or an index.
func sitemapAt(t *testing.T, address string) (root string, all []listed) {
	t.Helper()
	answer := get(t, address)
	if answer.status != http.StatusOK || !strings.HasPrefix(answer.header.Get("Content-Type"), "application/xml") {
		t.Fatalf("%s answers %d, %s", address, answer.status, answer.header.Get("Content-Type"))
	}
	var document struct {
		XMLName xml.Name
		Pages   []listed `xml:"url"`
		Maps    []listed `xml:"sitemap"`
	}
	if err := xml.Unmarshal(answer.body, &document); err != nil {
		t.Fatalf("%v in\n%s", err, answer.body)
	}
	if document.XMLName.Space != "http://www.sitemaps.org/schemas/sitemap/0.9" {
		t.Errorf("%s is of %s", address, document.XMLName.Space)
	}
	return document.XMLName.Local, append(document.Pages, document.Maps...)
}

// announcements are the addresses that are announced of a site's articles, in order.
func announcements(n *newsroom.Newsroom, s newsroom.Site) (all []string) {
	for _, a := range truth(n) {
		if a.Publisher == s.Name {
			all = append(all, a.Announced)
		}
	}
	slices.Sort(all)
	return all
}

func TestSitemapsListExactlyWhatIsPublished(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) {
		c.Backlog, c.BacklogAge, c.Faults = 120, 70*24*time.Hour, faults(t, "moved=0.3,gone=0.2")
	})
	for _, s := range n.Sites() {
		robots := string(get(t, s.Front+"robots.txt").body)
		for _, address := range []string{s.Sitemap, s.News} {
			if !strings.Contains(robots, "\nSitemap: "+address+"\n") {
				t.Errorf("%s is not in\n%s", address, robots)
			}
		}
		root, maps := sitemapAt(t, s.Sitemap)
		if root != "sitemapindex" || len(maps) < 4 || maps[0].Location != s.News {
			t.Fatalf("%s is a %s of %v", s.Sitemap, root, maps)
		}
		var got []string
		for _, m := range maps[1:] {
			root, pages := sitemapAt(t, m.Location)
			if root != "urlset" || pages[0].Modified != m.Modified {
				t.Errorf("%s is a %s, changed %s, and the index says %s", m.Location, root, pages[0].Modified, m.Modified)
			}
			for _, p := range pages {
				if at, err := time.Parse(time.RFC3339, p.Modified); err != nil || !strings.Contains(m.Location, at.UTC().Format("2006-01")) {
					t.Errorf("%s lists %s of %s", m.Location, p.Location, p.Modified)
				}
				got = append(got, p.Location)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(announcements(n, s), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.Sitemap, diff)
		}
	}
}

func TestNewsSitemapsHaveTheLastTwoDays(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.Backlog, c.BacklogAge = 240, 96*time.Hour })
	byURL := make(map[string]newsroom.Article)
	pictured, all := 0, 0
	for _, a := range truth(n) {
		byURL[a.Announced] = a
	}
	for _, s := range n.Sites() {
		root, pages := sitemapAt(t, s.News)
		if root != "urlset" || len(pages) < 20 || len(pages) > 40 {
			t.Fatalf("%s is a %s of %d pages", s.News, root, len(pages))
		}
		for _, p := range pages {
			a := byURL[p.Location]
			at, err := time.Parse(time.RFC3339, p.Date)
			if err != nil || clock.now().Sub(at) > 48*time.Hour || p.Title != a.Headline || p.Name != a.Publisher || p.Language != a.Language {
				t.Errorf("%+v, want %q of %s", p, a.Headline, a.Published)
			}
			if a.Image != nil && !slices.Equal(p.Images, []string{a.Image.URL}) || a.Image == nil && len(p.Images) > 0 {
				t.Errorf("pictures of %s are %v", p.Location, p.Images)
			}
			pictured += len(p.Images)
		}
		all += len(pages)
	}
	if pictured == 0 || pictured == all {
		t.Errorf("%d of %d pages have a picture", pictured, all)
	}
	clock.turn(49 * time.Hour)
	if _, pages := sitemapAt(t, n.Sites()[0].News); len(pages) != 0 {
		t.Errorf("after two days without news it lists %d pages", len(pages))
	}
}

func TestSitemapsAreRevalidated(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.Speed = 3600 })
	s := n.Sites()[0]
	_, maps := sitemapAt(t, s.Sitemap)
	next := func() { clock.turn(time.Hour) }
	for _, address := range []string{s.Sitemap, s.News, maps[1].Location} {
		checkRevalidation(t, address, next)
	}
	got := n.Statistics().Total
	if got.Sitemaps != 1+3*5 || got.SitemapsNotModified != 3*2 || got.Unconditional != 1 || got.Other != 0 {
		t.Errorf("statistics are %+v", got)
	}
}

// What falls out of a news sitemap changes it, and its index, without any news.
func TestWhatFallsOutOfANewsSitemapChangesIt(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.BacklogAge = 48 * time.Hour })
	for _, address := range []string{n.Sites()[0].News, n.Sites()[0].Sitemap} {
		checkRevalidation(t, address, func() { clock.turn(12 * time.Hour) })
	}
}
