package newsroom_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const allFates = "moved=0.15,gone=0.1,missing=0.1,pages.huge=0.1,pages.bomb=0.1,pages.loop=0.1,front=0.05"

// fated opens a newsroom with articles of all fates.
func fated(t *testing.T) *newsroom.Newsroom {
	t.Helper()
	n, _ := run(t, func(c *newsroom.Config) { c.Backlog, c.Faults = 120, faults(t, allFates) })
	return n
}

func TestFatesAreWhatTheTruthSays(t *testing.T) {
	t.Parallel()
	n := fated(t)
	count := make(map[newsroom.Fate]int)
	for _, a := range truth(n) {
		count[a.Fate]++
		if (a.Announced != a.URL) != (a.Fate == newsroom.FateMoved) {
			t.Errorf("%s is %s and announced as %s", a.URL, a.Fate, a.Announced)
		}
		checkFate(t, a, count[a.Fate])
	}
	if len(count) != 8 || count[newsroom.FateAvailable] < 25 {
		t.Errorf("fates are %v", count)
	}
	got := n.Statistics().Total.Faults
	for fate, articles := range count {
		asked := map[newsroom.Fate]int{newsroom.FateAvailable: 0, newsroom.FateHuge: 1, newsroom.FateBomb: 1}
		want, ok := asked[fate]
		if !ok {
			want = 2 * articles
		}
		if got[newsroom.Fault(fate)] != want {
			t.Errorf("%s was met %d times, want %d", fate, got[newsroom.Fault(fate)], want)
		}
	}
}

// checkFate asks for an article twice; for what is huge only the first of its kind, and once.
func checkFate(t *testing.T, a newsroom.Article, nth int) {
	t.Helper()
	first := func() bool { return nth == 1 }
	want := map[newsroom.Fate]int{
		newsroom.FateAvailable: 200, newsroom.FateMoved: 301, newsroom.FateGone: 410, newsroom.FateMissing: 404, newsroom.FateLoop: 302, newsroom.FateFront: 302,
	}
	switch a.Fate {
	case newsroom.FateHuge:
		if first() {
			got, err := ask(t.Context(), a.URL)
			if wrong := isHuge(struck{answer: got, err: err}); wrong != nil {
				t.Error(wrong)
			}
		}
	case newsroom.FateBomb:
		if first() {
			checkBomb(t, get(t, a.URL, "Accept-Encoding", "gzip"), "<html>")
		}
	default:
		for range 2 {
			got, err := ask(t.Context(), a.Announced)
			if err != nil || got.status != want[a.Fate] {
				t.Errorf("%s is %s and answers %d, %v", a.Announced, a.Fate, got.status, err)
			}
			if a.Fate == newsroom.FateMoved && (got.header.Get("Location") != a.URL || get(t, a.URL).status != http.StatusOK) {
				t.Errorf("%s leads to %q, and not to %s that answers", a.Announced, got.header.Get("Location"), a.URL)
			}
		}
	}
}

func TestFeedsGiveTheAddressBeforeTheMove(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog, c.Faults = 40, 40, 400, faults(t, allFates) })
	announced := make(map[string]newsroom.Article)
	for _, a := range truth(n) {
		announced[a.Announced] = a
	}
	moved := 0
	for _, f := range n.Feeds() {
		_, entries := entriesOf(t, get(t, f.URL).body)
		for _, e := range entries {
			url, err := schema.CanonicalURL(e.link)
			a, ok := announced[url]
			if err != nil || !ok {
				t.Errorf("nothing is announced as %s, %v", url, err)
			}
			if a.Fate == newsroom.FateMoved {
				moved++
			}
		}
	}
	if moved == 0 {
		t.Error("no entry has moved")
	}
	for _, path := range []string{"/go/x", "/go/0", "/go/99999", "/go/", "/moved/none"} {
		base := n.Feeds()[1].URL[:strings.Index(n.Feeds()[1].URL[7:], "/")+7]
		if got, _ := ask(t.Context(), base+path); got.status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, got.status)
		}
	}
}

