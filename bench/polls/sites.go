package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/bench/loopback"
	"github.com/wirecopy/wirecopy/bench/roster"
)

// sites are the news web: all hosts behind one listener, none with anything new.
type sites struct {
	flags    *measure
	listener *loopback.Listener
	server   *http.Server
	scheme   string
	interval time.Duration

	mu       sync.Mutex
	expected []time.Time // when each feed is due, as far as is known
	measures bool
	late     []time.Duration // of the polls while measures
	whole    int             // polls without the validator of the feed
}

// openSites opens the listener.
func openSites(ctx context.Context, m *measure, secure *tls.Config) (*sites, error) {
	listener, err := loopback.Listen(ctx)
	if err != nil {
		return nil, err
	}
	s := &sites{flags: m, listener: listener, scheme: "http", interval: m.interval(), expected: make([]time.Time, m.Feeds)}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, TLSConfig: secure}
	if secure != nil {
		s.scheme = "https"
	}
	s.server.SetKeepAlivesEnabled(m.Keep && secure == nil)
	return s, nil
}

// run serves until ctx ends.
func (s *sites) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		var err error
		if s.server.TLSConfig != nil {
			err = s.server.ServeTLS(s.listener, "", "")
		} else {
			err = s.server.Serve(s.listener)
		}
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	})
	group.Go(func() error { <-ctx.Done(); return s.server.Close() })
	return group.Wait()
}

// url is the address of a feed. Feeds are dealt to hosts as cards are to players.
func (s *sites) url(number int) string {
	return s.scheme + "://" + s.listener.Host(number%s.flags.Hosts).String() + "/" + strconv.Itoa(number) + "/feed.xml"
}

// ServeHTTP answers that nothing is new.
func (s *sites) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"), "/feed.xml"))
	if err != nil || number < 0 || number >= s.flags.Feeds {
		http.NotFound(w, r)
		return
	}
	etag := roster.ETag(number)
	s.asked(number, time.Now(), r.Header.Get("If-None-Match") == etag)
	if s.flags.Latency > 0 {
		timer := time.NewTimer(s.flags.Latency)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return
		}
	}
	w.Header().Set("ETag", etag)
	w.WriteHeader(http.StatusNotModified)
}

// asked takes down how late a poll is. The next one is due an interval later.
func (s *sites) asked(number int, now time.Time, conditional bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.measures {
		s.late = append(s.late, now.Sub(s.expected[number]))
		if !conditional {
			s.whole++
		}
	}
	s.expected[number] = now.Add(s.interval)
}

// expect says when a feed is due for the first time.
func (s *sites) expect(number int, due time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expected[number] = due
}

// begin begins a measurement.
func (s *sites) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.measures, s.late, s.whole = true, nil, 0
}

// end ends it, and tells how many polls weren't conditional.
func (s *sites) end() (late gauge.Spread, whole int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.measures = false
	return gauge.SpreadOf(s.late), s.whole
}
