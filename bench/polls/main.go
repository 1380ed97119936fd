package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/wirecopy/wirecopy/bench/loopback"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
)

// grammar is the command line. The hidden commands are the processes that are measured.
type grammar struct {
	Measure measure `cmd:"" default:"withargs" help:"Measure; this is what is done by default."`
	NATS    server  `cmd:"" name:"nats" hidden:""`
	Fetcher reader  `cmd:"" hidden:""`
	Wire    wire    `cmd:"" hidden:""`
}

// measure are the flags of the measurement.
type measure struct {
	Feeds        int           `default:"100000" help:"How many feeds there are."`
	Hosts        int           `default:"20000" help:"On how many hosts."`
	Rate         float64       `default:"1000" help:"Polls a second of all feeds together."`
	Workers      int           `default:"128" help:"How many feeds are polled at once."`
	HostInterval time.Duration `default:"1s" help:"Least time between two requests to a host; 0 for none."`
	TLS          bool          `name:"tls" help:"HTTPS, and a new connection for each poll."`
	Keep         bool          `help:"Sites keep connections open; otherwise each poll makes its own."`
	Latency      time.Duration `default:"0s" help:"How long sites take to answer."`
	Apart        bool          `help:"The NATS server as a process of its own."`
	WarmUp       time.Duration `default:"30s" help:"How long polls run before they are measured."`
	For          time.Duration `default:"60s" help:"For how long they are measured."`
	Profile      string        `placeholder:"FILE" help:"Write a CPU profile of the measured process there; it costs a little itself."`
	Heap         string        `placeholder:"FILE" help:"Write a profile of its memory there."`
	JSON         bool          `name:"json" help:"Figures as JSON."`
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) error {
	chosen, err := (env.Program{Name: "polls", Description: "Measures the fetcher on feeds that have nothing new."}).Parse(&grammar{}, os.Args[1:], nil)
	if err != nil {
		return err
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	return chosen.Run()
}

// interval lies between two polls of a feed.
func (m *measure) interval() time.Duration {
	return time.Duration(float64(m.Feeds) / m.Rate * float64(time.Second)).Round(time.Second)
}

// Validate reports all faults at once.
func (m *measure) Validate() error {
	var faults []error
	if m.Feeds < 1 || m.Hosts < 1 || m.Hosts > loopback.MaxHosts || m.Rate <= 0 {
		faults = append(faults, fmt.Errorf("feeds, hosts (at most %d) and rate must be above 0", loopback.MaxHosts))
	} else if m.interval() < time.Minute {
		faults = append(faults, fmt.Errorf("%g polls a second of %d feeds are one every %s: no fetcher polls more often than every minute", m.Rate, m.Feeds, m.interval()))
	}
	return errors.Join(faults...)
}

// Run measures and prints the figures.
func (m *measure) Run(ctx context.Context) error {
	b, err := prepare(ctx, m)
	if err != nil {
		return err
	}
	figures, err := b.run(ctx)
	if err := errors.Join(err, b.close()); err != nil {
		return err
	}
	if m.JSON {
		return json.NewEncoder(os.Stdout).Encode(figures)
	}
	_, err = fmt.Print(figures)
	return err
}
