package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSitesTakeTheirTime(t *testing.T) {
	t.Parallel()
	s, err := openSites(t.Context(), &measure{Pages: 100, Hosts: 10, Least: 20 * time.Millisecond, Most: 40 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for path, want := range map[string]int{s.url(17): http.StatusOK, strings.Replace(s.url(17), "/news/17.html", "/robots.txt", 1): http.StatusNotFound} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != want || time.Since(begin) < 20*time.Millisecond {
			t.Errorf("%s: %s after %s, %v", path, response.Status, time.Since(begin), err)
		}
		if want == http.StatusOK && len(body) < 50_000 { // decoded by the client
			t.Errorf("a page of %d bytes", len(body))
		}
	}
	if s.served.Load() != 1 || s.dials.Load() != 2 {
		t.Errorf("%d pages on %d connections", s.served.Load(), s.dials.Load())
	}
}
