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
	Pages   int `json:"pages"`
	Hosts   int `json:"hosts"`
	Workers int `json:"workers"`
	// Bytes is the size of a page on the wire.
	Bytes int `json:"pageBytes"`
	// PerSecond is how many pages a second were downloaded and published.
	PerSecond float64 `json:"pagesPerSecond"`
	// Millis is the CPU time of a page, that of the NATS server included.
	Millis float64 `json:"cpuMillisPerPage"`
	// InFlight is the most requests that sites had at once.
	InFlight int64 `json:"inFlight"`
	// Dials is how many connections were made for all pages.
	Dials int64 `json:"connections"`
	// Peak is the most memory of the process, in bytes.
	Peak int64 `json:"peakBytes"`
}

// String is the figures for people.
func (f Figures) String() string {
	var b strings.Builder
	row := func(name, format string, values ...any) {
		fmt.Fprintf(&b, "%-44s "+format+"\n", append([]any{name}, values...)...)
	}
	row("pages, hosts, workers", "%d, %d, %d", f.Pages, f.Hosts, f.Workers)
	row("bytes of a page on the wire", "%d", f.Bytes)
	row("pages a second", "%.0f", f.PerSecond)
	row("CPU-ms a page", "%.2f", f.Millis)
	row("most requests at once, connections in all", "%d, %d", f.InFlight, f.Dials)
	row("peak memory, MiB", "%d", f.Peak>>20)
	return b.String()
}

// run has all pages downloaded, and measures the middle of it.
func (b *bench) run(ctx context.Context) (Figures, error) {
	f := Figures{Pages: b.flags.Pages, Hosts: b.flags.Hosts, Workers: b.flags.Workers, Bytes: len(b.sites.page)}
	if err := b.start(ctx, b.flags.Workers); err != nil {
		return f, err
	}
	served := func(share int) func() bool {
		return func() bool { return b.sites.served.Load() >= int64(b.flags.Pages*share/10) }
	}
	if err := gauge.Await(ctx, "a tenth of the pages is served", served(1)); err != nil {
		return f, err
	}
	first, begin := b.sites.served.Load(), time.Now()
	before, err := b.wire.CPU()
	if err != nil {
		return f, err
	}
	group, during := errgroup.WithContext(ctx)
	group.Go(func() error { return gauge.Await(during, "nine tenths of the pages are served", served(9)) })
	if b.flags.Profile != "" {
		group.Go(func() error {
			return gauge.Fetch(during, "http://"+b.admin+"/debug/pprof/profile?seconds=10", b.flags.Profile)
		})
	}
	if err := group.Wait(); err != nil {
		return f, err
	}
	pages, took := b.sites.served.Load()-first, time.Since(begin)
	after, err := b.wire.CPU()
	if err != nil {
		return f, err
	}
	f.PerSecond = float64(pages) / took.Seconds()
	f.Millis = float64(after-before) / float64(time.Millisecond) / float64(pages)
	err = gauge.Await(ctx, "all pages are served", served(10))
	f.InFlight, f.Dials = b.sites.most.Load(), b.sites.dials.Load()
	var fault error
	f.Peak, fault = b.wire.Peak()
	return f, errors.Join(err, fault)
}
