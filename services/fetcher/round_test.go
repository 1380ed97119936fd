package fetcher

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// library is a site with an index of sitemaps at the feed's address.
type library struct {
	*visits
	began    time.Time         // ages count from then
	sitemaps map[string]string // by path
	index    string
}

// newLibrary makes a site whose index names sitemaps: "/news.xml 2h" changed two
// hours ago, "/pages.xml" says nothing.
func newLibrary(t *testing.T, named ...string) *library {
	t.Helper()
	l := &library{visits: newVisits(t), sitemaps: map[string]string{}}
	l.began = l.clock.now()
	l.name(named...)
	l.site.answers(func(w http.ResponseWriter, r *http.Request) {
		body, found := l.sitemaps[r.URL.Path]
		if r.URL.Path == "/feed.xml" {
			body, found = l.index, true
		}
		if !found {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		serves(body, "Content-Type", "application/xml", "ETag", fmt.Sprintf(`"%x"`, len(body)))(w, r)
	})
	return l
}

// name changes the index.
func (l *library) name(named ...string) {
	var b strings.Builder
	b.WriteString(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for _, n := range named {
		path, age, dated := strings.Cut(n, " ")
		fmt.Fprintf(&b, "<sitemap><loc>%s%s</loc>", l.site.URL, path)
		if dated {
			fmt.Fprintf(&b, "<lastmod>%s</lastmod>", l.ago(age))
		}
		b.WriteString("</sitemap>")
	}
	b.WriteString("</sitemapindex>")
	l.index = b.String()
}

// put changes a sitemap: "a 2h" is the page /a, published two hours ago.
func (l *library) put(path string, pages ...string) {
	var b strings.Builder
	b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">`)
	for _, p := range pages {
		name, age, dated := strings.Cut(p, " ")
		fmt.Fprintf(&b, "<url><loc>%s/%s</loc>", l.site.URL, name)
		if dated {
			fmt.Fprintf(&b, "<news:news><news:title>%s</news:title><news:publication_date>%s</news:publication_date></news:news>", name, l.ago(age))
		}
		b.WriteString("</url>")
	}
	b.WriteString("</urlset>")
	l.sitemaps[path] = b.String()
}

func (l *library) ago(age string) string {
	d, err := time.ParseDuration(age)
	if err != nil {
		l.Fatal(err)
	}
	return l.began.Add(-d).Format(time.RFC3339)
}

// round polls until the round is over, and gives the paths that were asked; those
// that were asked with a validator bear a star.
func (l *library) round() (asked []string, state schema.Poll) {
	l.Helper()
	before := len(l.site.asked())
	for state = l.poll(); continues(state); state = l.poll() {
		if wait := state.Next.Sub(state.At); wait != roundPause {
			l.Errorf("within a round, the next poll is due in %s", wait)
		}
		if len(l.site.asked()) > before+20 {
			l.Fatal("the round doesn't end")
		}
	}
	for _, r := range l.site.asked()[before:] {
		path := r.URL.Path
		if r.Header.Get("If-None-Match") != "" {
			path += "*"
		}
		asked = append(asked, path)
	}
	return asked, state
}

// pages are what was announced since it was asked for last.
func (l *library) pages() []string {
	var names []string
	for _, item := range l.announced {
		names = append(names, strings.TrimPrefix(item.URL, l.site.URL+"/"))
	}
	l.announced = nil
	return names
}

func (l *library) want(what string, got []string, want ...string) {
	l.Helper()
	if !slices.Equal(got, want) {
		l.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAnIndexOfSitemapsIsFollowed(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, "/archive.xml 2000h", "/pages.xml", "/news.xml 1h")
	l.put("/news.xml", "a 1h", "b 2h", "long-ago 2000h")
	l.put("/pages.xml", "about", "contact")
	l.put("/archive.xml", "old 2000h")
	asked, state := l.round()
	l.want("the first round asks", asked, "/feed.xml", "/news.xml", "/archive.xml", "/pages.xml")
	l.want("it announces", l.pages(), "b", "a")
	if state.Kind != "sitemapindex" || state.Health != schema.HealthOK || state.Rate.Items != 0 {
		t.Errorf("state is %+v", state)
	}
	if wait := state.Next.Sub(state.At); wait < 5*time.Minute {
		t.Errorf("the next round is due in %s", wait)
	}

	l.put("/news.xml", "c 0s", "a 1h", "b 2h", "long-ago 2000h", "fell-in 2000h")
	l.put("/pages.xml", "about", "contact", "jobs")
	l.name("/archive.xml 2000h", "/pages.xml", "/news.xml 0s")
	asked, state = l.round()
	l.want("the second round asks", asked, "/feed.xml*", "/news.xml*", "/pages.xml*")
	l.want("it announces", l.pages(), "c", "jobs")
	if state.Rate.Items == 0 {
		t.Errorf("nothing new was counted: %+v", state)
	}
	asked, _ = l.round()
	l.want("with nothing new it asks", asked, "/feed.xml*", "/pages.xml*")
	l.want("it announces", l.pages())
}

// A site lists its news in a sitemap of all pages too, which says nothing of them.
func TestAPageThatTwoSitemapsListIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, "/news.xml 1h", "/pages.xml")
	l.put("/news.xml", "b 1h", "a 2h")
	l.put("/pages.xml", "b", "a", "about")
	l.round()
	l.want("the first round announces", l.pages(), "a", "b")
	l.put("/news.xml", "c 0s", "b 1h", "a 2h")
	l.put("/pages.xml", "c", "b", "a", "about", "contact")
	l.name("/news.xml 0s", "/pages.xml")
	l.round()
	l.want("the second round announces", l.pages(), "c", "contact")
	l.put("/news.xml", "c 0s", "b 30m", "a 2h")
	l.name("/news.xml -1m", "/pages.xml")
	l.round()
	l.want("after a new date it announces", l.pages(), "b")
}

func TestASitemapThatCannotBeHadHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, "/news.xml 1h", "/feed-of-it.xml 2h", "/nested.xml 3h", "/more.xml 4h")
	l.put("/more.xml", "a 1h")
	l.sitemaps["/feed-of-it.xml"] = rss("x")
	l.sitemaps["/nested.xml"] = l.index
	asked, state := l.round()
	l.want("it asks", asked, "/feed.xml", "/news.xml", "/feed-of-it.xml", "/nested.xml", "/more.xml")
	l.want("it announces", l.pages(), "a")
	if state.Failures != 0 || state.Health != schema.HealthOK {
		t.Errorf("state is %+v", state)
	}
	l.put("/news.xml", "b 1h")
	asked, _ = l.round()
	l.want("the next round asks", asked, "/feed.xml*", "/news.xml", "/feed-of-it.xml", "/nested.xml")
	l.want("it announces", l.pages(), "b")
}

