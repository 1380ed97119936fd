// Command wirecopy is a news wire that you run yourself: all of it in one
// process (wirecopy up), and the tools to use one. See --help.
package main

import (
	"context"
	"os"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/up"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// grammar is the command line.
type grammar struct {
	Up up.Command `cmd:"" help:"Run the whole wire in this process, with nothing to install."`
}

func main() { os.Exit(daemon.Main(run)) }

func run(ctx context.Context) error {
	program := env.Program{Name: "wirecopy", Description: "A news wire that you run yourself.", Version: telemetry.Version()}
	command, err := program.Parse(&grammar{}, os.Args[1:], os.Environ())
	if err != nil {
		return err
	}
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run()
}
