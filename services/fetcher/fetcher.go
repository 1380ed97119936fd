package fetcher

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/secret"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/budget"
	"github.com/wirecopy/wirecopy/services/fetcher/websub"
)

// Hubs are told of the polls of feeds, so that they tell of news (WebSub).
type Hubs interface {
	// Polled is called after every poll, before its effects are durable, and maybe
	// again with the same one. It says until when a hub tells of news, zero when none does.
	Polled(ctx context.Context, feed schema.Feed, before, after schema.Poll) (until time.Time, err error)
	// Left is called when a feed is paused or was removed, and maybe again.
	Left(ctx context.Context, feed string) error
}

var _ Hubs = (*websub.Subscriber)(nil)

// Deps are what a [Fetcher] works with.
type Deps struct {
	Bus        *bus.Bus
	Catalogue  *catalogue.Catalogue
	Web        *web.Client
	Secrets    secret.Store                                // of the request headers that feeds name; nil knows none
	Allow      func(ctx context.Context, url string) error // robots.txt, for feeds that a page names; nil allows all
	Hubs       Hubs                                        // nil is a wire without hubs
	Hold       func() error                                // why nothing may be polled now; nil, or a nil error, when all may
	Log        *zap.Logger
	Registerer prometheus.Registerer // nil keeps the metrics unseen
}

// Fetcher polls feeds. Any number of them may share a wire.
type Fetcher struct {
	visitor
	bus       *bus.Bus
	catalogue *catalogue.Catalogue
	hubs      Hubs
	hold      func() error
	log       *zap.Logger
	metrics   *metrics
}

// New makes a fetcher; its errors are those of [Config.Validate] and of the registerer.
func New(config Config, deps Deps) (*Fetcher, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("fetcher: %w", err)
	}
	m, err := newMetrics(deps.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register metrics of the fetcher: %w", err)
	}
	f := &Fetcher{
		visitor: newVisitor(config, deps), bus: deps.Bus, catalogue: deps.Catalogue,
		hubs: deps.Hubs, hold: deps.Hold, log: deps.Log.Named("fetcher"), metrics: m,
	}
	if f.hubs == nil {
		f.hubs = (*websub.Subscriber)(nil)
	}
	if f.hold == nil {
		f.hold = func() error { return nil }
	}
	return f, nil
}

// newVisitor takes from the dependencies what a visit needs.
func newVisitor(config Config, deps Deps) visitor {
	v := visitor{config: config, web: deps.Web, secrets: deps.Secrets, allow: deps.Allow, now: now, random: rand.Float64}
	if v.secrets == nil {
		v.secrets = secret.Directory("")
	}
	return v
}

// Run polls what is due until ctx ends; polls in hand are finished or given back.
//
//	catalogue ──► seeder ──► feeds.sched.<feed>
//	feeds.due.> ──► workers
func (f *Fetcher) Run(ctx context.Context) error {
	f.log.Info("polling feeds", zap.Int("workers", f.config.Workers))
	if err := f.share(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	worker := bus.Worker{
		Stream: schema.StreamFeeds, Consumer: schema.ConsumerFetcher, Count: f.config.Workers,
		Deadline: f.config.Deadline, Grace: f.config.Grace, Handle: f.handle, Killer: f.spare,
		Untraced: true, // most polls are worth no trace: see trace
	}
	retries := worker
	retries.Count, retries.Handle = 1, f.retry
	group.Go(func() error { return newSeeder(f).run(ctx) })
	group.Go(func() error { f.bus.Work(ctx, worker); return nil })
	group.Go(func() error { f.bus.WorkRetries(ctx, retries); return nil })
	if f.budget != nil {
		group.Go(func() error { return f.budget.Run(ctx) })
	}
	group.Go(func() error { return f.bus.KeepSwept(ctx, schema.StreamFeeds, schema.SubjectFeedsSched) })
	// The parsers' schedules too: a fetcher is always there, and parsers may be scaled to nothing.
	group.Go(func() error { return f.bus.KeepSwept(ctx, schema.StreamItems, schema.SubjectItemsSched) })
	return group.Wait()
}

// share takes part in the wire's budget, if it has one.
func (f *Fetcher) share(ctx context.Context) error {
	if f.config.PollsPerDay == 0 {
		return nil
	}
	bucket, err := f.bus.Bucket(ctx, schema.BucketPace)
	if err != nil {
		return err
	}
	f.budget, err = budget.New(budget.Config{PollsPerDay: f.config.PollsPerDay, C: f.config.Policy.C}, budget.Deps{Bucket: bucket, Log: f.log})
	return err
}

// now is the wall clock, without a monotonic reading, as state is written.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
