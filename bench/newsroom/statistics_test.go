package newsroom

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// visit is a handler of a site of a newsroom that is not on any network, and its statistics.
// What it answers for a feed or a page takes some time.
func visit(maxAge, takes time.Duration) (ask func(path string, headers ...string), statistics func() Traffic) {
	c := Defaults()
	c.MaxAge, c.Now = maxAge, time.Now
	s := &site{trap: "/trap/"}
	n := &Newsroom{config: c, sites: []*site{s}}
	f := &feed{path: "/feed.xml", site: s}
	s.feeds = map[string]*feed{f.path: f}
	answer := n.recorded(s, func(w http.ResponseWriter, r *http.Request, _ target) {
		time.Sleep(takes)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte("12345"))
	})
	ask = func(path string, headers ...string) {
		r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		t := target{}
		switch {
		case path == f.path:
			t = target{kind: kindFeed, feed: f}
		case path == "/robots.txt":
			t.kind = kindRobots
		case strings.HasPrefix(path, "/news/"):
			t.kind = kindPage
		}
		answer(httptest.NewRecorder(), r, t)
	}
	return ask, func() Traffic { return n.Statistics().Total }
}

func TestStatisticsOfAPoliteConsumer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ask, statistics := visit(time.Minute, 100*time.Millisecond)
		ask("/robots.txt")
		time.Sleep(time.Second)
		ask("/feed.xml")
		time.Sleep(time.Minute)
		ask("/feed.xml", "If-None-Match", `"x"`)
		time.Sleep(2 * time.Second)
		ask("/news/1")
		want := Traffic{
			Feeds: 2, Pages: 1, Robots: 1, FeedsNotModified: 1, Bytes: 15,
			MinSpacing: 1100 * time.Millisecond, MinRest: time.Second, MaxParallel: 1,
		}
		got := statistics()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got.Requests() != 4 || got.NotModifiedShare() != 0.5 {
			t.Errorf("%d requests, share of 304 %g", got.Requests(), got.NotModifiedShare())
		}
	})
}

func TestStatisticsFindWhatIsRude(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(ask func(string, ...string))
		want func(*Traffic)
	}{
		{"unconditional repeat", func(ask func(string, ...string)) {
			ask("/feed.xml")
			time.Sleep(time.Hour)
			ask("/feed.xml")
		}, func(t *Traffic) { t.Feeds, t.Unconditional, t.Bytes = 2, 1, 10 }},
		{"early repeat", func(ask func(string, ...string)) {
			ask("/feed.xml")
			time.Sleep(58 * time.Second)
			ask("/feed.xml", "If-Modified-Since", "x")
		}, func(t *Traffic) { t.Feeds, t.Early, t.Bytes = 2, 1, 10 }},
		{"early repeat after a 304", func(ask func(string, ...string)) {
			ask("/feed.xml")
			time.Sleep(time.Hour)
			ask("/feed.xml", "If-None-Match", "x")
			time.Sleep(time.Second)
			ask("/feed.xml", "If-None-Match", "x")
		}, func(t *Traffic) { t.Feeds, t.FeedsNotModified, t.Early, t.Bytes = 3, 2, 1, 5 }},
		{"trap", func(ask func(string, ...string)) {
			ask("/trap/all")
			time.Sleep(time.Hour)
			ask("/search?q=x")
			time.Sleep(time.Hour)
			ask("/trapped")
		}, func(t *Traffic) { t.Other, t.Violations, t.Bytes = 3, 2, 15 }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ask, statistics := visit(time.Minute, 0)
				test.do(ask)
				got := statistics()
				want := Traffic{MaxParallel: 1, MinSpacing: got.MinSpacing, MinRest: got.MinRest}
				test.want(&want)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestStatisticsFindSpacingAndParallelism(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ask, statistics := visit(0, time.Second)
		for range 3 { // one at 0 s, one at 0.4 s, one at 0.8 s, each for a second
			go ask("/news/1")
			time.Sleep(400 * time.Millisecond)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		got := statistics()
		if got.MaxParallel != 3 || got.MinSpacing != 400*time.Millisecond || got.MinRest != 0 {
			t.Errorf("parallel %d, spacing %s, rest %s", got.MaxParallel, got.MinSpacing, got.MinRest)
		}
	})
}

func TestTotalsAreTheWorstOfAllHosts(t *testing.T) {
	t.Parallel()
	n := &Newsroom{sites: []*site{{}, {}, {}}}
	for i, spacing := range []time.Duration{5, 3, 0} {
		n.sites[i].record.traffic = Traffic{Pages: 1, MinSpacing: spacing, MinRest: spacing - 1, MaxParallel: i}
		n.sites[i].record.begun = 2
	}
	n.sites[2].record.begun = 1 // one request has no spacing
	got := n.Statistics()
	want := Traffic{Pages: 3, MinSpacing: 3, MinRest: 2, MaxParallel: 2}
	if diff := cmp.Diff(want, got.Total); diff != "" || len(got.Hosts) != 3 {
		t.Errorf("%d hosts (-want +got):\n%s", len(got.Hosts), diff)
	}
}
