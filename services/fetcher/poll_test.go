package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/budget"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

func titles(items []schema.Item) []string {
	var all []string
	for _, item := range items {
		all = append(all, item.Title)
	}
	return all
}

func TestFirstPollAnnouncesWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.handle(w.due(fresh(w.feed), 1))
	items := w.items()
	if got := titles(items); !slices.Equal(got, []string{"Title three", "Title two", "Title one"}) {
		t.Fatalf("announced %q, want all three, the oldest first", got)
	}
	item := items[0]
	if item.URL != w.site.URL+"/news/three?utm_source=rss" || item.GUID != "three" || item.Language != "en-gb" ||
		item.Feed.Title != "The Harbour" || item.Feed.ID != w.feed.ID || item.Discovered.IsZero() || item.Fingerprint == "" {
		t.Errorf("item is %+v", item)
	}
	state, _ := w.scheduled()
	if state.Count != 1 || state.Outcome != schema.OutcomeChanged || state.Health != schema.HealthOK || state.Fresh != 3 ||
		state.Entries != 3 || state.ETag != `"one.two.three"` || state.Status != 200 || state.Title != "The Harbour" || state.Error != "" {
		t.Errorf("state is %+v", state)
	}
	if wait := state.Next.Sub(state.At); wait < policy.Defaults().Min {
		t.Errorf("due again after %s, below the least interval", wait)
	}
	if told := w.told(); told.Count != 1 || !told.Next.Equal(state.Next) {
		t.Errorf("polls.<feed> says %+v", told)
	}
}

func TestPollsAreConditionalAndAnnounceWhatIsNew(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.handle(w.due(fresh(w.feed), 1))
	state, _ := w.scheduled()
	w.handle(w.due(state, 1))
	state, _ = w.scheduled()
	if state.Outcome != schema.OutcomeNotModified || state.Count != 2 || state.ETag == "" || state.Rate.Days == 0 {
		t.Errorf("after a 304: %+v", state)
	}
	w.site.publish("four", "one", "two", "three")
	w.handle(w.due(state, 1))
	state, _ = w.scheduled()
	if got := titles(w.items()); len(got) != 4 || got[3] != "Title four" {
		t.Errorf("announced %q, want the new one last", got)
	}
	if state.Fresh != 1 || state.Outcome != schema.OutcomeChanged || state.Rate.Items == 0 {
		t.Errorf("after something new: %+v", state)
	}
	for i, r := range w.site.asked() {
		if unconditional := r.Header.Get("If-None-Match") == ""; unconditional != (i == 0) {
			t.Errorf("request %d: If-None-Match is %q", i, r.Header.Get("If-None-Match"))
		}
	}
}

func TestChangedEntriesAreAnnouncedAgain(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	entry := func(title string) func(http.ResponseWriter, *http.Request) {
		return func(rw http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(rw, `<rss version="2.0"><channel><item><title>%s</title><link>/a</link><guid>a</guid></item></channel></rss>`, title)
		}
	}
	w.site.answers(entry("Before"))
	w.handle(w.due(fresh(w.feed), 1))
	state, _ := w.scheduled()
	w.handle(w.due(state, 1)) // an equal body, and no validators
	state, _ = w.scheduled()
	if state.Outcome != schema.OutcomeUnchanged {
		t.Errorf("an equal body is %s", state.Outcome)
	}
	w.site.answers(entry("After"))
	w.handle(w.due(state, 1))
	if got := titles(w.items()); !slices.Equal(got, []string{"Before", "After"}) {
		t.Errorf("announced %q", got)
	}
}

func TestFaultsOfAFeedAreStates(t *testing.T) {
	t.Parallel()
	status := func(code int) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for name, tt := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		url    string
		want   schema.Health
		says   string
	}{
		"500":        {answer: status(500), want: schema.HealthFailing, says: "500 Internal Server Error"},
		"404":        {answer: status(404), want: schema.HealthFailing, says: "404 Not Found"},
		"410":        {answer: status(410), want: schema.HealthGone, says: "410 Gone"},
		"no feed":    {answer: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html><title>Welcome</title>") }, want: schema.HealthFailing, says: "Welcome"},
		"broken off": {answer: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, want: schema.HealthFailing, says: "EOF"},
		"forbidden":  {url: "http://10.0.0.1/feed", want: schema.HealthBlocked, says: "--allow-net 10.0.0.1/32"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, nil)
			w.handle(w.due(fresh(w.feed), 1))
			if tt.answer != nil {
				w.site.answers(tt.answer)
			}
			if tt.url != "" {
				w.feed.URL = tt.url
				if err := w.catalogue.Put(t.Context(), w.feed); err != nil {
					t.Fatal(err)
				}
			}
			before, _ := w.scheduled()
			w.handle(w.due(before, 1))
			state, _ := w.scheduled()
			if state.Health != tt.want || state.Outcome != schema.OutcomeFailed || state.Failures != 1 || !strings.Contains(state.Error, tt.says) {
				t.Errorf("state is %s %s after %d failures: %q; want %s that says %q", state.Outcome, state.Health, state.Failures, state.Error, tt.want, tt.says)
			}
			if tt.url == "" && (state.ETag != before.ETag || string(state.Seen) != string(before.Seen)) {
				t.Error("a failure has changed what the last good document said")
			}
			if state.Next.Before(state.At.Add(policy.Defaults().Min)) {
				t.Errorf("due again at %s, sooner than a good feed", state.Next)
			}
		})
	}
}

