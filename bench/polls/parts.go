package main

import (
	"context"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/natsembed" //nolint:depguard // what is measured has its server in the process
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/services/fetcher"
)

// server is the process of a NATS server.
type server struct {
	stage.Log
	Data   string `required:""`
	Listen string `required:""`
}

// start starts it.
func (s *server) start() (*natsembed.Server, error) {
	return natsembed.Start(natsembed.Config{Dir: s.Data, Listen: s.Listen}, s.Logger().Named("nats"))
}

// Run serves until a signal.
func (s *server) Run(ctx context.Context) error {
	running, err := s.start()
	if err != nil {
		return err
	}
	return running.Run(ctx)
}

// reader is the process of a fetcher, as its own binary has it, and with the
// profiles of pprof.
type reader struct {
	fetcher.Flags
	stage.Log
	NATS  string `name:"nats"`
	Admin string `required:""`
}

// Run polls until a signal.
func (r *reader) Run(ctx context.Context) error {
	return r.run(ctx, bus.Config{URL: r.NATS, Name: "fetcher", Patience: 30 * time.Second})
}

func (r *reader) run(ctx context.Context, config bus.Config) error {
	log := r.Logger()
	registry, health := telemetry.Registry("fetcher"), telemetry.NewHealth()
	b, err := bus.Connect(ctx, config, bus.Deps{Log: log.Named("bus"), Registerer: registry})
	if err != nil {
		return err
	}
	defer b.Close()
	watch, err := pressure.New(pressure.Defaults(), pressure.Deps{Bus: b, Log: log, Registerer: registry})
	if err != nil {
		return err
	}
	parts, release, err := r.Build(ctx, stage.Outfit{Name: "fetcher@bench", Bus: b, Log: log, Registry: registry, Health: health, Pressure: watch})
	if err != nil {
		return err
	}
	defer func() {
		if err := release(); err != nil {
			log.Warn("not released", zap.Error(err))
		}
	}()
	admin, err := stage.Serve(ctx, log, r.Admin, telemetry.Admin(health, registry))
	if err != nil {
		return err
	}
	return daemon.Run(ctx, log, append([]daemon.Part{watch.Part(), admin}, parts...)...)
}

// wire is the process of a NATS server and a fetcher.
type wire struct {
	reader
	Data   string `required:""`
	Listen string `required:""`
}

// Run serves and polls until a signal.
func (w *wire) Run(ctx context.Context) error {
	running, err := (&server{Log: w.Log, Data: w.Data, Listen: w.Listen}).start()
	if err != nil {
		return err
	}
	defer running.Stop()
	w.Alone = true
	config := bus.Config{Name: "fetcher"}
	config.Options = append(config.Options, running.Client())
	return w.run(ctx, config)
}
