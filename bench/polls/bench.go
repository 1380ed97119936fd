package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/bench/loopback"
	"github.com/wirecopy/wirecopy/internal/bus"
)

// bench is the sites, what is measured on them, and what that needs.
type bench struct {
	flags     *measure
	dir       string
	sites     *sites
	served    chan error
	quit      context.CancelFunc
	variables []string // of the processes' environments
	program   string
	nats      string // address of the server
	admin     string // address of the profiles
	base      time.Time

	server   *gauge.Process // nil once it is part of the measured process
	measured *gauge.Process
}

// startUp is what starting the wire on all feeds takes before it is measured, a
// feed: each one's schedule is looked for.
const startUp = 300 * time.Microsecond

// prepare opens the sites, writes all feeds, and starts what is measured.
func prepare(ctx context.Context, m *measure) (_ *bench, err error) {
	b := &bench{flags: m, served: make(chan error, 1)}
	if b.program, err = os.Executable(); err != nil {
		return nil, err
	}
	if b.dir, err = os.MkdirTemp("", "wirecopy-polls-"); err != nil {
		return nil, err
	}
	var secure *tls.Config
	if m.TLS {
		if secure, err = b.secure(); err != nil {
			return nil, errors.Join(err, os.RemoveAll(b.dir))
		}
	}
	if b.sites, err = openSites(ctx, m, secure); err != nil {
		return nil, errors.Join(err, os.RemoveAll(b.dir))
	}
	serving, quit := context.WithCancel(ctx)
	b.quit = quit
	go func() { b.served <- b.sites.run(serving) }()
	if err := b.start(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// secure makes the certificates, and has the processes trust them.
func (b *bench) secure() (*tls.Config, error) {
	a, err := newAuthority()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, "root.pem")
	b.variables = []string{"SSL_CERT_FILE=" + file}
	return a.config(), a.write(file)
}

// start writes all feeds with a server alone, and then starts what is measured.
func (b *bench) start(ctx context.Context) (err error) {
	if b.nats, err = gauge.FreeAddress(ctx); err != nil {
		return err
	}
	if b.admin, err = gauge.FreeAddress(ctx); err != nil {
		return err
	}
	store := []string{"--log-level", "warn", "--data", filepath.Join(b.dir, "data"), "--listen", b.nats}
	if b.server, err = gauge.Start(ctx, nil, b.program, append([]string{"nats"}, store...)...); err != nil {
		return err
	}
	if err := b.fill(ctx); err != nil {
		return err
	}
	interval := b.flags.interval().String()
	polling := []string{
		"--admin", b.admin, "--workers", strconv.Itoa(b.flags.Workers), "--host-interval", b.flags.HostInterval.String(),
		"--allow-net", loopback.Network, "--poll-min", interval, "--poll-max", interval,
	}
	if b.flags.Apart {
		args := append([]string{"fetcher", "--log-level", "warn", "--nats", "nats://" + b.nats}, polling...)
		b.measured, err = gauge.Start(ctx, b.variables, b.program, args...)
		return err
	}
	err = b.server.Stop()
	b.server = nil
	if err != nil {
		return err
	}
	b.measured, err = gauge.Start(ctx, b.variables, b.program, append(append([]string{"wire"}, store...), polling...)...)
	return err
}

// fill writes catalogue, schedules and latest polls of all feeds. They are due
// one after the other, in no order, from the time on at which all is started.
func (b *bench) fill(ctx context.Context) error {
	conn, err := bus.Connect(ctx, bus.Config{URL: "nats://" + b.nats, Name: "polls", Patience: 30 * time.Second}, bus.Deps{Log: zap.NewNop()})
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Apply(ctx, bus.Layout(bus.DefaultSizes())); err != nil {
		return err
	}
	list, err := newLister(ctx, conn)
	if err != nil {
		return err
	}
	b.base = time.Now().Add(10*time.Second + time.Duration(b.flags.Feeds)*(fillTime+startUp))
	turns := rand.New(rand.NewPCG(1, 1)).Perm(b.flags.Feeds)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for number := range b.flags.Feeds {
		due := b.base.Add(time.Duration(float64(turns[number]) / b.flags.Rate * float64(time.Second)))
		b.sites.expect(number, due)
		group.Go(func() error { return list.write(ctx, b.sites.url(number), number, due, b.flags.interval()) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if late := time.Since(b.base); late > 0 {
		return fmt.Errorf("writing the feeds took %s too long: this machine is busy", late.Round(time.Second))
	}
	return nil
}

// close stops everything and removes its files.
func (b *bench) close() error {
	var faults []error
	for _, p := range []*gauge.Process{b.measured, b.server} {
		if p != nil {
			faults = append(faults, p.Stop())
		}
	}
	b.quit()
	return errors.Join(append(faults, <-b.served, os.RemoveAll(b.dir))...)
}
