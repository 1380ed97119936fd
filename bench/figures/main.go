package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
)

// flags are the command line.
type flags struct {
	Wirecopy string `arg:"" help:"The wire's binary."`
	Feeds    int    `default:"200" help:"How many feeds there are."`
	Hosts    int    `default:"60" help:"On how many hosts."`
	Articles int    `default:"6000" help:"How many articles there are at the start."`
	Rounds   int    `default:"20" help:"How often each feed is polled while it has nothing new."`
	Flow     int    `default:"1000" help:"How many new articles are timed."`
	JSON     bool   `name:"json" help:"Figures as JSON."`
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) error {
	f := &flags{}
	if _, err := (env.Program{Name: "figures", Description: "Measures a whole wire on a made-up news web."}).Parse(f, os.Args[1:], nil); err != nil {
		return err
	}
	b, err := prepare(ctx, f)
	if err != nil {
		return err
	}
	figures, err := b.measure(ctx)
	if err := errors.Join(err, b.close()); err != nil {
		return err
	}
	if f.JSON {
		return json.NewEncoder(os.Stdout).Encode(figures)
	}
	_, err = fmt.Print(figures)
	return err
}
