package up

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/services/fetcher"
	"github.com/wirecopy/wirecopy/services/fetcher/websub"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/storer"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/stores"
)

// wire is a whole wire, opened and not yet running.
type wire struct {
	log      *zap.Logger
	registry *prometheus.Registry
	health   *telemetry.Health

	tracing   *telemetry.Tracing // nil without
	demo      *demo              // nil without
	server    *natsembed.Server
	bus       *bus.Bus
	store     store.Store
	web       *web.Client
	permits   *robots.Permits
	catalogue *catalogue.Catalogue
	pressure  *pressure.Watch

	parts []daemon.Part
}

// open opens all that a wire needs and makes its parts. What is in the way is
// found here, before anything runs.
func open(ctx context.Context, c *Command, log *zap.Logger) (_ *wire, err error) {
	w := &wire{log: log, registry: telemetry.Registry("wirecopy"), health: telemetry.NewHealth()}
	defer func() {
		if err != nil {
			_ = w.close() // the error that matters is at hand
		}
	}()
	if err := w.health.Register(w.registry); err != nil {
		return nil, err
	}
	if w.tracing, err = telemetry.NewTracing(ctx, "wirecopy", log); err != nil {
		return nil, err
	}
	settings := c.Web
	settings.Alone = true
	if c.Demo {
		if w.demo, err = openDemo(ctx); err != nil {
			return nil, err
		}
		settings.AllowNet = append(slices.Clip(settings.AllowNet), w.demo.networks()...)
	}
	if err := w.openBus(ctx, c); err != nil {
		return nil, err
	}
	if w.store, err = stores.Open(ctx, c.store(), false); err != nil {
		return nil, err
	}
	if w.web, w.permits, err = settings.Shared(ctx, w.bus, "wirecopy", w.registry); err != nil {
		return nil, err
	}
	if w.catalogue, err = catalogue.Open(ctx, w.bus); err != nil {
		return nil, err
	}
	watch := pressure.Deps{Bus: w.bus, Log: w.log, Registerer: w.registry}
	marks := pressure.Defaults().Fit(w.server.MaxStore())
	marks.Disk = c.Data
	if w.pressure, err = pressure.New(marks, watch); err != nil {
		return nil, err
	}
	w.health.Ready("pressure", w.pressure.Check)
	return w, w.build(ctx, c)
}

// openBus starts the server and sets the streams up.
func (w *wire) openBus(ctx context.Context, c *Command) (err error) {
	w.server, err = natsembed.Start(natsembed.Config{
		Dir: filepath.Join(c.Data, "nats"), Listen: c.NATSListen, SyncAlways: c.Sync == "always",
	}, w.log.Named("nats"))
	if err != nil {
		return err
	}
	config := bus.Config{Name: "wirecopy"}
	config.Options = append(config.Options, w.server.Client())
	tracer := c.tracer
	if tracer == nil {
		tracer = w.tracing.Tracer()
	}
	if w.bus, err = bus.Connect(ctx, config, bus.Deps{Log: w.log.Named("bus"), Registerer: w.registry, Tracer: tracer, Heartbeat: w.health.Heartbeat}); err != nil {
		return err
	}
	w.health.Ready("nats", w.bus.Check)
	return w.bus.Apply(ctx, bus.Layout(c.Sizes(bus.DefaultSizes()).Fit(w.server.MaxStore())))
}

// build makes the parts, in the order of their start.
func (w *wire) build(ctx context.Context, c *Command) error {
	extractor, err := parser.NewExtractor()
	if err != nil {
		return err
	}
	store, err := storer.New(storer.Defaults(), storer.Deps{Bus: w.bus, Store: w.store, Log: w.log, Registerer: w.registry, Health: w.health})
	if err != nil {
		return err
	}
	parsing := c.Pages.Config()
	if c.parsing.Workers > 0 {
		parsing = c.parsing
	}
	pages, err := c.Shelf(ctx, w.bus)
	if err != nil {
		return err
	}
	parse, err := parser.New(ctx, parsing, parser.Deps{Bus: w.bus, Web: w.web, Allow: w.permits.Allowed, Extractor: extractor, Pages: pages, Hold: w.pressure.HoldParsers, Log: w.log, Registerer: w.registry})
	if err != nil {
		return err
	}
	w.parts = append(w.parts, daemon.Part{Name: "nats", Run: w.server.Run, Grace: 30 * time.Second}, daemon.Part{Name: "bus", Run: w.leave})
	w.parts = append(w.parts, w.demo.part()...)
	w.parts = append(w.parts, w.pressure.Part(), store.Part(), parse.Part())
	if err := w.buildFetcher(ctx, c); err != nil {
		return err
	}
	adder := &adder{catalogue: w.catalogue, web: w.web, log: w.log.Named("feeds"), demo: w.demo, lists: c.OPML, feeds: c.Feed}
	w.parts = append(w.parts, daemon.Part{Name: "feeds", Run: adder.run})
	return w.serve(ctx, c)
}

// leave closes the bus after all that use it and before the server, whose end
// would be a loss for it.
func (w *wire) leave(ctx context.Context) error {
	<-ctx.Done()
	w.bus.Close()
	return nil
}

// buildFetcher makes the fetcher, and the subscriber that hubs call if there is one.
func (w *wire) buildFetcher(ctx context.Context, c *Command) error {
	config := c.Polling.Config()
	hubs, err := c.Subscriber(ctx, config.Policy.Min, websub.Deps{Bus: w.bus, Catalogue: w.catalogue, Web: w.web, Log: w.log, Registerer: w.registry})
	if err != nil {
		return err
	}
	if hubs != nil {
		part, err := hubs.Part(ctx)
		if err != nil {
			return err
		}
		w.parts = append(w.parts, part)
	}
	fetch, err := fetcher.New(config, fetcher.Deps{
		Bus: w.bus, Catalogue: w.catalogue, Web: w.web, Secrets: c.Dir, Allow: w.permits.Allowed, Hubs: hubs,
		Hold: w.pressure.Fetchers, Log: w.log, Registerer: w.registry,
	})
	if err != nil {
		return err
	}
	w.parts = append(w.parts, fetch.Part())
	return nil
}

// serve opens the HTTP addresses.
func (w *wire) serve(ctx context.Context, c *Command) error {
	for _, server := range []struct {
		addr    string
		handler http.Handler
	}{{c.HTTP, telemetry.Public(w.health, w.registry)}, {c.Admin, telemetry.Admin(w.health, w.registry)}} {
		if server.addr == "" {
			continue
		}
		part, err := stage.Serve(ctx, w.log, server.addr, server.handler)
		if err != nil {
			return err
		}
		w.parts = append(w.parts, part)
	}
	return nil
}

// run runs all parts until ctx ends.
func (w *wire) run(ctx context.Context, v *view) error {
	w.log.Info("the wire runs", zap.String("nats", w.server.Addr()), zap.String("version", telemetry.Version()))
	return daemon.Run(ctx, w.log, append(w.parts, v.part(w)...)...)
}

// close closes what open has opened, in the other order. It may be called again.
func (w *wire) close() error {
	var faults []error
	if w.web != nil {
		w.web.Close()
	}
	if w.bus != nil {
		w.bus.Close()
	}
	if w.store != nil {
		faults = append(faults, w.store.Close())
	}
	if w.server != nil {
		w.server.Stop()
	}
	if w.demo != nil {
		faults = append(faults, w.demo.close())
	}
	w.tracing.Close()
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("close the wire: %w", err)
	}
	return nil
}
