package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
)

// flags are the command line.
type flags struct {
	Trace string    `help:"Times of publication, gzipped JSON; without it, feeds are made up." placeholder:"FILE"`
	Seeds []uint64  `default:"1,2,3" help:"Made-up feeds: one set for each seed, all of them together."`
	Feeds int       `default:"200" help:"Made-up feeds: how many in a set."`
	Days  int       `default:"35" help:"Made-up feeds: over how many days, 14 of which are for warming up."`
	Polls []float64 `default:"24,72" help:"How many requests a feed and day."`
}

// Validate reports all faults at once.
func (f *flags) Validate() error {
	var faults []error
	if f.Feeds < 1 || len(f.Seeds) == 0 {
		faults = append(faults, errors.New("there are no feeds: ask for one at least, and give a seed"))
	}
	if f.Days <= warmUp {
		faults = append(faults, fmt.Errorf("days is %d: must be above %d, which are for warming up", f.Days, warmUp))
	}
	for _, n := range f.Polls {
		if !(n >= 1 && n <= 288) {
			faults = append(faults, fmt.Errorf("polls is %g: must be between 1 and 288, which is every %s", n, least))
		}
	}
	return errors.Join(faults...)
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) error {
	f := &flags{}
	if _, err := (env.Program{Name: "polling", Description: "Compares rules for when to poll a feed."}).Parse(f, os.Args[1:], nil); err != nil {
		return err
	}
	t, err := f.load()
	if err != nil {
		return err
	}
	all, err := compare(ctx, t, f.Polls)
	if err != nil {
		return err
	}
	all.print(os.Stdout)
	return nil
}

// load reads the trace, or makes one up.
func (f *flags) load() (trace, error) {
	if f.Trace != "" {
		return load(f.Trace)
	}
	return generate(f.Seeds, f.Feeds, f.Days), nil
}
