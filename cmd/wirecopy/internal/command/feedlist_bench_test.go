//go:build unix

package command_test

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// BenchmarkListFeeds lists 100,000 feeds with polls of a realistic size.
func BenchmarkListFeeds(b *testing.B) {
	server := bustest.Start(b, natsembed.Config{Dir: b.TempDir(), Listen: "127.0.0.1:0"})
	w := wire{bustest.Connect(b, server, "test"), "nats://" + server.Addr()}
	if err := w.Apply(b.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
		b.Fatal(err)
	}
	w.fill(b, 100_000)
	for _, line := range [][]string{{"feeds", "list"}, {"feeds", "list", "--json"}} {
		b.Run(line[len(line)-1], func(b *testing.B) {
			b.ReportAllocs()
			peak := make(chan uint64)
			stop := make(chan struct{})
			go func() { peak <- mostHeap(stop) }()
			before := cpu(b)
			for b.Loop() {
				if _, _, err := (shell{out: io.Discard}).run(b.Context(), append(line, "--nats", w.url)...); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpu(b)-before).Seconds()/float64(b.N), "cpu-s/op")
			close(stop)
			b.ReportMetric(float64(<-peak)/(1<<20), "peak-MiB")
		})
	}
}

// cpu is what this process has taken so far, the server in it too.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// mostHeap is how large the heap became until stop, beyond what it was; the server's is in it.
func mostHeap(stop <-chan struct{}) uint64 {
	runtime.GC()
	var is runtime.MemStats
	runtime.ReadMemStats(&is)
	was, most := is.HeapInuse, uint64(0)
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case <-stop:
			tick.Stop()
			return most
		case <-tick.C:
			runtime.ReadMemStats(&is)
			most = max(most, is.HeapInuse-min(was, is.HeapInuse))
		}
	}
}

// fill writes feeds into the catalogue, and their polls.
func (w wire) fill(b *testing.B, count int) {
	b.Helper()
	js := w.JetStream()
	put := func(subject string, value any) {
		body, err := json.Marshal(value)
		if err == nil {
			_, err = js.PublishAsync(subject, body, jetstream.WithStallWait(time.Minute))
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	now := time.Now().UTC().Truncate(time.Second)
	for i := range count {
		feed := catalogue.New(fmt.Sprintf("https://news%d.example/feeds/%d.xml", i%30_000, i), now)
		feed.Tags = []string{"ports", "north"}
		put("$KV."+schema.BucketCatalogue+"."+feed.ID, feed)
		poll := schema.Poll{
			V: 1, Feed: feed.ID, URL: feed.URL, Count: 40, At: now, Next: now.Add(time.Hour), Outcome: schema.OutcomeNotModified, Status: 304,
			Health: schema.HealthOK, Since: now, ETag: `"5f3e-1a2b3c4d5e6f7"`, Seen: make([]byte, 360), Title: fmt.Sprintf("The Harbour of Lindholm %d", i), Entries: 30,
		}
		if i%20 == 0 {
			poll.Health, poll.Outcome, poll.Error, poll.Failures = schema.HealthFailing, schema.OutcomeFailed, "get "+feed.URL+": connect: connection refused", 14
		}
		put(schema.PollOf(feed.ID), poll)
	}
	select {
	case <-js.PublishAsyncComplete():
	case <-time.After(3 * time.Minute):
		b.Fatal("the server doesn't take it all")
	}
}
