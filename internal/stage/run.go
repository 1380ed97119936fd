package stage

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Common are the flags of every stage.
type Common struct {
	NATS    `embed:""`
	Streams `embed:""`
	Log     `embed:""`

	HTTP  string `name:"http" default:":8080" help:"Address for /livez, /readyz and /metrics."`
	Admin string `default:"" placeholder:"ADDR" help:"Address for these and the profiles of pprof; keep it private. None by default."`

	Healthy bool `help:"Only ask the process that runs with these flags whether it is ready, for a container that has no other program."`
}

// Outfit is what a stage is given to work with.
type Outfit struct {
	Name     string // of the process
	Bus      *bus.Bus
	Log      *zap.Logger
	Registry *prometheus.Registry
	Health   *telemetry.Health
	Pressure *pressure.Watch
	Sizes    *bus.Sizes // of the streams, if this process sets them up; nil if somebody else does
}

// BuildFunc makes a stage. Its parts start in order; release, if there is any,
// is called when all have stopped.
type BuildFunc func(ctx context.Context, outfit Outfit) (parts []daemon.Part, release func() error, err error)

// Program reads a stage's flags into grammar, which embeds common, and runs the
// stage until a signal stops it. It returns the exit code.
func Program(name, description string, grammar any, common *Common, build BuildFunc) int {
	return daemon.Main(func(ctx context.Context) error {
		program := env.Program{Name: name, Description: description, Version: telemetry.Version()}
		if _, err := program.Parse(grammar, os.Args[1:], os.Environ()); err != nil {
			return err
		}
		if common.Healthy {
			return askHealthy(ctx, common.HTTP)
		}
		return common.run(ctx, name, build)
	})
}

// run connects, builds and runs.
func (c *Common) run(ctx context.Context, name string, build BuildFunc) (err error) {
	log := c.Logger()
	registry, health := telemetry.Registry(name), telemetry.NewHealth()
	if err := health.Register(registry); err != nil {
		return err
	}
	host, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("name this process: %w", err)
	}
	tracing, err := telemetry.NewTracing(ctx, name, log)
	if err != nil {
		return err
	}
	defer tracing.Close()
	b, err := bus.Connect(ctx, c.Config(name+"@"+host), bus.Deps{
		Log: log.Named("bus"), Registerer: registry, Tracer: tracing.Tracer(), Heartbeat: health.Heartbeat,
	})
	if err != nil {
		return err
	}
	defer b.Close()
	health.Ready("nats", b.Check)
	if err := c.setUp(ctx, b, name); err != nil {
		return err
	}
	watch, err := pressure.New(c.pressure(), pressure.Deps{Bus: b, Log: log, Registerer: registry})
	if err != nil {
		return err
	}
	health.Ready("pressure", watch.Check)
	outfit := Outfit{Name: name + "@" + host, Bus: b, Log: log, Registry: registry, Health: health, Pressure: watch}
	if c.Setup {
		sizes := c.Sizes()
		outfit.Sizes = &sizes
	}
	parts, release, err := build(ctx, outfit)
	if err != nil {
		return err
	}
	parts = append([]daemon.Part{watch.Part()}, parts...)
	if release != nil {
		defer func() { err = errors.Join(err, release()) }()
	}
	for _, server := range []struct {
		addr    string
		handler http.Handler
	}{{c.HTTP, telemetry.Public(health, registry)}, {c.Admin, telemetry.Admin(health, registry)}} {
		if server.addr == "" {
			continue
		}
		part, err := Serve(ctx, log, server.addr, server.handler)
		if err != nil {
			return err
		}
		parts = append(parts, part)
	}
	return daemon.Run(ctx, log, parts...)
}

// setUp makes what the stage needs on the server, or waits for who may.
func (c *Common) setUp(ctx context.Context, b *bus.Bus, name string) error {
	if c.Setup {
		return b.Apply(ctx, bus.Layout(c.Sizes()))
	}
	return b.Await(ctx, schema.StreamRetries, name, c.NATSWait) // what is set up last
}

// Serve opens an address, so that a taken one is found at once, and gives the
// part that serves it.
func Serve(ctx context.Context, log *zap.Logger, addr string, handler http.Handler) (daemon.Part, error) {
	listener, err := telemetry.Listen(ctx, addr)
	if err != nil {
		return daemon.Part{}, err
	}
	return daemon.Part{Name: "http", Grace: 6 * time.Second, Run: func(ctx context.Context) error {
		return telemetry.Serve(ctx, log.Named("http"), listener, handler)
	}}, nil
}
