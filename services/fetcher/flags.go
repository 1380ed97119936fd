package fetcher

import (
	"context"
	"errors"
	"time"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/services/fetcher/websub"
)

// Polling are the flags that say when feeds are polled.
type Polling struct {
	PollMin     time.Duration `default:"5m" help:"Least time between two polls of a feed."`
	PollMax     time.Duration `default:"24h" help:"Most time between two polls of a feed that is well."`
	PollsPerDay float64       `placeholder:"N" help:"Polls that all feeds may get together in a day; they are shared out so that news is found soonest. Without it each feed is polled by its own rate."`
	PollAgain   time.Duration `default:"5m" help:"Least time between two polls of a feed when somebody asks for one."`
	Backfill    time.Duration `default:"7d" help:"How far back the first poll of a feed goes; 0 for nothing that is there already."`
}

// Config is the fetcher's.
func (p Polling) Config() Config {
	config := Defaults()
	config.Policy.Min, config.Policy.Max, config.Least, config.Backfill = p.PollMin, p.PollMax, p.PollAgain, p.Backfill
	config.PollsPerDay = p.PollsPerDay
	return config
}

// Validate reports all faults at once.
func (p Polling) Validate() error { return p.Config().Validate() }

// Flags are the flags of the fetcher's binary.
type Flags struct {
	stage.Web
	stage.Secrets
	Polling
	websub.Flags

	Workers int `default:"32" help:"How many feeds are polled at once."`
}

// Validate reports what the embedded flags can't know.
func (f *Flags) Validate() error {
	if f.Workers < 1 {
		return errors.New("--workers must be above 0")
	}
	return nil
}

// Build makes the fetcher of a process of its own, and what hubs call if there are any.
func (f *Flags) Build(ctx context.Context, o stage.Outfit) (parts []daemon.Part, release func() error, err error) {
	feeds, err := catalogue.Open(ctx, o.Bus)
	if err != nil {
		return nil, nil, err
	}
	client, permits, err := f.Shared(ctx, o.Bus, o.Name, o.Registry)
	if err != nil {
		return nil, nil, err
	}
	config := f.Config()
	config.Workers = f.Workers
	hubs, err := f.Subscriber(ctx, config.Policy.Min, websub.Deps{Bus: o.Bus, Catalogue: feeds, Web: client, Log: o.Log, Registerer: o.Registry})
	if err != nil {
		return nil, nil, err
	}
	fetcher, err := New(config, Deps{
		Bus: o.Bus, Catalogue: feeds, Web: client, Secrets: f.Dir, Allow: permits.Allowed, Hubs: hubs,
		Hold: o.Pressure.Fetchers, Log: o.Log, Registerer: o.Registry,
	})
	if err != nil {
		return nil, nil, err
	}
	if hubs != nil {
		part, err := hubs.Part(ctx)
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts, part)
	}
	return append(parts, fetcher.Part()), func() error { client.Close(); return nil }, nil
}

// Part is the fetcher as a part of a process.
func (f *Fetcher) Part() daemon.Part {
	return daemon.Part{Name: "fetcher", Run: f.Run, Grace: f.config.Grace + stopMargin}
}

// stopMargin is what a stop takes beside the work in hand: the last pull, and
// the acknowledgements.
const stopMargin = 3 * time.Second