// TestFatesAreFixedAtPublication turns faults on and off: the truth of what is out stays.
func TestFatesAreFixedAtPublication(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Speed = 6, 2, 60 })
	set := func(text string) {
		t.Helper()
		if err := n.SetFaults(faults(t, text)); err != nil {
			t.Fatal(err)
		}
		clock.turn(time.Hour)
	}
	fates := make(map[string]newsroom.Fate)
	stay := func(fresh newsroom.Fate) {
		t.Helper()
		news := 0
		for _, a := range truth(n) {
			want, known := fates[a.URL]
			if !known {
				fates[a.URL], want = fresh, fresh
				news++
			}
			if a.Fate != want {
				t.Errorf("%s of %s is %s, want %s", a.URL, a.Published, a.Fate, want)
			}
		}
		if news == 0 {
			t.Fatal("nothing was published")
		}
	}
	set("")
	stay(newsroom.FateAvailable)
	set("gone=1")
	stay(newsroom.FateGone)
	set("missing=1,5xx=0.5")
	stay(newsroom.FateMissing)
	set("")
	stay(newsroom.FateAvailable)
	for _, a := range truth(n)[:10] {
		want := map[newsroom.Fate]int{newsroom.FateAvailable: 200, newsroom.FateGone: 410, newsroom.FateMissing: 404}[a.Fate]
		if got := get(t, a.URL); got.status != want {
			t.Errorf("%s is %s and answers %d", a.URL, a.Fate, got.status)
		}
	}
}

func TestMovedFeed(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Faults = faults(t, "feeds.moved=1") })
	url := n.Feeds()[0].URL
	for range 2 {
		old, err := ask(t.Context(), url)
		if err != nil || old.status != http.StatusMovedPermanently {
			t.Fatalf("%d, %v", old.status, err)
		}
		if moved := get(t, old.header.Get("Location")); moved.status != http.StatusOK || !strings.Contains(string(moved.body), n.Feeds()[0].Title) {
			t.Errorf("%s answers %d", old.header.Get("Location"), moved.status)
		}
	}
	got := n.Statistics()
	if got.Feeds[0].Requests != 2 || got.Feeds[0].MaxParallel != 1 || got.Total.Feeds != 4 || got.Total.Faults[newsroom.FaultMoved] != 2 {
		t.Errorf("statistics are %+v of %+v", got.Feeds[0], got.Total)
	}
	if err := n.SetFaults(newsroom.Faults{}); err != nil {
		t.Fatal(err)
	}
	if get(t, url).status != http.StatusOK {
		t.Error("the feed has not moved back")
	}
}

func TestSetFaultsRefusesWhatIsNotValid(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { c.Faults = faults(t, "5xx=0.5") })
	for _, f := range []newsroom.Faults{{SlowHost: 5}, {Pages: newsroom.Shares{Hang: 2}}} {
		if err := n.SetFaults(f); err == nil || n.Faults().Pages.ServerError != 0.5 {
			t.Errorf("%s: %v, in force is %s", f, err, n.Faults())
		}
	}
}

// TestSetFaultsWhileServing is for the race detector.
func TestSetFaultsWhileServing(t *testing.T) {
	t.Parallel()
	n, clock := run(t, func(c *newsroom.Config) { c.Speed = 600 })
	all := truth(n)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			for j := range 10 {
				a := all[(i*10+j)%len(all)]
				if _, err := ask(t.Context(), a.URL); err != nil {
					t.Error(err)
				}
				_ = n.Statistics()
			}
		})
	}
	for i := range 20 {
		if err := n.SetFaults(faults(t, []string{"5xx=0.5,gone=0.5", "", "429=1,host-delay=1ms"}[i%3])); err != nil {
			t.Error(err)
		}
		clock.turn(time.Second)
	}
	wg.Wait()
}

