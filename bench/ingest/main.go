package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
)

// flags are the command line.
type flags struct {
	Store    string        `default:"postgres" enum:"postgres,sqlite" help:"What is measured: postgres or sqlite."`
	Articles int           `default:"200000" help:"How many articles are written."`
	Batch    int           `default:"500" help:"How many in one transaction."`
	Phases   []string      `default:"write,index,ask,stream" enum:"write,index,ask,stream" help:"What is measured, in this order."`
	Rate     int           `default:"3000" help:"How many articles a second are published in the last phase."`
	For      time.Duration `default:"20s" help:"For how long."`
	Asks     int           `default:"5" help:"How often each question is asked, after once to warm up."`
	Each     bool          `help:"Print each question with its time."`
	Dir      string        `placeholder:"DIR" help:"Where SQLite's file is made; the directory for temporary files by default."`
	Profile  string        `placeholder:"FILE" help:"Write a CPU profile of this process there."`
	JSON     bool          `name:"json" help:"Figures as JSON."`
}

// Validate reports all faults at once.
func (f *flags) Validate() error {
	if f.Articles < f.Batch || f.Batch < 1 || f.Rate < 1 || f.For <= 0 || f.Asks < 1 {
		return errors.New("articles, batch, rate, time and asks must be above 0, and a batch no larger than all")
	}
	return nil
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) error {
	f := &flags{}
	if _, err := (env.Program{Name: "ingest", Description: "Measures a store of articles."}).Parse(f, os.Args[1:], nil); err != nil {
		return err
	}
	p, err := open(ctx, f)
	if err != nil {
		return err
	}
	stop, err := profile(f.Profile)
	if err != nil {
		return errors.Join(err, p.close())
	}
	figures, err := measure(ctx, f, p)
	if err := errors.Join(err, stop(), p.close()); err != nil {
		return err
	}
	if f.JSON {
		return json.NewEncoder(os.Stdout).Encode(figures)
	}
	_, err = fmt.Print(figures)
	return err
}

// profile begins a profile of this process, if there is a name for its file.
func profile(name string) (stop func() error, err error) {
	if name == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}

// measure runs the phases, one after the other.
func measure(ctx context.Context, f *flags, p *place) (figures Figures, err error) {
	figures.Store, figures.Articles = f.Store, f.Articles
	for _, phase := range []struct {
		name string
		run  func(context.Context, *flags, *place, *Figures) error
	}{{"write", write}, {"index", index}, {"ask", ask}, {"stream", stream}} {
		if slices.Contains(f.Phases, phase.name) && err == nil {
			err = phase.run(ctx, f, p, &figures)
		}
	}
	return figures, err
}
