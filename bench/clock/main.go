package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
)

// flags are the command line.
type flags struct {
	Feeds    int           `default:"1000000" help:"How many schedules there are."`
	Rate     float64       `default:"1111" help:"How many are due a second."`
	For      time.Duration `default:"3m" help:"For how long it is measured."`
	Fill     float64       `default:"6000" help:"How many can be written a second at the start, at least; what is due begins after that."`
	Workers  int           `default:"64" help:"How many due messages are worked on at once."`
	Disorder float64       `default:"0.2" help:"How far feeds are due from the order in which they were written, as a share of all: 0.2 is the policy's jitter, 10 is no order."`
	Polls    bool          `default:"true" negatable:"" help:"Write polls.<feed> as well."`
	Dir      string        `placeholder:"DIR" help:"Where to make the directory of the streams; the one for temporary files by default."`
	Profile  string        `placeholder:"FILE" help:"Write a CPU profile there; it costs a little itself."`
	Heap     string        `placeholder:"FILE" help:"Write a profile of the memory there."`
	JSON     bool          `name:"json" help:"Figures as JSON."`
}

// Validate reports all faults at once.
func (f *flags) Validate() error {
	if f.Feeds < 1 || f.Rate <= 0 || f.For <= 0 || f.Fill <= 0 || f.Workers < 1 || f.Disorder < 0 {
		return errors.New("feeds, rates, time and workers must be above 0, and disorder not below")
	}
	if f.interval() < f.For {
		return fmt.Errorf("%d feeds at %g a second are all due within %s: measure for less, or more feeds", f.Feeds, f.Rate, f.interval())
	}
	return nil
}

// interval lies between two polls of a feed.
func (f *flags) interval() time.Duration {
	return time.Duration(float64(f.Feeds) / f.Rate * float64(time.Second))
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) error {
	f := &flags{}
	if _, err := (env.Program{Name: "clock", Description: "Measures the schedules of NATS as the clock of many feeds."}).Parse(f, os.Args[1:], nil); err != nil {
		return err
	}
	c, err := open(ctx, f)
	if err != nil {
		return err
	}
	figures, err := c.measure(ctx)
	if err := errors.Join(err, c.close()); err != nil {
		return err
	}
	if f.JSON {
		return json.NewEncoder(os.Stdout).Encode(figures)
	}
	_, err = fmt.Print(figures)
	return err
}
