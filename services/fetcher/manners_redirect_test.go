package fetcher

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// moves is a site that redirects its feed, at first to /new on another host.
type moves struct {
	*visits
	status int
	to     string                                       // where /feed.xml leads, "" nowhere
	serve  func(w http.ResponseWriter, r *http.Request) // what is at /new
}

// newMoves makes visits of a feed, /feed.xml, that is redirected to /new with a status.
func newMoves(t *testing.T, status int) *moves {
	t.Helper()
	m := &moves{visits: newVisits(t), status: status}
	m.to = m.site.at("moved.example", "/new")
	m.serve = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		serves(rss("a", "b"))(w, r)
	}
	m.site.answers(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed.xml" && m.to != "" {
			http.Redirect(w, r, m.to, m.status)
			return
		}
		m.serve(w, r)
	})
	return m
}

// place is where the feed was asked for in the latest poll, and where it was found.
func (m *moves) place() string {
	asked := m.site.asked()
	last := asked[len(asked)-1]
	if len(asked) > 1 && asked[len(asked)-2].URL.Path == "/feed.xml" && last.URL.Path == "/new" {
		return "/feed.xml → /new"
	}
	return last.URL.Path
}

// over polls until so much time has passed.
func (m *moves) over(d time.Duration) (state schema.Poll) {
	m.Helper()
	end := m.clock.now().Add(d)
	for m.clock.now().Before(end) {
		state = m.poll()
	}
	return state
}

func TestR12PermanentRedirectsAreBelievedInTime(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusPermanentRedirect} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			m := newMoves(t, status)
			first := m.poll()
			if first.URL != m.feed.URL || first.Moved == nil || first.Moved.URL != m.to || first.Moved.Count != 1 {
				t.Errorf("after one answer: %+v", first)
			}
			var state schema.Poll
			for state = m.poll(); state.URL != m.to; state = m.poll() {
				if state.Count > 100 {
					t.Fatal("never believed")
				}
			}
			if took := state.At.Sub(first.At); took < movedFor || state.Count < 3 || state.Moved != nil {
				t.Errorf("believed after %s and %d answers", took, state.Count)
			}
			state = m.poll()
			if m.place() != "/new" || m.site.sent("If-None-Match") != `"1"` || state.Outcome != schema.OutcomeNotModified {
				t.Errorf("asked %s with %q", m.place(), m.site.sent("If-None-Match"))
			}
			if state.Feed != m.feed.ID || state.Given != m.feed.URL || len(m.announced) != 2 {
				t.Errorf("%d items, state %+v", len(m.announced), state)
			}
		})
	}
}

func TestR12OtherRedirectsMoveNothing(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			m := newMoves(t, status)
			if state := m.over(49 * time.Hour); state.URL != m.feed.URL || state.Moved != nil || m.place() != "/feed.xml → /new" {
				t.Errorf("asked %s, state %+v", m.place(), state)
			}
		})
	}
	t.Run("they differ", func(t *testing.T) {
		t.Parallel()
		m := newMoves(t, http.StatusMovedPermanently)
		for i := range 5 {
			m.to = m.site.at("moved.example", fmt.Sprint("/", i))
			m.over(20 * time.Hour)
		}
		if state := m.poll(); state.URL != m.feed.URL {
			t.Errorf("believed %s", state.URL)
		}
	})
	t.Run("to what is no feed", func(t *testing.T) {
		t.Parallel()
		m := newMoves(t, http.StatusMovedPermanently)
		m.serve = serves("<html><title>For sale</title></html>")
		if state := m.over(80 * time.Hour); state.URL != m.feed.URL || state.Moved != nil {
			t.Errorf("state is %+v", state)
		}
	})
}

// believed is a feed that was moved to /new.
func believed(t *testing.T) *moves {
	t.Helper()
	m := newMoves(t, http.StatusMovedPermanently)
	for m.poll().URL != m.to {
		if len(m.site.asked()) > 100 {
			t.Fatal("never believed")
		}
	}
	return m
}

func TestR12AMovedFeedThatFailsIsAskedForWhereItWasGiven(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fails  func(http.ResponseWriter, *http.Request)
		within time.Duration
	}{
		"gone":         {answers(http.StatusGone, ""), 13 * time.Hour},
		"not found":    {answers(http.StatusNotFound, ""), 26 * time.Hour},
		"other errors": {answers(http.StatusInternalServerError, ""), 7 * 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := believed(t)
			m.to = "" // the given address has the feed itself again
			begin := m.clock.now()
			m.site.answers(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/new" {
					tt.fails(w, r)
					return
				}
				serves(rss("c", "a", "b"))(w, r)
			})
			for m.poll().Failures > 0 {
				if m.clock.now().Sub(begin) > tt.within+24*time.Hour {
					t.Fatalf("not healed after %s", m.clock.now().Sub(begin))
				}
			}
			state := m.state
			if state.URL != m.feed.URL || state.Health != schema.HealthOK || state.Fresh != 1 {
				t.Errorf("healed as %+v", state)
			}
		})
	}
}

