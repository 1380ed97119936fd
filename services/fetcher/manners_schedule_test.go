package fetcher

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

func TestR08RestartsAndNewReplicasAskNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	stop := w.run()
	w.eventually("the feed is polled", func() bool { return w.told().Count == 1 })
	stop()
	for n := range 2 { // the same one again, and another one beside it
		w.fetcher = w.newFetcher(w.bus)
		w.run()
		alive := catalogue.New(fmt.Sprintf("%s/%d.xml", w.site.URL, n), now())
		if _, err := w.catalogue.Add(t.Context(), alive); err != nil {
			t.Fatal(err)
		}
		w.eventually("the fetcher works", func() bool {
			poll, _, err := w.catalogue.Latest(t.Context(), alive.ID)
			return err == nil && poll.Count == 1
		})
	}
	perFeed := map[string]int{}
	for _, r := range w.site.asked() {
		perFeed[r.URL.Path]++
	}
	if perFeed["/feed.xml"] != 1 || perFeed["/0.xml"] != 1 || perFeed["/1.xml"] != 1 {
		t.Errorf("asked %v, want each feed once", perFeed)
	}
}

func TestR08AnOutageEndsInNoStampede(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	s := newSeeder(w.fetcher)
	perSecond := map[int64]int{}
	for n := range 50 {
		feed := catalogue.New(fmt.Sprintf("https://harbour.example/%d", n), now())
		state := fresh(feed)
		state.ETag, state.Count, state.At, state.Next = `"1"`, 9, w.clock.now().Add(-9*time.Hour), w.clock.now().Add(-8*time.Hour)
		w.tell(state)
		if err := s.look(t.Context(), added(feed)); err != nil {
			t.Fatal(err)
		}
		seeded, _ := w.stateOf(schema.StreamFeeds, schema.FeedSchedule(feed.ID), feed.ID)
		if seeded.ETag != `"1"` || seeded.Count != 9 {
			t.Fatalf("seeded %+v", seeded)
		}
		perSecond[seeded.Next.Unix()]++
	}
	for second, n := range perSecond {
		if n > w.fetcher.config.FirstPolls+1 {
			t.Errorf("%d polls in second %d", n, second)
		}
	}
}

func TestR09NeverUnderTheLeastInterval(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	first := w.poll()
	for range 3 { // somebody asks for it, again and again
		state, _ := w.scheduled()
		body, err := writeState(state)
		if err != nil {
			t.Fatal(err)
		}
		w.handle(w.dueBody(body, 1))
	}
	state, _ := w.scheduled()
	if len(w.site.asked()) != 1 || state.Count != 1 || state.Next.Sub(first.At) != 5*time.Minute {
		t.Errorf("%d requests, due %s after the first", len(w.site.asked()), state.Next.Sub(first.At))
	}
	w.fetcher.random = func() float64 { return 0 }
	w.fetcher.config.Policy.C = time.Nanosecond // who would poll without a pause
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"changed": serves(rss("a")), "equal": serves(rss("a")), "an error": answers(http.StatusInternalServerError, ""),
		"a redirect": func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/feed.xml" {
				http.Redirect(rw, r, "/b", http.StatusFound)
				return
			}
			serves(rss("a"), "Retry-After", "1", "Cache-Control", "max-age=1")(rw, r)
		},
	} {
		w.site.answers(answer)
		if state := w.poll(); state.Next.Sub(state.At) < 5*time.Minute {
			t.Errorf("after %s due again in %s", name, state.Next.Sub(state.At))
		}
	}
}

func TestR09AddingAFeedAsksOnce(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.run()
	w.eventually("the feed is polled", func() bool { return w.told().Count == 1 })
	tooSoon, ok := errors.AsType[*catalogue.TooSoonError](w.catalogue.PollNow(t.Context(), w.feed.ID, 5*time.Minute))
	if !ok || len(w.site.asked()) != 1 {
		t.Errorf("%v after %d requests", tooSoon, len(w.site.asked()))
	}
}

