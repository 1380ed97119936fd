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

// grammar is the command line. The hidden command is the process that is measured.
type grammar struct {
	Measure measure `cmd:"" default:"withargs" help:"Measure; this is what is done by default."`
	Wire    wire    `cmd:"" hidden:""`
}

// measure are the flags of the measurement.
type measure struct {
	Pages        int           `default:"30000" help:"How many pages there are."`
	Hosts        int           `default:"100" help:"On how many hosts."`
	Workers      int           `default:"128" help:"How many are downloaded at once."`
	HostInterval time.Duration `default:"0s" help:"Least time between two requests to a host; 0 for none."`
	Least        time.Duration `default:"150ms" help:"Least time that an answer takes."`
	Most         time.Duration `default:"250ms" help:"Most time that an answer takes."`
	Profile      string        `placeholder:"FILE" help:"Write a CPU profile of ten seconds there."`
	JSON         bool          `name:"json" help:"Figures as JSON."`
}

// Validate reports all faults at once.
func (m *measure) Validate() error {
	var faults []error
	if m.Pages < 100 || m.Hosts < 1 || m.Hosts > loopback.MaxHosts {
		faults = append(faults, fmt.Errorf("pages must be 100 or more, and hosts from 1 to %d", loopback.MaxHosts))
	}
	if m.Least < 0 || m.Most <= m.Least {
		faults = append(faults, fmt.Errorf("answers that take from %s to %s make no sense", m.Least, m.Most))
	}
	return errors.Join(faults...)
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) error {
	chosen, err := (env.Program{Name: "pages", Description: "Measures how many pages a second a parser downloads."}).Parse(&grammar{}, os.Args[1:], nil)
	if err != nil {
		return err
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	return chosen.Run()
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
