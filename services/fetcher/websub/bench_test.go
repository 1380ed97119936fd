package websub

import (
	"fmt"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// BenchmarkSweep is a look at 10,000 subscriptions of which none is due, the
// server's part in this process included.
func BenchmarkSweep(b *testing.B) {
	s := &Subscriber{agenda: newAgenda(10), now: now}
	ring, err := parseKeys([]byte(master))
	if err != nil {
		b.Fatal(err)
	}
	s.keys.Store(&ring)
	if s.metrics, err = newMetrics(nil); err != nil {
		b.Fatal(err)
	}
	if s.ledger, err = openLedger(b.Context(), bustest.New(b)); err != nil {
		b.Fatal(err)
	}
	for n := range 10_000 {
		sub := subscription{V: 1, Hub: "https://hub.example/", Topic: fmt.Sprintf("https://news.example/feeds/%d.xml", n), Key: ring[0].name}
		sub.claim(now())
		sub.verified(now(), time.Hour)
		if err := s.ledger.bucket.Put(b.Context(), schema.FeedID(sub.Topic), sub); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := s.sweep(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/10_000, "µs/subscription")
}
