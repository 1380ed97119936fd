package newsroom_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

// links are the addresses of the elements of a page that has one, absolute.
func links(t *testing.T, at string, page []byte, is func(*html.Node) bool) (found []string) {
	t.Helper()
	base, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.Type != html.ElementNode || !is(node) {
			continue
		}
		to, err := base.Parse(attribute(node, "href"))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, to.String())
	}
	return found
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// isFeed says whether an element names a feed (HTML §4.6.7.1).
func isFeed(node *html.Node) bool {
	return node.Data == "link" && attribute(node, "rel") == "alternate" && strings.Contains(attribute(node, "type"), "application/")
}

func isHeadline(node *html.Node) bool { return node.Data == "a" && node.Parent.Data == "h2" }

func TestFrontPagesNameTheFeedsOfTheirSite(t *testing.T) {
	t.Parallel()
	n, _ := run(t, nil)
	published := make(map[string]newsroom.Article)
	for _, a := range truth(n) {
		published[a.URL] = a
	}
	for _, s := range n.Sites() {
		page := get(t, s.Front)
		if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
			t.Fatalf("%s answers %d, %s", s.Front, page.status, page.header.Get("Content-Type"))
		}
		var want []string
		for _, f := range n.Feeds() {
			if strings.HasPrefix(f.URL, s.Front) {
				want = append(want, f.URL)
			}
		}
		if diff := cmp.Diff(want, links(t, s.Front, page.body, isFeed)); diff != "" || len(want) != 3 {
			t.Errorf("feeds of %s (-want +got):\n%s", s.Front, diff)
		}
		before := ""
		stories := links(t, s.Front, page.body, isHeadline)
		for _, story := range stories {
			a, ok := published[story]
			if !ok || a.Publisher != s.Name || before != "" && string(a.Published) > before {
				t.Errorf("%s leads to %s of %s", s.Front, story, a.Publisher)
			}
			before = string(a.Published)
			for _, p := range a.Paragraphs {
				if bytes.Contains(page.body, []byte(p.Marker)) {
					t.Errorf("%s holds text of %s", s.Front, story)
				}
			}
		}
		if len(stories) != 15 {
			t.Errorf("%s has %d stories", s.Front, len(stories))
		}
	}
	if got := n.Statistics().Total; got.Fronts != 4 || got.Requests() != 4 {
		t.Errorf("statistics are %+v", got)
	}
}

// checkRevalidation asks twice with what the first answer gave, and once more when
// the document has changed.
func checkRevalidation(t *testing.T, address string, change func()) {
	t.Helper()
	first := get(t, address)
	tag, modified := first.header.Get("ETag"), first.header.Get("Last-Modified")
	for _, header := range [][]string{{"If-None-Match", tag}, {"If-Modified-Since", modified}} {
		if again := get(t, address, header...); again.status != http.StatusNotModified {
			t.Errorf("%s with %s answers %d", address, header, again.status)
		}
	}
	change()
	for _, header := range [][]string{{"If-None-Match", tag}, {"If-Modified-Since", modified}} {
		if again := get(t, address, header...); again.status != http.StatusOK || bytes.Equal(again.body, first.body) {
			t.Errorf("%s has changed, and with %s it answers %d", address, header, again.status)
		}
	}
}

func TestFrontPagesChangeWithEveryArticle(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.Speed = 3600 })
	checkRevalidation(t, n.Sites()[0].Front, func() { clock.turn(time.Hour) })
}

func TestWhatWasTakenAwayLeadsToTheFrontPage(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Faults = faults(t, "front=1") })
	a := truth(n)[0]
	got, err := ask(t.Context(), a.URL)
	if err != nil || got.status != http.StatusFound || got.header.Get("Location") != "/" || a.Fate != newsroom.FateFront || a.Fate.ToBeHad() {
		t.Errorf("%s is %s and answers %d, %v", a.URL, a.Fate, got.status, err)
	}
}
