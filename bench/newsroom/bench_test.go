package newsroom

import (
	"net/http"
	"testing"
)

// discard is the other end of a handler in a benchmark.
type discard struct {
	header http.Header
	bytes  int
}

func (d *discard) Header() http.Header { return d.header }

func (d *discard) Write(b []byte) (int, error) {
	d.bytes += len(b)
	return len(b), nil
}

func (d *discard) WriteHeader(int) {}

// benchmark asks the handlers of a newsroom of 200 feeds with 6,000 articles.
func benchmark(b *testing.B, url func(n *Newsroom, i int) string, header http.Header) {
	b.Helper()
	c := Defaults()
	c.Feeds, c.Hosts, c.Backlog, c.Speed = 200, 18, 6000, 0
	n, err := New(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	defer n.Close()
	const different = 200
	requests := make([]*http.Request, different)
	handlers := make([]http.Handler, different)
	for i := range different {
		if requests[i], err = http.NewRequestWithContext(b.Context(), http.MethodGet, url(n, i), http.NoBody); err != nil {
			b.Fatal(err)
		}
		requests[i].Header = header
		handlers[i] = n.handler(n.feeds[i].site)
	}
	w := &discard{header: make(http.Header)}
	for i := range different { // makes furniture and documents
		handlers[i].ServeHTTP(w, requests[i])
	}
	b.ReportAllocs()
	w.bytes = 0
	i := 0
	for b.Loop() {
		clear(w.header)
		handlers[i%different].ServeHTTP(w, requests[i%different])
		i++
	}
	b.SetBytes(int64(w.bytes / i))
}

func feedURL(n *Newsroom, i int) string { return n.feeds[i].url() }
func pageURL(n *Newsroom, i int) string { return n.card(n.number(n.feeds[i], i%30)).URL }

func BenchmarkFeedNotModified(b *testing.B) {
	benchmark(b, feedURL, http.Header{"If-None-Match": {"*"}, "Accept-Encoding": {"gzip"}})
}

func BenchmarkFeed(b *testing.B) { benchmark(b, feedURL, http.Header{"Accept-Encoding": {"gzip"}}) }

func BenchmarkPage(b *testing.B) { benchmark(b, pageURL, http.Header{}) }

func BenchmarkPageInGzip(b *testing.B) {
	benchmark(b, pageURL, http.Header{"Accept-Encoding": {"gzip"}})
}

// BenchmarkDocument makes a feed's document anew, as after each new article.
func BenchmarkDocument(b *testing.B) {
	c := Defaults()
	c.Speed = 0
	n, err := New(b.Context(), c)
	if err != nil {
		b.Fatal(err)
	}
	defer n.Close()
	f := n.feeds[0]
	e, modified := n.edition(f, n.seconds())
	b.ReportAllocs()
	for b.Loop() {
		f.cache.of = edition{}
		n.document(f, e, modified, true)
	}
}
