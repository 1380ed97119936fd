package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/bench/loopback"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// bench is the sites, what is measured on them, and what that needs.
type bench struct {
	flags  *measure
	dir    string
	sites  *sites
	served chan error
	quit   context.CancelFunc
	nats   string // address of the server
	admin  string // address of the profiles
	wire   *gauge.Process
}

// prepare opens the sites, and writes all items with a server that has no parser yet.
func prepare(ctx context.Context, m *measure) (_ *bench, err error) {
	b := &bench{flags: m, served: make(chan error, 1)}
	if b.sites, err = openSites(ctx, m); err != nil {
		return nil, err
	}
	serving, quit := context.WithCancel(ctx)
	b.quit = quit
	go func() { b.served <- b.sites.run(serving) }()
	if b.dir, err = os.MkdirTemp("", "wirecopy-pages-"); err == nil {
		err = b.fill(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// start starts the process that is measured, or its server alone.
func (b *bench) start(ctx context.Context, workers int) (err error) {
	if b.nats, err = gauge.FreeAddress(ctx); err != nil {
		return err
	}
	if b.admin, err = gauge.FreeAddress(ctx); err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	b.wire, err = gauge.Start(ctx, nil, program, "wire", "--log-level", "warn",
		"--data", filepath.Join(b.dir, "data"), "--listen", b.nats, "--admin", b.admin,
		"--workers", strconv.Itoa(workers), "--host-interval", b.flags.HostInterval.String(), "--allow-net", loopback.Network)
	return err
}

func (b *bench) stop() error {
	process := b.wire
	b.wire = nil
	return process.Stop()
}

// fill writes all items.
func (b *bench) fill(ctx context.Context) error {
	if err := b.start(ctx, 0); err != nil {
		return err
	}
	conn, err := bus.Connect(ctx, bus.Config{URL: "nats://" + b.nats, Name: "pages", Patience: startUp}, bus.Deps{Log: zap.NewNop()})
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Apply(ctx, bus.Layout(bus.DefaultSizes())); err != nil {
		return err
	}
	const together = 1000
	var items []bus.Outgoing
	for number := range b.flags.Pages {
		item, err := b.item(number)
		if err != nil {
			return err
		}
		if items = append(items, item); len(items) < together && number < b.flags.Pages-1 {
			continue
		}
		if _, err := conn.PublishAll(ctx, items); err != nil {
			return err
		}
		items = items[:0]
	}
	return b.stop()
}

// item is what a feed said of a page.
func (b *bench) item(number int) (bus.Outgoing, error) {
	url := b.sites.url(number)
	host, err := schema.HostOf(url)
	if err != nil {
		return bus.Outgoing{}, err
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	feed := "http://" + host + "/feed.xml"
	item := schema.Item{
		V: schema.StateVersion, ID: schema.ItemID(url), URL: url, Fingerprint: fmt.Sprintf("%08x", number), Discovered: now,
		Feed: schema.FeedRef{ID: schema.FeedID(feed), URL: feed, Title: "District News"},
		GUID: url, Title: fmt.Sprintf("Council of District %d adopts its budget", number),
		Summary: strings.Repeat("The council has adopted its budget after a long debate. ", 5),
	}
	body, err := json.Marshal(item)
	return bus.Outgoing{Subject: schema.ItemDue(host, item.ID), ID: item.ID + "." + item.Fingerprint, Body: body}, err
}

// close stops everything and removes its files.
func (b *bench) close() error {
	var faults []error
	if b.wire != nil {
		faults = append(faults, b.stop())
	}
	b.quit()
	return errors.Join(append(faults, <-b.served, os.RemoveAll(b.dir))...)
}