func TestR12ADoubtfulAddressHealsToo(t *testing.T) {
	t.Parallel()
	m := believed(t)
	works := m.serve
	m.serve = answers(http.StatusNotFound, "")
	m.site.answers(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed.xml" { // the old site is dead
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		m.serve(w, r)
	})
	before := len(m.site.asked())
	m.over(5 * 24 * time.Hour)
	perAddress := map[string]int{}
	for _, r := range m.site.asked()[before:] {
		perAddress[r.URL.Path]++
	}
	if perAddress["/feed.xml"] == 0 || perAddress["/feed.xml"] > 6 {
		t.Errorf("in five days asked %v, want the given address about once a day", perAddress)
	}
	m.serve = works
	m.over(4 * 24 * time.Hour)
	if state := m.state; state.Failures != 0 || state.URL != m.to {
		t.Errorf("state is %+v", state)
	}
}

func TestR12AMoveBackIsBelievedAgain(t *testing.T) {
	t.Parallel()
	m := believed(t)
	given := m.feed.URL
	m.site.answers(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/new" {
			http.Redirect(w, r, given, http.StatusMovedPermanently)
			return
		}
		m.serve(w, r)
	})
	if state := m.over(50 * time.Hour); state.URL != given || state.Moved != nil {
		t.Errorf("state is %+v", state)
	}
}

func TestR12ACorrectedAddressBeginsAnew(t *testing.T) {
	t.Parallel()
	m := believed(t)
	m.feed.URL = m.site.at("moved.example", "/corrected")
	m.site.answers(serves(rss("d", "a"), "ETag", `"d"`))
	state := m.poll()
	if state.URL != m.feed.URL || state.Given != m.feed.URL || state.Moved != nil || m.site.sent("If-None-Match") != "-" {
		t.Errorf("sent %q, state %+v", m.site.sent("If-None-Match"), state)
	}
	if got := titles(m.announced); !slices.Equal(got, []string{"b", "a", "d"}) {
		t.Errorf("announced %q, want what both documents have once", got)
	}
}

func TestR12AGoneFeedIsAskedSoonWhenItIsCorrected(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.site.answers(answers(http.StatusGone, ""))
	before := w.poll()
	w.clock.advance(time.Hour)
	w.feed.URL = w.site.URL + "/corrected.xml"
	for range 2 { // of two replicas, one is enough
		if err := newSeeder(w.fetcher).look(t.Context(), added(w.feed)); err != nil {
			t.Fatal(err)
		}
	}
	if state, _ := w.scheduled(); before.Next.Sub(before.At) < 29*24*time.Hour || state.Next.After(w.clock.now()) {
		t.Errorf("due at %s, before it was %s", state.Next, before.Next)
	}
}

func TestR12SecretsStayAtTheHostThatWasGiven(t *testing.T) {
	t.Parallel()
	m := newMoves(t, http.StatusMovedPermanently)
	m.secrets = secrets{"harbour": "name:password"}
	m.feed.Headers = []schema.HeaderRef{{Name: "Authorization", Secret: "harbour", Scheme: schema.SchemeBasic}}
	for m.poll().URL != m.to {
	}
	m.poll()
	for _, r := range m.site.asked() {
		given := strings.HasPrefix(r.Host, "127.0.0.1:")
		if got := r.Header.Get("Authorization"); given != (got == "Basic bmFtZTpwYXNzd29yZA==") || !given && got != "" {
			t.Errorf("%s%s was sent %q", r.Host, r.URL.Path, got)
		}
	}
	if state := m.state; strings.Contains(fmt.Sprint(state), "password") {
		t.Error("the state holds a secret")
	}
}

func TestR12RedirectsAreBounded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		to   func(r *http.Request) string
		want string
	}{
		"too many":               {func(r *http.Request) string { return r.URL.Path + "x" }, "more than 5 redirects"},
		"a circle":               {func(r *http.Request) string { return r.URL.Path }, "circle"},
		"into a private network": {func(*http.Request) string { return "http://10.1.2.3/feed" }, "private"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVisits(t)
			v.site.answers(func(rw http.ResponseWriter, r *http.Request) {
				http.Redirect(rw, r, tt.to(r), http.StatusMovedPermanently)
			})
			state := v.poll()
			if state.Failures != 1 || !strings.Contains(state.Error, tt.want) || state.Moved != nil || len(v.site.asked()) > 6 {
				t.Errorf("%d requests, state %+v", len(v.site.asked()), state)
			}
		})
	}
}

func TestR12EveryHopPassesTheLane(t *testing.T) {
	t.Parallel()
	gate := &counting{}
	v := newVisitsOf(t, newSite(t), web.Deps{Gate: gate})
	v.site.answers(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/c" {
			http.Redirect(rw, r, map[string]string{"/feed.xml": "/b", "/b": "/c"}[r.URL.Path], http.StatusMovedPermanently)
			return
		}
		serves(rss("a"))(rw, r)
	})
	if state := v.poll(); state.Failures != 0 || gate.entered != 3 {
		t.Errorf("%d lanes for three requests; state %+v", gate.entered, state)
	}
}
