package parser

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestAPageThatManyStoriesLeadToIsNoneOfTheirs(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.page("/sorry-we-are-closed", "Sorry\nCome back later.")
	for n := range 5 {
		path := fmt.Sprintf("/story-%d", n)
		w.site.answer(path, func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "/sorry-we-are-closed", http.StatusFound)
		})
		item := w.item(path, "1")
		item.Title = fmt.Sprint("Story ", n)
		for delivery := range 2 { // at any time, with the same outcome
			w.handle(w.announce(item, delivery+1))
		}
	}
	sorry := 0
	articles, _ := w.articles()
	for _, a := range articles {
		if a.Headline == "Sorry" {
			sorry++
		}
	}
	if sorry > 1 || len(articles) != 4 {
		t.Errorf("%d articles, %d of them the notice: %+v", len(articles), sorry, articles)
	}
	for _, r := range w.rejections() {
		if r.Reason != reasonCrowded {
			t.Errorf("rejected for %s", r.Reason)
		}
	}
}

func TestOneStoryByManyAddressesIsOne(t *testing.T) {
	t.Parallel()
	c := newCrossings()
	for n := range 10 {
		url := fmt.Sprintf("https://feeds.example/~3/%d", n)
		answer := &web.Response{URL: "https://harbour.example/boats-come-in", Hops: []web.Hop{{URL: url, Status: 301}}}
		if c.crowded(&schema.Item{ID: schema.ItemID(url), URL: url, Title: "Boats come in"}, answer) {
			t.Fatalf("refused at the address number %d", n+1)
		}
	}
	for n := range 10 { // and what only gets a www, or loses a slash, is no redirect to elsewhere
		url := fmt.Sprintf("https://harbour.example/story-%d", n)
		answer := &web.Response{URL: fmt.Sprintf("https://www.harbour.example/story-%d/", n), Hops: []web.Hop{{URL: url, Status: 301}}}
		if c.crowded(&schema.Item{ID: url, URL: url, Title: url}, answer) || len(c.young) != 1 {
			t.Fatal("counted as elsewhere")
		}
	}
}

func TestCrossingsAreBounded(t *testing.T) {
	t.Parallel()
	c := newCrossings()
	for n := range 3 * maxCrossings {
		url := fmt.Sprintf("https://harbour.example/a%d", n)
		c.crowded(&schema.Item{ID: url, URL: url}, &web.Response{URL: url + "/b", Hops: []web.Hop{{URL: url}}})
	}
	if n := len(c.young) + len(c.old); n > maxCrossings {
		t.Errorf("%d are remembered", n)
	}
}