func TestR09AFeedsOwnLeastIntervalCounts(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	at := v.clock.now()
	for name, tt := range map[string]struct {
		feed schema.Feed
		want time.Duration
	}{
		"its own": {schema.Feed{MinInterval: 120}, 2 * time.Minute}, "none": {schema.Feed{}, 5 * time.Minute},
		"below all": {schema.Feed{MinInterval: 1}, time.Minute}, "of an hour": {schema.Feed{MinInterval: 3600}, 5 * time.Minute},
	} {
		if got := v.tooSoon(tt.feed, schema.Poll{At: at}); got.Sub(at) != tt.want {
			t.Errorf("%s: not before %s", name, got.Sub(at))
		}
	}
	if got := v.tooSoon(schema.Feed{}, schema.Poll{At: at.Add(-5*time.Minute + clockSkew/2)}); !got.IsZero() {
		t.Errorf("what is due by another replica's clock is too soon: %s", got)
	}
}

func TestR10NotBeforeTheSiteSays(t *testing.T) {
	t.Parallel()
	date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	for name, tt := range map[string]struct {
		status      int
		header      []string
		least, most time.Duration
	}{
		"max-age":                {200, []string{"Cache-Control", "max-age=14400"}, 4 * time.Hour, 5 * time.Hour},
		"max-age less Age":       {200, []string{"Cache-Control", "max-age=18000", "Age", "3600"}, 4 * time.Hour, 5 * time.Hour},
		"Expires":                {200, []string{"Expires", date(4 * time.Hour)}, 4*time.Hour - 2*time.Minute, 5 * time.Hour},
		"max-age of a 304":       {304, []string{"Cache-Control", "max-age=14400"}, 4 * time.Hour, 5 * time.Hour},
		"a year":                 {200, []string{"Cache-Control", "max-age=31536000"}, 23 * time.Hour, 25 * time.Hour},
		"no-cache":               {200, []string{"Cache-Control", "no-cache, max-age=14400"}, 0, 2 * time.Hour},
		"Retry-After of a 429":   {429, []string{"Retry-After", "172800"}, 48 * time.Hour, 49 * time.Hour},
		"a date, of a 503":       {503, []string{"Retry-After", date(48 * time.Hour)}, 48*time.Hour - 2*time.Minute, 49 * time.Hour},
		"Retry-After of a 304":   {304, []string{"Retry-After", "172800"}, 48 * time.Hour, 49 * time.Hour},
		"Retry-After of an age":  {429, []string{"Retry-After", "999999999999"}, 7*24*time.Hour - time.Minute, 7*24*time.Hour + time.Minute},
		"of the past":            {503, []string{"Retry-After", date(-48 * time.Hour)}, 0, 4 * time.Hour},
		"max-age of a failure":   {404, []string{"Cache-Control", "max-age=86400"}, 0, 4 * time.Hour},
		"nothing, after a while": {200, nil, 0, 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVisits(t)
			v.state.ETag, v.state.BodyHash = `"1"`, "other"
			v.site.answers(answers(tt.status, rss("a"), tt.header...))
			state := v.poll()
			if wait := state.Next.Sub(state.At); wait < tt.least || wait > tt.most {
				t.Errorf("due again in %s, want %s to %s", wait, tt.least, tt.most)
			}
		})
	}
}

func TestR10A429PausesTheHost(t *testing.T) {
	t.Parallel()
	w := newWire(t, lanes(0))
	w.site.answers(answers(http.StatusTooManyRequests, "", "Retry-After", "3600"))
	w.poll()
	second := catalogue.New(w.site.URL+"/second.xml", now())
	p, err := w.fetcher.poll(t.Context(), second, fresh(second))
	if err != nil || !p.putOff || time.Until(p.state.Next) < 59*time.Minute || len(w.site.asked()) != 1 {
		t.Errorf("another feed of the host: %v, put off %+v, after %d requests", err, p, len(w.site.asked()))
	}
}

