package fetcher

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// explain explains the feed of a site.
func explain(t *testing.T, s *site, path string) *Explanation {
	t.Helper()
	e, err := Explain(t.Context(), Defaults(), Deps{Web: newClient(t, web.Deps{})}, catalogue.New(s.URL+path, now()), 2)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExplainSaysWhatAFirstPollWouldFind(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	feed := "junk " + strings.Replace(rss("a", "b", "c"), "<item>", "<ttl>600</ttl><item><title>nowhere</title></item><item>", 1)
	s.answers(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old.xml" {
			http.Redirect(w, r, "/feed.xml", http.StatusMovedPermanently)
			return
		}
		serves(feed, "ETag", `"1"`, "Content-Type", "application/rss+xml", "Cache-Control", "max-age=3600")(w, r)
	})
	e := explain(t, s, "/old.xml")
	if e.NotBefore.Before(time.Now().Add(55*time.Minute)) || e.Interval < 10*60*60 || e.Interval > 11*60*60 || e.Millis < 0 {
		t.Errorf("not before %s, left alone for %d s", e.NotBefore, e.Interval)
	}
	want := &Explanation{
		URL: s.URL + "/old.xml", Hops: []ExplainedHop{{URL: s.URL + "/old.xml", Status: 301}}, Final: s.URL + "/feed.xml",
		Moved: s.URL + "/feed.xml", Status: 200, ContentType: "application/rss+xml", Bytes: int64(len(feed)), Wire: int64(len(feed)),
		ETag: `"1"`, Kind: "rss", Title: "The Harbour", Count: 3, Announced: 3, Dropped: 1, Repairs: []string{"junk-before-root"},
		Entries: []ExplainedEntry{{Title: "a", URL: "https://harbour.example/a", GUID: "a"}, {Title: "b", URL: "https://harbour.example/b", GUID: "b"}},
		Hints:   schema.Hints{TTL: 36_000}, Health: schema.HealthOK,
		NotBefore: e.NotBefore, Interval: e.Interval, Millis: e.Millis,
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("explained (-want +got):\n%s", diff)
	}
	for _, r := range s.asked() {
		if r.Header.Get("If-None-Match") != "" {
			t.Error("asked conditionally, and nothing is known")
		}
	}
	if _, err := json.Marshal(e); err != nil {
		t.Error(err)
	}
}

func TestExplainSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		health schema.Health
		says   string
	}{
		"gone":     {answers(http.StatusGone, ""), schema.HealthGone, "410 Gone"},
		"a page":   {serves("<html><title>Welcome</title></html>"), schema.HealthFailing, "Welcome"},
		"a circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, schema.HealthFailing, "circle"},
		"forbidden": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		}, schema.HealthBlocked, "--allow-net"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.answers(tt.answer)
			e := explain(t, s, "/feed.xml")
			if e.Health != tt.health || !strings.Contains(e.Error, tt.says) || e.Interval < 300 || len(e.Entries) != 0 {
				t.Errorf("explained %+v", e)
			}
			if wantHops := name == "a circle" || name == "forbidden"; (len(e.Hops) == 1) != wantHops {
				t.Errorf("hops are %v", e.Hops)
			}
		})
	}
}

func TestExplainFailsOnlyWhenNothingWasAsked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	gate := lanes(time.Hour)
	deps, feed := Deps{Web: newClient(t, web.Deps{Gate: gate})}, catalogue.New(s.URL+"/feed.xml", now())
	if _, err := Explain(t.Context(), Defaults(), deps, feed, 0); err != nil {
		t.Fatal(err)
	}
	_, err := Explain(t.Context(), Defaults(), deps, feed, 0)
	if _, busy := errors.AsType[*lane.BusyError](err); !busy {
		t.Errorf("of a lane that is taken: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	deps.Web = newClient(t, web.Deps{})
	if _, err := Explain(ctx, Defaults(), deps, feed, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("of a stop: %v", err)
	}
	if _, err := Explain(t.Context(), Config{}, deps, feed, 0); err == nil {
		t.Error("of settings that can't be: no error")
	}
	if len(s.asked()) != 1 {
		t.Errorf("asked %d times", len(s.asked()))
	}
}
