package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/opml"
)

// bench is a news web, a wire, and a connection to it.
type bench struct {
	flags     *flags
	dir       string
	clock     *clock
	newsroom  *newsroom.Newsroom
	served    chan error
	quit      context.CancelFunc
	wire      *gauge.Process
	bus       *bus.Bus
	catalogue *catalogue.Catalogue
	http      string // where the wire tells its metrics
}

// clock is the newsroom's: it stands still until the flow begins, so that
// nothing new appears before.
type clock struct {
	mu      sync.Mutex
	base    time.Time
	started time.Time // zero while it stands still
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.started.IsZero() {
		return c.base
	}
	return c.base.Add(time.Since(c.started))
}

func (c *clock) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started = time.Now()
}

// flowPerSecond is how many articles all feeds together publish while the clock runs.
const flowPerSecond = 20

// prepare opens the news web, starts the wire on it, and connects.
func prepare(ctx context.Context, f *flags) (_ *bench, err error) {
	b := &bench{flags: f, clock: &clock{base: time.Now()}, served: make(chan error, 1)}
	config := newsroom.Defaults()
	config.Feeds, config.Hosts, config.Backlog = f.Feeds, f.Hosts, f.Articles
	config.PerDay, config.Speed = float64(flowPerSecond)*86400/float64(f.Feeds), 1
	config.Now = b.clock.now
	if b.newsroom, err = newsroom.New(ctx, config); err != nil {
		return nil, err
	}
	serving, quit := context.WithCancel(ctx)
	b.quit = quit
	go func() { b.served <- b.newsroom.Run(serving) }()
	if b.dir, err = os.MkdirTemp("", "wirecopy-figures-"); err != nil {
		return nil, errors.Join(err, b.close())
	}
	if err := b.startWire(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// startWire starts the wire with all feeds, none of which it polls by itself
// again before the measurement has ended.
func (b *bench) startWire(ctx context.Context) error {
	list := filepath.Join(b.dir, "feeds.opml")
	file, err := os.Create(list)
	if err != nil {
		return err
	}
	if err := errors.Join(opml.Write(file, b.newsroom.Feeds()), file.Close()); err != nil {
		return err
	}
	addr, err := gauge.FreeAddress(ctx)
	if err != nil {
		return err
	}
	if b.http, err = gauge.FreeAddress(ctx); err != nil {
		return err
	}
	args := []string{
		"up", "--plain", "--log-level", "warn", "--data", filepath.Join(b.dir, "data"), "--nats-listen", addr, "--http", b.http,
		"--opml", list, "--host-interval", "0", "--poll-min", "2h", "--poll-max", "24h", "--poll-again", "0",
	}
	for _, network := range b.newsroom.Networks() {
		args = append(args, "--allow-net", network.String())
	}
	if b.wire, err = gauge.Start(ctx, nil, b.flags.Wirecopy, args...); err != nil {
		return err
	}
	config := bus.Config{URL: "nats://" + addr, Name: "figures", Patience: 30 * time.Second}
	if b.bus, err = bus.Connect(ctx, config, bus.Deps{Log: zap.NewNop()}); err != nil {
		return err // what the wire says of it comes with its stop
	}
	return gauge.Await(ctx, "the wire has its streams", func() bool {
		b.catalogue, err = catalogue.Open(ctx, b.bus)
		return err == nil
	})
}

// close stops the wire and the news web, and removes their files.
func (b *bench) close() error {
	var faults []error
	if b.bus != nil {
		b.bus.Close()
	}
	if b.wire != nil {
		faults = append(faults, b.wire.Stop())
	}
	b.quit()
	faults = append(faults, <-b.served)
	if b.dir != "" {
		faults = append(faults, os.RemoveAll(b.dir))
	}
	return errors.Join(faults...)
}