// feedOnly is the record of an article whose page can't be had.
func feedOnly(a newsroom.Article) *schema.Article {
	return &schema.Article{
		ID: schema.ArticleID(a.Announced), Version: 1, URL: a.Announced, Headline: a.Headline,
		Feed: schema.FeedRef{ID: a.Feeds[0]}, Extraction: schema.Extraction{Method: "feed"},
	}
}

func TestCheckUnderstandsFates(t *testing.T) {
	t.Parallel()
	n := fated(t)
	var available, unavailable []newsroom.Article
	byFate := make(map[newsroom.Fate]newsroom.Article)
	for _, a := range truth(n) {
		byFate[a.Fate] = a
		if a.Fate.ToBeHad() {
			available = append(available, a)
		} else {
			unavailable = append(unavailable, a)
		}
	}
	last := available[len(available)-1]
	later := func(r *schema.Article) *schema.Article { r.Version = 2; return r }
	titled := feedOnly(unavailable[0])
	titled.Headline = "other"
	tests := []struct {
		name     string
		but      string // the address of an available article that has no record
		besides  []*schema.Article
		want     string
		fromFeed int
	}{
		{name: "nothing of those that can't be had"},
		{name: "what the feed says of them", besides: []*schema.Article{feedOnly(unavailable[0]), feedOnly(unavailable[1])}, fromFeed: 2},
		{name: "a page of one", besides: []*schema.Article{perfect(unavailable[0])}, want: "1 unfounded"},
		{name: "another title", besides: []*schema.Article{titled}, want: "headline 1 wrong and 0 missing", fromFeed: 1},
		{name: "missing", but: last.URL, want: "1 missing"},
		{name: "degraded", but: last.URL, besides: []*schema.Article{feedOnly(last)}, want: "1 degraded"},
		{
			name: "degraded at the address before a move", but: byFate[newsroom.FateMoved].URL,
			besides: []*schema.Article{feedOnly(byFate[newsroom.FateMoved])}, want: "1 degraded",
		},
		{name: "had at last", but: last.URL, besides: []*schema.Article{withID(feedOnly(last), last), later(perfect(last))}},
		{name: "had, and then another version", besides: []*schema.Article{later(perfect(last))}, want: "1 revised"},
		{name: "a page with the text of the feed", but: last.URL, besides: []*schema.Article{fullText(last)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var records []*schema.Article
			for _, a := range available {
				if a.URL != test.but {
					records = append(records, perfect(a))
				}
			}
			report, err := n.Check(lines(t, append(records, test.besides...)))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := report.Err(); err != nil {
				got = strings.TrimPrefix(err.Error(), "records differ from what was published: ")
			}
			if got != test.want || report.Unavailable != len(unavailable) || report.FromFeed != test.fromFeed {
				t.Errorf("%q, want %q:\n%s", got, test.want, report)
			}
		})
	}
}

// withID is a record under the id of an article's final address.
func withID(r *schema.Article, a newsroom.Article) *schema.Article {
	r.ID = schema.ArticleID(a.URL)
	return r
}

// fullText is a record of a page that was had, with the text that the feed had already.
func fullText(a newsroom.Article) *schema.Article {
	r := perfect(a)
	r.Extraction.Method, r.HTTP = "feed", &schema.HTTPFacts{Status: http.StatusOK}
	return r
}

func TestControlTellsAndSetsFaults(t *testing.T) {
	t.Parallel()
	n, _ := open(t, nil)
	if got := string(control(t, n, "GET", "/faults", nil)); got != "\n" {
		t.Errorf("faults are %q", got)
	}
	const text = "5xx=0.5,in-row=1,retry-after=2s,slow-for=3s\n"
	if got := string(control(t, n, "PUT", "/faults", strings.NewReader(text))); got != text {
		t.Errorf("faults are %q", got)
	}
	if diff := cmp.Diff(faults(t, strings.TrimSpace(text)), n.Faults()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
