package fetcher

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// patient is a feed whose redirect asks to wait for an hour.
func patient(t *testing.T, status int) *moves {
	t.Helper()
	m := newMoves(t, status)
	m.site.answers(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed.xml" {
			w.Header().Set("Retry-After", "3600")
			http.Redirect(w, r, m.to, m.status)
			return
		}
		m.serve(w, r)
	})
	return m
}

// paths are what was asked for, in order.
func (m *moves) paths() (paths []string) {
	for _, r := range m.site.asked() {
		paths = append(paths, r.URL.Path)
	}
	return paths
}

func TestR10ARedirectIsFollowedNoEarlierThanItAsks(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			m := patient(t, status)
			told := m.poll()
			if wait := told.Next.Sub(told.At); wait < 59*time.Minute || wait > 61*time.Minute {
				t.Errorf("goes on in %s, want an hour", wait)
			}
			if told.Outcome != schema.OutcomeRedirected || told.Status != status || told.Failures != 0 || told.Health != schema.HealthNew || !strings.Contains(told.Error, "wait until") {
				t.Errorf("told %+v", told)
			}
			if until := m.tooSoon(m.feed, told); !until.Equal(told.Next) {
				t.Errorf("who asks for it may have it at %s, and the site says %s", until, told.Next)
			}
			state := m.poll()
			if got := m.paths(); !slices.Equal(got, []string{"/feed.xml", "/new"}) {
				t.Errorf("asked %q", got)
			}
			if state.Outcome != schema.OutcomeChanged || state.Health != schema.HealthOK || state.Detour != nil || len(m.announced) != 2 {
				t.Errorf("%d items, state %+v", len(m.announced), state)
			}
			if permanent := status == 301 || status == 308; permanent != (state.Moved != nil) {
				t.Errorf("moved is %+v", state.Moved)
			}
			m.poll()
			m.poll()
			if got := m.paths(); !slices.Equal(got, []string{"/feed.xml", "/new", "/feed.xml", "/new"}) || m.site.sent("If-None-Match") != `"1"` {
				t.Errorf("asked %q, the last one with %s", got, m.site.sent("If-None-Match"))
			}
		})
	}
}

func TestR10AMoveThatAsksToWaitIsBelievedInTime(t *testing.T) {
	t.Parallel()
	m := patient(t, http.StatusMovedPermanently)
	begin := m.clock.now()
	for m.poll().URL != m.to {
		if len(m.site.asked()) > 200 {
			t.Fatal("never believed")
		}
	}
	if took := m.clock.now().Sub(begin); took < movedFor {
		t.Errorf("believed after %s", took)
	}
}

func TestR10ARedirectThatIsRefusedPutsTheFeedOff(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(answers(http.StatusFound, "", "Retry-After", "172800", "Location", "ftp://moved.example/"))
	state := v.poll()
	if wait := state.Next.Sub(state.At); state.Failures != 1 || wait < 47*time.Hour || wait > 49*time.Hour {
		t.Errorf("asked again in %s: %+v", wait, state)
	}
}

func TestR10WhatARedirectLeadsToSaysWhenToo(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		m := newMoves(t, http.StatusFound)
		m.serve = answers(status, "", "Retry-After", "172800")
		state := m.poll()
		if wait := state.Next.Sub(state.At); wait < 48*time.Hour || wait > 49*time.Hour {
			t.Errorf("after a %d behind a redirect asked again in %s", status, wait)
		}
	}
}

func TestR10ADetourThatFailsBeginsAnew(t *testing.T) {
	t.Parallel()
	m := patient(t, http.StatusFound)
	m.serve = answers(http.StatusBadGateway, "")
	m.poll()
	if state := m.poll(); state.Failures != 1 || state.Detour != nil {
		t.Errorf("state is %+v", state)
	}
	m.poll()
	if got := m.paths(); !slices.Equal(got, []string{"/feed.xml", "/new", "/feed.xml"}) {
		t.Errorf("asked %q", got)
	}
}

// A way that asks to wait at each step has an end, as every way has.
func TestR10DetoursAreBounded(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	v.site.answers(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "600")
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	})
	for state := v.poll(); state.Failures == 0; state = v.poll() {
		if len(v.site.asked()) > 6 {
			t.Fatal("no end")
		}
	}
	if got := len(v.site.asked()); got != 6 || v.state.Detour != nil {
		t.Errorf("failed after %d requests: %+v", got, v.state)
	}
}

func TestR10ADetourIsOfTheAddressThatWasGiven(t *testing.T) {
	t.Parallel()
	m := patient(t, http.StatusFound)
	m.secrets = secrets{"harbour": "name:password"}
	m.feed.Headers = []schema.HeaderRef{{Name: "Authorization", Secret: "harbour", Scheme: schema.SchemeBasic}}
	m.poll()
	corrected := m.state
	m.poll()
	if got := m.site.sent("Authorization"); got != "-" {
		t.Errorf("%s was sent to the host that the redirect led to", got)
	}
	m.feed.URL, m.state = m.site.URL+"/corrected.xml", corrected
	if m.poll(); m.paths()[2] != "/corrected.xml" {
		t.Errorf("asked %q", m.paths())
	}
}

// A poll that goes on waits for the lane as any other, and keeps where it was.
func TestR10ADetourWaitsForItsLane(t *testing.T) {
	t.Parallel()
	w := newWire(t, lanes(time.Hour))
	w.site.answers(answers(http.StatusFound, "", "Retry-After", "60", "Location", "/new"))
	told := w.poll()
	state := w.poll() // the lane of the host is closed for an hour
	if state.Count != 1 || state.Detour == nil || !state.Next.After(told.Next) || len(w.site.asked()) != 1 {
		t.Errorf("after %d requests: %+v", len(w.site.asked()), state)
	}
}
