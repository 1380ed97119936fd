package newsroom

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// polled is a feed that is on no network. Each poll takes a second and is
// answered with the status that is asked for, and Retry-After if that is given.
func polled() (poll func(status int, retryAfter string, headers ...string), statistics func() Statistics) {
	c := Defaults()
	c.Now = time.Now
	s := &site{trap: "/trap/", base: "http://host"}
	f, idle := &feed{path: "/feed.xml", site: s}, &feed{path: "/idle.xml", site: s}
	n := &Newsroom{config: c, sites: []*site{s}, feeds: []*feed{f, idle}}
	poll = func(status int, retryAfter string, headers ...string) {
		r := httptest.NewRequest(http.MethodGet, f.path, http.NoBody)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		t := target{kind: kindFeed, feed: f}
		if status >= 500 {
			t.hit.fault = FaultServerError
		}
		n.recorded(s, func(w http.ResponseWriter, _ *http.Request, _ target) {
			time.Sleep(time.Second)
			if retryAfter != "" {
				w.Header().Set("Retry-After", retryAfter)
			}
			w.WriteHeader(status)
		})(httptest.NewRecorder(), r, t)
	}
	return poll, n.Statistics
}

func TestFeedTraffic(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		poll, statistics := polled()
		poll(200, "")
		time.Sleep(time.Minute)
		poll(304, "", "If-None-Match", "x")
		time.Sleep(10 * time.Second)
		last := time.Now()
		poll(500, "")
		want := []FeedTraffic{
			{
				URL: "http://host/feed.xml", Requests: 3, Unconditional: 1,
				MinInterval: 11 * time.Second, MaxGap: 61 * time.Second, MaxParallel: 1, Last: last,
			},
			{URL: "http://host/idle.xml"},
		}
		got := statistics()
		if diff := cmp.Diff(want, got.Feeds); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[Fault]int{FaultServerError: 1}, got.Total.Faults); diff != "" {
			t.Errorf("faults (-want +got):\n%s", diff)
		}
	})
}

func TestFeedThatIsPolledTwiceAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		poll, statistics := polled()
		go poll(200, "")
		time.Sleep(400 * time.Millisecond)
		poll(200, "")
		synctest.Wait()
		if got := statistics().Feeds[0]; got.MaxParallel != 2 || got.MinInterval != 400*time.Millisecond || got.Unconditional != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhoDoesNotWaitAsLongAsAskedIsCounted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		retryAfter string
		after      time.Duration
		want       int
	}{
		{"in time", "30", 30 * time.Second, 0},
		{"too soon", "30", 29 * time.Second, 1},
		{"nothing was asked", "", 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				poll, statistics := polled()
				poll(503, test.retryAfter)
				time.Sleep(test.after)
				poll(200, "")
				if got := statistics().Total.Defied; got != test.want {
					t.Errorf("%d, want %d", got, test.want)
				}
			})
		})
	}
}

func TestTheLongestWaitThatWasAskedCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		poll, statistics := polled()
		go poll(503, "30")
		time.Sleep(500 * time.Millisecond)
		poll(503, "1")
		time.Sleep(10 * time.Second)
		poll(200, "")
		if got := statistics().Total.Defied; got != 1 {
			t.Errorf("%d, want 1", got)
		}
	})
}

// TestWhatWasNotWholeGaveNoValidator: who asks again after half an answer can't be conditional.
func TestWhatWasNotWholeGaveNoValidator(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fault Fault
		want  int
	}{{"", 1}, {FaultSlow, 1}, {FaultCharset, 1}, {FaultTruncated, 0}, {FaultBroken, 0}, {FaultHuge, 0}} {
		v, r := new(record), httptest.NewRequest(http.MethodGet, "/feed.xml", http.NoBody)
		at := target{kind: kindFeed, feed: new(feed), hit: hit{fault: test.fault}}
		for range 2 {
			v.begin(time.Now(), r, at, 0, nil)
			v.end(time.Now(), r, at, &countingWriter{ResponseWriter: httptest.NewRecorder(), status: http.StatusOK})
		}
		if v.traffic.Unconditional != test.want {
			t.Errorf("after %q: %d, want %d", test.fault, v.traffic.Unconditional, test.want)
		}
	}
}

func TestRequestsAreTimedByTheStopwatch(t *testing.T) {
	t.Parallel()
	opened, second := time.Now(), 0
	n := &Newsroom{config: Config{Now: func() time.Time { return opened }, Stopwatch: func() time.Time {
		second++
		return opened.Add(time.Duration(second) * time.Second)
	}}}
	s := new(site)
	f := &feed{path: "/feed.xml", site: s}
	n.feeds = []*feed{f}
	for range 2 {
		n.recorded(s, func(http.ResponseWriter, *http.Request, target) {})(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/feed.xml", http.NoBody), target{kind: kindFeed, feed: f})
	}
	if got := n.Statistics().Feeds[0].MinInterval; got != 2*time.Second {
		t.Errorf("an interval of %s, want that of the stopwatch", got)
	}
}
