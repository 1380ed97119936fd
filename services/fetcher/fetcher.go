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
)

// Deps are what a [Fetcher] works with.
type Deps struct {
	Bus        *bus.Bus
	Catalogue  *catalogue.Catalogue
	Web        *web.Client
	Secrets    secret.Store // of the request headers that feeds name; nil knows none
	Hold       func() error // why nothing may be polled now; nil, or a nil error, when all may
	Log        *zap.Logger
	Registerer prometheus.Registerer // nil keeps the metrics unseen
}

// Fetcher polls feeds. Any number of them may share a wire.
type Fetcher struct {
	visitor
	bus       *bus.Bus
	catalogue *catalogue.Catalogue
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
		hold: deps.Hold, log: deps.Log.Named("fetcher"), metrics: m,
	}
	if f.hold == nil {
		f.hold = func() error { return nil }
	}
	return f, nil
}

// newVisitor takes from the dependencies what a visit needs.
func newVisitor(config Config, deps Deps) visitor {
	v := visitor{config: config, web: deps.Web, secrets: deps.Secrets, now: now, random: rand.Float64}
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
	group, ctx := errgroup.WithContext(ctx)
	worker := bus.Worker{
		Stream: schema.StreamFeeds, Consumer: schema.ConsumerFetcher, Count: f.config.Workers,
		Deadline: f.config.Deadline, Grace: f.config.Grace, Handle: f.handle, Killer: f.spare,
	}
	retries := worker
	retries.Count, retries.Handle = 1, f.retry
	group.Go(func() error { return newSeeder(f).run(ctx) })
	group.Go(func() error { f.bus.Work(ctx, worker); return nil })
	group.Go(func() error { f.bus.WorkRetries(ctx, retries); return nil })
	group.Go(func() error { return f.bus.KeepSwept(ctx, schema.StreamFeeds, schema.SubjectFeedsSched) })
	return group.Wait()
}

// now is the wall clock, without a monotonic reading, as state is written.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