func TestAFeedHealsByItself(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	state := fresh(w.feed)
	state.Health, state.Failures, state.Error = schema.HealthFailing, 7, "the site answered 500"
	w.handle(w.due(state, 1))
	if got, _ := w.scheduled(); got.Health != schema.HealthOK || got.Failures != 0 || got.Error != "" || !got.Since.Equal(got.At) {
		t.Errorf("state is %+v", got)
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.site.answers(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "172800")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	w.handle(w.due(fresh(w.feed), 1))
	if state, _ := w.scheduled(); state.Next.Sub(state.At) < 48*time.Hour {
		t.Errorf("due again after %s, and the site asked for two days", state.Next.Sub(state.At))
	}
}

func TestATakenLanePutsThePollOff(t *testing.T) {
	t.Parallel()
	w := newWire(t, lanes(time.Hour))
	w.handle(w.due(fresh(w.feed), 1))
	before, _ := w.scheduled()
	w.handle(w.due(before, 1))
	after, _ := w.scheduled()
	if after.Count != before.Count || after.Failures != 0 || after.Health != before.Health || after.Outcome != before.Outcome {
		t.Errorf("a poll that was put off counts: %+v", after)
	}
	if wait := time.Until(after.Next); wait < 50*time.Minute || wait > 70*time.Minute {
		t.Errorf("put off by %s, and the lane is free in an hour", wait)
	}
	if n := len(w.site.asked()); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
}

func TestLaw6BackfillIsBounded(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.fetcher.config.BackfillItems = 2
	var body strings.Builder
	body.WriteString(`<rss version="2.0"><channel>`)
	for _, age := range []time.Duration{30 * 24 * time.Hour, 3 * time.Hour, 2 * time.Hour, time.Hour} {
		fmt.Fprintf(&body, "<item><title>%s</title><link>/%[1]s</link><pubDate>%s</pubDate></item>", age, time.Now().Add(-age).UTC().Format(time.RFC1123Z))
	}
	body.WriteString("</channel></rss>")
	w.site.answers(func(rw http.ResponseWriter, _ *http.Request) { fmt.Fprint(rw, body.String()) })
	w.handle(w.due(fresh(w.feed), 1))
	if got := titles(w.items()); !slices.Equal(got, []string{"2h0m0s", "1h0m0s"}) {
		t.Errorf("announced %q, want the two newest", got)
	}
	state, _ := w.scheduled()
	if state.Entries != 4 || len(state.Seen) == 0 {
		t.Errorf("state is %+v", state)
	}
	body.WriteString(" ")
	w.handle(w.due(state, 1))
	if n := len(w.items()); n != 2 {
		t.Errorf("%d announced after a second poll: what was passed over has come after all", n)
	}
}

func TestNothingIsPolledWhileTheWireHoldsBack(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.fetcher.hold = func() error { return errors.New("the storer is far behind") }
	w.handle(w.due(fresh(w.feed), 1))
	state, _ := w.scheduled()
	if len(w.site.asked()) != 0 || state.Count != 0 || state.Failures != 0 {
		t.Errorf("asked %d times, state %+v", len(w.site.asked()), state)
	}
	if wait := time.Until(state.Next); wait < 55*time.Second || wait > 2*time.Minute {
		t.Errorf("put off by %s", wait)
	}
}

// hubs notes what it is told.
type hubs struct {
	until        time.Time
	polled, left []string
}

func (h *hubs) Polled(_ context.Context, feed schema.Feed, before, after schema.Poll) (time.Time, error) {
	h.polled = append(h.polled, fmt.Sprint(feed.ID == after.Feed, before.Count, after.Count, " ", after.Hints.Hub))
	return h.until, nil
}

func (h *hubs) Left(_ context.Context, feed string) error {
	h.left = append(h.left, feed)
	return nil
}

func TestHubsAreToldOfPollsAndOfFeedsThatRest(t *testing.T) {
	t.Parallel()
	w, told := newWire(t, nil), &hubs{until: now().Add(100 * time.Hour)}
	w.fetcher.hubs = told
	w.site.answers(serves(rss("a"), "Link", `<https://hub.example/>; rel="hub", <https://harbour.example/feed>; rel="self"`))
	first := w.poll()
	second := w.poll()
	if !slices.Equal(told.polled, []string{"true 0 1 https://hub.example/", "true 1 2 https://hub.example/"}) {
		t.Errorf("told of %q", told.polled)
	}
	if !first.PushedUntil.Equal(told.until) || first.Hints.Topic != "https://harbour.example/feed" ||
		second.Next.Sub(second.At) < 6*first.Next.Sub(first.At) {
		t.Errorf("a feed with a hub is due %s after a poll, without it was %s", second.Next.Sub(second.At), first.Next.Sub(first.At))
	}
	w.pause(true)
	w.handle(w.due(second, 1))
	w.remove()
	w.handle(w.due(second, 1))
	if !slices.Contains(told.left, w.feed.ID) {
		t.Errorf("left: %q", told.left)
	}
}

func TestTheBudgetSetsTheInterval(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	free := v.poll()
	shared, err := budget.New(budget.Config{PollsPerDay: 1, C: 4 * v.config.Policy.C}, budget.Deps{Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	v.budget = shared
	state := v.poll()
	if state.Next.Sub(state.At) < 2*free.Next.Sub(free.At) || v.latest.pace <= 0 || v.latest.pace > 24 {
		t.Errorf("due in %s at a pace of %g a day, without a budget in %s", state.Next.Sub(state.At), v.latest.pace, free.Next.Sub(free.At))
	}
}

func TestReplicasShareABudget(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.fetcher.config.PollsPerDay = 1000
	w.run()
	w.eventually("the budget's record is there", func() bool {
		keys, err := w.bus.JetStream().KeyValue(t.Context(), schema.BucketPace)
		if err != nil {
			t.Fatal(err)
		}
		status, err := keys.Status(t.Context())
		return err == nil && status.Values() > 0
	})
}