func TestR11FailuresSlowDown(t *testing.T) {
	t.Parallel()
	for _, status := range []int{403, 404, 500, 503} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			v := newVisits(t)
			before := v.poll()
			wait := before.Next.Sub(before.At)
			v.site.answers(answers(status, ""))
			for n := range 20 {
				state := v.poll()
				next := state.Next.Sub(state.At)
				if next < wait-time.Second || n < 3 && next < wait*3/2 && next < 20*time.Hour {
					t.Fatalf("after failure %d in %s, before that in %s", n+1, next, wait)
				}
				if wantGone := status == 404 && n+1 >= missingFor; (state.Health == schema.HealthGone) != wantGone {
					t.Errorf("after failure %d it is %s", n+1, state.Health)
				}
				wait = next
			}
			if wait < 20*time.Hour || wait > 30*time.Hour {
				t.Errorf("after twenty failures asked every %s, want daily", wait)
			}
			v.site.publish("four", "one")
			if state := v.poll(); state.Health != schema.HealthOK || state.Failures != 0 || state.Next.Sub(state.At) > 12*time.Hour {
				t.Errorf("not healed: %+v", state)
			}
		})
	}
}

func TestR11BackoffIsJittered(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(answers(http.StatusInternalServerError, ""))
	waits := map[time.Duration]bool{}
	for _, random := range []float64{0, 0.3, 0.6, 0.9} {
		v.random = func() float64 { return random }
		v.state = fresh(v.feed)
		state := v.poll()
		waits[state.Next.Sub(state.At).Round(time.Minute)] = true
	}
	if len(waits) != 4 {
		t.Errorf("waits are %v", waits)
	}
}

func TestR11A410Stops(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.poll()
	v.site.answers(answers(http.StatusGone, ""))
	state := v.poll()
	if state.Health != schema.HealthGone || state.Next.Sub(state.At) < 29*24*time.Hour {
		t.Errorf("%s, asked again in %s", state.Health, state.Next.Sub(state.At))
	}
	v.site.publish("four", "one")
	if state := v.poll(); state.Health != schema.HealthOK {
		t.Errorf("not healed: %+v", state)
	}
}

func TestR18TheDocumentsHintsLengthenAndNeverShorten(t *testing.T) {
	t.Parallel()
	plain := policy.Defaults().C
	for name, tt := range map[string]struct {
		hints       string
		rate        schema.Rate
		least, most time.Duration
	}{
		"ttl":                 {"<ttl>600</ttl>", schema.Rate{}, 10 * time.Hour, 11 * time.Hour},
		"ttl of a busy feed":  {"<ttl>600</ttl>", schema.Rate{Items: 100, Days: 10}, time.Hour, 67 * time.Minute},
		"ttl below":           {"<ttl>1</ttl>", schema.Rate{}, plain * 8 / 10, 2 * plain},
		"ttl of a year":       {"<ttl>525600</ttl>", schema.Rate{}, 24 * time.Hour, 27 * time.Hour},
		"sy:updatePeriod":     {"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", schema.Rate{}, 12 * time.Hour, 14 * time.Hour},
		"skipHours, all":      {"<skipHours>" + numbered("hour", 24) + "</skipHours>", schema.Rate{}, plain * 8 / 10, 2 * plain},
		"skipDays":            {"<skipDays>" + days(time.Now()) + "</skipDays>", schema.Rate{}, 0, 49 * time.Hour},
		"skipHours, and else": {"<skipHours>" + numbered("hour", 23) + "</skipHours>", schema.Rate{}, 0, 25 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVisits(t)
			v.site.answers(serves(strings.Replace(rss("a"), "<item>", tt.hints+"<item>", 1)))
			v.state.Rate = tt.rate
			state := v.poll()
			if wait := state.Next.Sub(state.At); wait < tt.least || wait > tt.most {
				t.Errorf("due again in %s, want %s to %s", wait, tt.least, tt.most)
			}
			if hour := state.Next.UTC().Hour(); name == "skipHours, and else" && hour != 23 {
				t.Errorf("due at %d o'clock GMT, and only 23 is left", hour)
			}
			if day := state.Next.UTC().Weekday(); name == "skipDays" && day != time.Now().UTC().AddDate(0, 0, 2).Weekday() {
				t.Errorf("due on a %s, and today and tomorrow are to be skipped", day)
			}
		})
	}
}

// numbered are so many elements, from 0 on.
func numbered(name string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<%s>%d</%[1]s>", name, i)
	}
	return b.String()
}

// days are today and tomorrow, GMT.
func days(at time.Time) string {
	at = at.UTC()
	return fmt.Sprintf("<day>%s</day><day>%s</day>", at.Weekday(), at.AddDate(0, 0, 1).Weekday())
}