func TestASiteInTroubleEndsTheRound(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, "/news.xml 1h", "/more.xml 2h")
	if state := l.poll(); !continues(state) {
		t.Fatalf("no round: %+v", state)
	}
	l.site.answers(answers(http.StatusServiceUnavailable, ""))
	state := l.poll()
	if state.Failures != 1 || state.Health != schema.HealthFailing || !strings.Contains(state.Error, "/news.xml") || state.Next.Sub(state.At) < 5*time.Minute {
		t.Errorf("state is %+v", state)
	}
}

func TestASitemapByItselfIsAFeed(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.put("/s", "a 1h", "undated", "old 2000h")
	l.index = l.sitemaps["/s"]
	asked, _ := l.round()
	l.want("it asks", asked, "/feed.xml")
	l.want("it announces", l.pages(), "a")
	l.put("/s", "a 1h", "b 1h", "undated", "undated-too", "older 3000h")
	l.index = l.sitemaps["/s"]
	l.round()
	l.want("then it announces", l.pages(), "undated-too", "b")
}

// The least interval is for one address: a round is not held up by it.
func TestTheLeastIntervalLiesBetweenRounds(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, "/news.xml 1h")
	l.put("/news.xml", "a 1h")
	index := l.poll()
	l.clock.reach(index.Next)
	if until := l.tooSoon(l.feed, index); !until.IsZero() {
		t.Errorf("a sitemap may not be asked before %s", until)
	}
	over := l.poll()
	if until := l.tooSoon(l.feed, over); !until.Equal(over.At.Add(5 * time.Minute)) {
		t.Errorf("after the round the feed may be asked at %s, %s after", until, until.Sub(over.At))
	}
}
