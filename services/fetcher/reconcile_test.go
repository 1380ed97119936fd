package fetcher

import (
	"fmt"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// fill puts feeds into the catalogue, and gives each a clock.
func (w *wire) fill(n int) {
	w.Helper()
	all := make([]bus.Outgoing, 0, n)
	for i := range n {
		feed := catalogue.New(fmt.Sprintf("https://harbour.example/%d", i), now())
		if _, err := w.catalogue.Add(w.Context(), feed); err != nil {
			w.Fatal(err)
		}
		state := fresh(feed)
		state.Next, state.Seen = now().Add(24*time.Hour), make([]byte, 360)
		body, err := writeState(state)
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, bus.Outgoing{Subject: schema.FeedSchedule(feed.ID), ID: feed.ID, Body: body, Header: map[string]string{
			"Nats-Schedule": "@at " + state.Next.Format(time.RFC3339Nano), "Nats-Schedule-Target": schema.FeedDue(feed.ID),
		}})
	}
	if _, err := w.bus.PublishAll(w.Context(), all); err != nil {
		w.Fatal(err)
	}
}

func TestLaw4ReconciliationFindsEveryLostFeed(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	const feeds = 2*sliceSize + 7
	w.fill(feeds)
	lost := []int{0, 3, sliceSize - 1, sliceSize, 2*sliceSize + 6}
	for _, n := range lost {
		id := schema.FeedID(fmt.Sprintf("https://harbour.example/%d", n))
		last, found, err := w.bus.Last(t.Context(), schema.StreamFeeds, schema.FeedSchedule(id))
		if err != nil || !found {
			t.Fatal(found, err)
		}
		if err := w.bus.Delete(t.Context(), schema.StreamFeeds, last.Sequence); err != nil {
			t.Fatal(err)
		}
	}
	w.clock.advance(24 * time.Hour) // so that what is seeded doesn't fire
	before := w.state(schema.StreamFeeds)
	if err := newSeeder(w.fetcher).walk(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := w.state(schema.StreamFeeds)
	if want := uint64(feeds + 1); after.Msgs != want { // and the wire's own feed, which had none either
		t.Errorf("%d clocks, want %d", after.Msgs, want)
	}
	if written := after.LastSeq - before.LastSeq; written != uint64(len(lost)+1) {
		t.Errorf("%d schedules written for %d that were lost", written, len(lost)+1)
	}
}

func TestFeedsAreCountedByTheirClocks(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	registry := prometheus.NewRegistry()
	f, err := New(Defaults(), Deps{Bus: w.bus, Catalogue: w.catalogue, Web: w.web, Log: w.fetcher.log, Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	w.fetcher = f
	w.remove()
	w.fill(3)
	w.run()
	w.eventually("three feeds are counted", func() bool { return gauge(t, registry, "wirecopy_fetcher_feeds") == 3 })
}

// gauge is the value of a metric.
func gauge(t *testing.T, registry *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == name {
			return family.GetMetric()[0].GetGauge().GetValue()
		}
	}
	return -1
}

// A reconciliation holds one slice, however many feeds there are.
func BenchmarkWalk(b *testing.B) {
	for _, feeds := range []int{1_000, 20_000} {
		b.Run(strconv.Itoa(feeds), func(b *testing.B) {
			w := newWire(b, nil)
			w.fill(feeds)
			s := newSeeder(w.fetcher)
			begin := cpu(b)
			for b.Loop() {
				if err := s.walk(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpu(b)-begin).Microseconds())/float64(b.N*feeds), "cpu-µs/feed")
		})
	}
}

// cpu is what this process has used so far, with the server that is in it.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
