package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/stage"
)

// Setup makes what the services of a wire need on a NATS server, so that they
// themselves need not be allowed to.
type Setup struct {
	stage.Server  `embed:""`
	stage.Streams `embed:""`

	Reader     []string      `placeholder:"NAME" help:"Reader of articles that gets a durable consumer of its name; may be given several times. It begins with the oldest article."`
	PagesBytes int64         `placeholder:"BYTES" help:"Most bytes of pages in NATS, for parsers with --pages nats; without it there is no place for them."`
	KeepPages  time.Duration `default:"90d" help:"For how long pages are kept there."`
	NATSWait   time.Duration `name:"nats-wait" default:"1m" help:"How long to wait for the connection."`
}

// Examples are shown in the help.
func (Setup) Examples() []string {
	return []string{
		"wirecopy setup --nats nats://nats:4222 --nats-nkey setup.nk --stream-replicas 3",
		"wirecopy setup --reader archive --reader search",
		"wirecopy setup --pages-bytes 50000000000 --keep-pages 30d",
	}
}

// Validate reports all faults at once.
func (c *Setup) Validate() error {
	_, err := accounts.Config(c.Reader...)
	faults := []error{err, c.Streams.Validate()}
	if c.PagesBytes < 0 || c.KeepPages <= 0 {
		faults = append(faults, errors.New("--pages-bytes must not be below 0, and --keep-pages must be above 0"))
	}
	return errors.Join(faults...)
}

// sizes are those of the streams, and of the place of pages.
func (c *Setup) sizes() bus.Sizes {
	s := c.Sizes()
	s.PageBytes, s.PageAge = c.PagesBytes, c.KeepPages
	return s
}

// Run sets up what is missing, and changes what differs; it may be run again.
func (c *Setup) Run(ctx context.Context, t *Terminal) error {
	config := c.Bus(accounts.Setup)
	config.Patience = c.NATSWait
	b, err := bus.Connect(ctx, config, bus.Deps{Log: t.log()})
	if err != nil {
		return err
	}
	defer b.Close()
	topology := bus.Layout(c.sizes())
	for _, name := range c.Reader {
		topology.Consumers = append(topology.Consumers, bus.Reader(name))
	}
	if err := b.Apply(ctx, topology); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "%d streams, %d buckets and %d consumers are set up.\n", len(topology.Streams), len(topology.Buckets)+len(topology.Objects), len(topology.Consumers))
	return err
}
