package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/bench/loopback"
	"github.com/wirecopy/wirecopy/bench/newsroom"
)

// sites are the news web: all hosts behind one listener, with one page under many addresses.
type sites struct {
	flags    *measure
	listener *loopback.Listener
	server   *http.Server
	page     []byte // gzip

	served   atomic.Int64 // pages
	inFlight atomic.Int64
	most     atomic.Int64 // that were in flight at once
	dials    atomic.Int64
}

func openSites(ctx context.Context, m *measure) (*sites, error) {
	page, err := onePage(ctx)
	if err != nil {
		return nil, fmt.Errorf("make a page: %w", err)
	}
	listener, err := loopback.Listen(ctx)
	if err != nil {
		return nil, err
	}
	s := &sites{flags: m, listener: listener, page: page}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ConnContext: s.connected}
	return s, nil
}

// run serves until ctx ends.
func (s *sites) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := s.server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error { <-ctx.Done(); return s.server.Close() })
	return group.Wait()
}

// url is the address of a page. Pages are dealt to hosts as cards are to players.
func (s *sites) url(number int) string {
	return "http://" + s.listener.Host(number%s.flags.Hosts).String() + "/news/" + strconv.Itoa(number) + ".html"
}

// ServeHTTP answers with the page, in its time, and has no robots.txt.
func (s *sites) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := s.inFlight.Add(1)
	defer s.inFlight.Add(-1)
	for most := s.most.Load(); now > most && !s.most.CompareAndSwap(most, now); most = s.most.Load() {
	}
	timer := time.NewTimer(s.flags.Least + rand.N(s.flags.Most-s.flags.Least))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
		return
	}
	if !strings.HasPrefix(r.URL.Path, "/news/") {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Encoding", "gzip")
	header.Set("Content-Length", strconv.Itoa(len(s.page)))
	header.Set("ETag", strconv.Quote(r.URL.Path))
	w.Write(s.page)
	s.served.Add(1)
}

// connected counts connections.
func (s *sites) connected(ctx context.Context, _ net.Conn) context.Context {
	s.dials.Add(1)
	return ctx
}

// onePage is a page of the newsroom, which is as long as real ones, as it is sent.
func onePage(ctx context.Context) (_ []byte, err error) {
	config := newsroom.Defaults()
	config.Feeds, config.Hosts, config.Backlog, config.Speed = 1, 1, 1, 0
	room, err := newsroom.New(ctx, config)
	if err != nil {
		return nil, err
	}
	serving, quit := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- room.Run(serving) }()
	defer func() { quit(); err = errors.Join(err, <-served) }()
	for article := range room.Truth() {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, article.URL, nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Accept-Encoding", "gzip") // set by us, it is not decoded by the client
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != "gzip" {
			return nil, fmt.Errorf("the newsroom answered %s, coding %q", response.Status, response.Header.Get("Content-Encoding"))
		}
		return io.ReadAll(response.Body)
	}
	return nil, errors.New("the newsroom has no article")
}
