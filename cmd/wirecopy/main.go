// Command wirecopy is a news wire that you run yourself: all of it in one
// process (wirecopy up), and the tools to use one. See --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/command"
	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/up"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// grammar is the command line.
type grammar struct {
	Up       up.Command       `cmd:"" help:"Run the whole wire in this process, with nothing to install."`
	Feeds    command.Feeds    `cmd:"" help:"Add, list, pause, poll and remove feeds of a running wire."`
	Tail     command.Tail     `cmd:"" help:"Show articles of a running wire as they come."`
	Articles command.Articles `cmd:"" help:"List or search stored articles."`
	Replay   command.Replay   `cmd:"" help:"Publish stored articles once more, for a consumer that is new."`
	Rejected command.Rejected `cmd:"" help:"List, show and retry what could not become a record."`
	Reparse  command.Reparse  `cmd:"" help:"Make records of kept pages once more, with this release."`
	Erase    command.Erase    `cmd:"" help:"Erase articles of a running wire for good."`
	Check    command.Check    `cmd:"" help:"Send made-up news through a running wire, to see that it works."`
	Setup    command.Setup    `cmd:"" help:"Set up the streams of a wire whose services may not."`
	Accounts command.Accounts `cmd:"" help:"Print who may do what on a NATS server, for its configuration, and make keys."`
	Extract  command.Extract  `cmd:"" help:"Show the record of any page."`
	Newsroom command.Newsroom `cmd:"" help:"Serve a made-up news web, to try and to measure a wire on."`
	Version  command.Version  `cmd:"" help:"Show what this is made of."`
}

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader that has gone, as in tail | head, is an error of the write
	os.Exit(daemon.Main(run))
}

func run(ctx context.Context) error {
	program := env.Program{Name: "wirecopy", Description: "A news wire that you run yourself.", Version: telemetry.Version()}
	chosen, err := program.Parse(&grammar{}, os.Args[1:], os.Environ())
	if err != nil {
		return err
	}
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		width = 0 // no terminal
	}
	chosen.BindTo(ctx, (*context.Context)(nil))
	watched := term.IsTerminal(int(os.Stderr.Fd()))
	return chosen.Run(&command.Terminal{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Width: width, Watched: watched})
}
