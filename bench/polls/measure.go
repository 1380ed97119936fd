package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/bench/gauge"
)

// Figures are what was measured.
type Figures struct {
	Feeds   int `json:"feeds"`
	Hosts   int `json:"hosts"`
	Workers int `json:"workers"`
	// PerSecond is how many polls a second there were.
	PerSecond float64 `json:"pollsPerSecond"`
	// Millis is the CPU time of a poll in the measured process.
	Millis float64 `json:"cpuMillisPerPoll"`
	// ServerMillis is that of the NATS server, if it was apart.
	ServerMillis float64 `json:"natsCPUMillisPerPoll,omitzero"`
	// Late is how long after they were due feeds were asked.
	Late gauge.Spread `json:"late"`
	// Whole is how many polls weren't conditional: none should be.
	Whole int `json:"unconditional"`
	// Resident is the memory of the measured process at the end, in bytes, and Peak the most that it had.
	Resident int64 `json:"residentBytes"`
	Peak     int64 `json:"peakBytes"`
}

// String is the figures for people.
func (f Figures) String() string {
	var b strings.Builder
	row := func(name, format string, value any) { fmt.Fprintf(&b, "%-44s "+format+"\n", name, value) }
	row("feeds, hosts, workers", "%s", fmt.Sprintf("%d, %d, %d", f.Feeds, f.Hosts, f.Workers))
	row("polls a second", "%.0f", f.PerSecond)
	row("CPU-ms a poll", "%.3f", f.Millis)
	if f.ServerMillis > 0 {
		row("  of the NATS server, apart", "%.3f", f.ServerMillis)
	}
	row("late: half, 99 of 100, most", "%s", f.Late)
	row("polls that weren't conditional", "%d", f.Whole)
	row("memory at the end, at most, MiB", "%s", fmt.Sprintf("%.1f, %.1f", mib(f.Resident), mib(f.Peak)))
	return b.String()
}

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// run waits until polls are steady, and measures.
func (b *bench) run(ctx context.Context) (Figures, error) {
	f := Figures{Feeds: b.flags.Feeds, Hosts: b.flags.Hosts, Workers: b.flags.Workers}
	if err := gauge.Wait(ctx, time.Until(b.base)+b.flags.WarmUp); err != nil {
		return f, err
	}
	before, serverBefore, err := b.cpu()
	if err != nil {
		return f, err
	}
	b.sites.begin()
	begin := time.Now()
	group, during := errgroup.WithContext(ctx)
	group.Go(func() error { return gauge.Wait(during, b.flags.For) })
	if b.flags.Profile != "" {
		group.Go(func() error {
			return gauge.Fetch(during, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%.0f", b.admin, (b.flags.For-time.Second).Seconds()), b.flags.Profile)
		})
	}
	if err := group.Wait(); err != nil {
		return f, err
	}
	f.Late, f.Whole = b.sites.end()
	took := time.Since(begin)
	after, serverAfter, err := b.cpu()
	if err != nil {
		return f, err
	}
	if f.Late.Count == 0 {
		return f, errors.New("nothing was polled")
	}
	f.PerSecond = float64(f.Late.Count) / took.Seconds()
	f.Millis = millis(after-before) / float64(f.Late.Count)
	f.ServerMillis = millis(serverAfter-serverBefore) / float64(f.Late.Count)
	if b.flags.Heap != "" {
		if err := gauge.Fetch(ctx, "http://"+b.admin+"/debug/pprof/heap", b.flags.Heap); err != nil {
			return f, err
		}
	}
	var faults [2]error
	f.Resident, faults[0] = b.measured.Resident()
	f.Peak, faults[1] = b.measured.Peak()
	return f, errors.Join(faults[:]...)
}

// cpu is the time that the measured process has computed, and that of the server if it is apart.
func (b *bench) cpu() (measured, server time.Duration, err error) {
	if measured, err = b.measured.CPU(); err == nil && b.server != nil {
		server, err = b.server.CPU()
	}
	return measured, server, err
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
