package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/services/storer/stores"
)

// flags are the command line.
type flags struct {
	Data       string   `placeholder:"DIR" help:"Where sets of pages lie; without it the newsroom is measured."`
	Sets       []string `placeholder:"NAME" help:"Which sets; all that are known by default."`
	Near       float64  `default:"0.15" help:"Pairs with that share of the shorter text in common are listed too."`
	Hosts      int      `default:"60" help:"How many papers the newsroom has."`
	Feeds      int      `default:"200" help:"How many feeds it has."`
	Each       int      `default:"30" help:"How many articles a feed has."`
	Syndicated float64  `default:"0.4" help:"Which share of its articles is taken over from agencies."`
	Seed       uint64   `default:"1" help:"Of the newsroom."`
	Show       int      `help:"How many wrong and how many missing pairs to show."`
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) (err error) {
	f := &flags{}
	if _, err := (env.Program{Name: "stories", Description: "Measures how articles are sorted into stories."}).Parse(f, os.Args[1:], nil); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "wirecopy-stories-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := stores.Open(ctx, "sqlite:"+filepath.Join(dir, "articles.db"), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if f.Data != "" {
		return listPairs(ctx, f, s, os.Stdout)
	}
	return measureNewsroom(ctx, f, s, os.Stdout)
}
