package web_test

import (
	"bytes"
	"testing"

	"github.com/wirecopy/wirecopy/internal/web"
)

// The figures hold the server's work and allocations too: it runs in this process.

func BenchmarkGetPage(b *testing.B) {
	text := page(110_000)
	for _, coding := range []string{"gzip", "br", "zstd"} {
		b.Run(coding, func(b *testing.B) {
			body := encode(b, coding, bytes.NewReader(text))
			site := serveBody(b, coding, body)
			benchmarkGet(b, web.Request{URL: site.URL + "/story.html"})
			b.ReportMetric(float64(len(body)), "wire-bytes")
		})
	}
}

func benchmarkGet(b *testing.B, request web.Request) {
	b.Helper()
	client := newClient(b, web.Deps{}, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.Get(b.Context(), request); err != nil {
			b.Fatal(err)
		}
	}
}
