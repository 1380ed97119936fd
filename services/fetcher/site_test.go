package fetcher

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// page names feeds.
func page(feeds ...string) string {
	var b strings.Builder
	b.WriteString("<!doctype html><html><head><title>The Harbour</title>")
	for _, feed := range feeds {
		b.WriteString(`<link rel="alternate" type="application/rss+xml" title="` + feed + `" href="/` + feed + `.xml">`)
	}
	b.WriteString("</head><body><p>News</p></body></html>")
	return b.String()
}

// newPage makes visits of a feed whose address is that of a page.
func newPage(t *testing.T, feeds ...string) *visits {
	t.Helper()
	v := newVisits(t)
	v.site.answers(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed.xml" {
			serves(page(feeds...), "Content-Type", "text/html")(w, r)
			return
		}
		serves(rss("a"), "ETag", `"1"`)(w, r)
	})
	return v
}

func TestTheFeedThatAPageMeansIsPolled(t *testing.T) {
	t.Parallel()
	v := newPage(t, "news")
	var allowed []string
	v.allow = func(_ context.Context, url string) error { allowed = append(allowed, url); return nil }
	found := v.poll()
	if found.URL != v.site.URL+"/news.xml" || found.Given != v.feed.URL || len(found.Choices) != 1 || found.Outcome != schema.OutcomeFound || found.Failures != 0 || found.Next.Sub(found.At) != roundPause {
		t.Errorf("found %+v", found)
	}
	state := v.poll()
	if state.Health != schema.HealthOK || state.Fresh != 1 || len(allowed) != 1 || allowed[0] != found.URL || len(v.site.asked()) != 2 {
		t.Errorf("asked robots.txt for %q; state %+v", allowed, state)
	}
	v.site.answers(answers(http.StatusNotFound, "")) // the site has a new feed now, and its page names it
	v.poll()
	v.site.answers(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed.xml":
			serves(page("newest"), "Content-Type", "text/html")(w, r)
		case "/newest.xml":
			serves(rss("b"))(w, r)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	for range 4 {
		state = v.poll()
	}
	if state.URL != v.site.URL+"/newest.xml" || state.Health != schema.HealthOK {
		t.Errorf("not healed: %+v", state)
	}
}

func TestAPageOfManyFeedsLeavesTheChoice(t *testing.T) {
	t.Parallel()
	v := newPage(t, "sport", "politics")
	state := v.poll()
	if state.URL != v.feed.URL || len(state.Choices) != 2 || state.Health != schema.HealthBlocked || !strings.Contains(state.Error, "/politics.xml") {
		t.Errorf("state is %+v", state)
	}
}

func TestAFeedIsNotReplacedByAFrontPage(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.poll()
	v.site.answers(serves(page("news"), "Content-Type", "text/html"))
	if state := v.poll(); state.URL != v.feed.URL || len(state.Choices) != 0 || state.Failures != 1 {
		t.Errorf("state is %+v", state)
	}
}

func TestR21RobotsCountForFeedsThatAPageNames(t *testing.T) {
	t.Parallel()
	v := newPage(t, "news")
	v.poll()
	until := v.clock.now().Add(6 * time.Hour)
	v.allow = func(context.Context, string) error {
		return &robots.UnavailableError{Host: "h", Until: until, Reason: "503"}
	}
	if state := v.poll(); !v.latest.putOff || !state.Next.Equal(until) {
		t.Errorf("while robots.txt isn't known: %+v", state)
	}
	v.allow = func(_ context.Context, url string) error {
		return &robots.DisallowedError{URL: url, Rule: "disallow: /"}
	}
	if state := v.poll(); state.Health != schema.HealthBlocked || !strings.Contains(state.Error, "robots.txt") || len(v.site.asked()) != 1 {
		t.Errorf("what robots.txt forbids: %+v", state)
	}
	v.allow = func(context.Context, string) error { return context.Canceled }
	v.clock.reach(v.state.Next)
	if _, _, err := v.visit(t.Context(), v.feed, v.state); err == nil {
		t.Error("a stop is an outcome")
	}
}
