package newsroom_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// epoch is when the newsrooms of the tests open.
func epoch() time.Time { return time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC) }

// hands are a clock that tests turn.
type hands struct{ after atomic.Int64 } // nanoseconds after the epoch

func (h *hands) now() time.Time       { return epoch().Add(time.Duration(h.after.Load())) }
func (h *hands) turn(d time.Duration) { h.after.Add(int64(d)) }

// open opens a newsroom that stands still: a backlog of 60 articles in 12 feeds on 4 hosts.
func open(tb testing.TB, change func(*newsroom.Config)) (*newsroom.Newsroom, *hands) {
	tb.Helper()
	clock := new(hands)
	c := newsroom.Defaults()
	c.Seed, c.Feeds, c.Hosts, c.Backlog, c.Speed, c.Now = 7, 12, 4, 60, 0, clock.now
	if change != nil {
		change(&c)
	}
	n, err := newsroom.New(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { n.Close() })
	return n, clock
}

// run opens a newsroom and serves it until the test ends.
func run(tb testing.TB, change func(*newsroom.Config)) (*newsroom.Newsroom, *hands) {
	tb.Helper()
	n, clock := open(tb, change)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Errorf("run: %v", err)
		}
	})
	return n, clock
}

// answer is what a host said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// get asks for an address, with headers given as name and value in turn.
// Compression is the caller's, as for any client that sets Accept-Encoding itself.
func get(tb testing.TB, url string, headers ...string) answer {
	tb.Helper()
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		tb.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}
	response, err := client.Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return answer{status: response.StatusCode, header: response.Header, body: body}
}

// unzipped undoes gzip.
func unzipped(tb testing.TB, r io.Reader) []byte {
	tb.Helper()
	z, err := gzip.NewReader(r)
	if err != nil {
		tb.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	return plain
}

// truth is all that is published.
func truth(n *newsroom.Newsroom) []newsroom.Article {
	var all []newsroom.Article
	for a := range n.Truth() {
		all = append(all, a)
	}
	return all
}
