package up

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// slowDelay is how long the slow host takes for every answer.
const slowDelay = 3 * time.Second

// TestLaw5EveryArticleHasItsTextOrItsReason lets everything go wrong at first, and
// then nothing: what can be had is stored with its text, and all else with a
// reason; and the slowest host has held up no other.
func TestLaw5EveryArticleHasItsTextOrItsReason(t *testing.T) {
	t.Parallel()
	faults, err := newsroom.ParseFaults("pages.5xx=0.1,pages.429=0.05,pages.hang=0.01,pages.slow=0.05,pages.truncated=0.1,pages.charset=0.1," +
		"pages.moved=0.1,pages.gone=0.05,pages.missing=0.05,pages.huge=0.02,pages.bomb=0.02,pages.loop=0.05,feeds.moved=0.2,feeds.charset=0.2,in-row=1,slow-for=1s")
	if err != nil {
		t.Fatal(err)
	}
	faults.HostDelay, faults.SlowHost = slowDelay, 1
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog, c.Faults = 9, 9, 180, faults })
	c := command(t, append(subscribe(n), "--host-interval", "10ms")...)
	c.parsing = parser.Defaults()
	c.parsing.Retries = []time.Duration{time.Second, time.Second, time.Second, time.Second, 2 * time.Second}
	r := run(t, c)

	slow := n.Statistics().Hosts[0].Host
	eventually(t, 3*time.Minute, "all of the fast hosts are stored", func() bool { return r.missing(n, slow, false) == 0 })
	if r.missing(n, slow, true) == 0 {
		t.Error("the slow host was no slower than the others")
	}
	faults.HostDelay = 0
	faults.Pages, faults.Feeds = newsroom.Shares{}, newsroom.Shares{}
	if err := n.SetFaults(faults); err != nil {
		t.Fatal(err)
	}
	eventually(t, 3*time.Minute, "the rest is stored", func() bool { return r.missing(n, slow, true) == 0 && r.waiting() == 0 })
	report, err := n.Check(r.records())
	if err != nil {
		t.Fatal(err)
	}
	if report.Missing+report.Duplicates+report.Split+report.Degraded+report.Unfounded+report.Lost+report.Doubled > 0 {
		t.Errorf("records differ from what was published:\n%s", report)
	}
	if report.Unavailable == 0 || report.FromFeed != report.Unavailable {
		t.Errorf("%d articles can't be had, and %d records are what the feed said", report.Unavailable, report.FromFeed)
	}
	r.wantReasons(n)
}

// missing counts the articles of the slow host, or of all others, that aren't stored.
func (r *running) missing(n *newsroom.Newsroom, slow string, ofSlow bool) int {
	r.t.Helper()
	stored := map[string]bool{}
	for row, err := range r.store.Articles(r.t.Context(), store.Query{}) {
		if err != nil {
			r.t.Fatal(err)
		}
		a, err := row.Article()
		if err != nil {
			r.t.Fatal(err)
		}
		stored[a.URL], stored[a.OriginalURL] = true, true
	}
	count := 0
	for a := range n.Truth() {
		u, err := url.Parse(a.URL)
		if err != nil {
			r.t.Fatal(err)
		}
		if (u.Host == slow) == ofSlow && !stored[a.URL] && !stored[a.Announced] {
			count++
		}
	}
	return count
}

// wantReasons checks that each article that can't be had has a rejection.
func (r *running) wantReasons(n *newsroom.Newsroom) {
	r.t.Helper()
	reasons := map[string]string{}
	for m, err := range r.bus.Browse(r.t.Context(), schema.StreamRejected, schema.SubjectRejected, 1) {
		if err != nil {
			r.t.Fatal(err)
		}
		var rejection schema.Rejection
		var item schema.Item
		if err := json.Unmarshal(m.Body, &rejection); err != nil {
			r.t.Fatal(err)
		}
		if err := json.Unmarshal(rejection.Body, &item); err != nil {
			r.t.Fatal(err)
		}
		reasons[canonical(r.t, item.URL)] = rejection.Reason
	}
	want := map[newsroom.Fate]string{
		newsroom.FateGone: "http-410", newsroom.FateMissing: "http-404", newsroom.FateHuge: "too-large",
		newsroom.FateBomb: "bomb", newsroom.FateLoop: "redirect",
	}
	for a := range n.Truth() {
		if got := reasons[canonical(r.t, a.Announced)]; got != want[a.Fate] {
			r.t.Errorf("%s, which is %s, was rejected for %q, want %q", a.Announced, a.Fate, got, want[a.Fate])
		}
	}
}

func canonical(t *testing.T, address string) string {
	t.Helper()
	c, err := schema.CanonicalURL(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
