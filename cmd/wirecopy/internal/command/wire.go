package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
)

// Wire is how a command finds the wire that runs.
type Wire struct {
	NATS      string `name:"nats" default:"nats://127.0.0.1:4222" help:"Address of the wire's NATS server, or several with commas."`
	NATSCreds string `name:"nats-creds" placeholder:"FILE" help:"File with the user's JWT and key."`
}

// connect connects, or says at once what is in the way: who waits at a command
// line wants to know. A connection that is lost later is looked for.
func (w Wire) connect(ctx context.Context, t *Terminal) (*bus.Bus, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, err := bus.Connect(ctx, bus.Config{URL: w.NATS, Name: "wirecopy", Credentials: w.NATSCreds}, bus.Deps{Log: t.log()})
	switch {
	case err == nil:
		return b, nil
	case errors.Is(err, nats.ErrAuthorization):
		return nil, fmt.Errorf("%w: this server wants to know who you are: give --nats-creds, or the password in --nats", err)
	default:
		return nil, fmt.Errorf("%w: is `wirecopy up` running there? If the wire is elsewhere, give its address with --nats", err)
	}
}

// catalogue opens the wire's catalogue; the caller closes the connection.
func (w Wire) catalogue(ctx context.Context, t *Terminal) (feeds *catalogue.Catalogue, b *bus.Bus, err error) {
	b, err = w.connect(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	feeds, err = catalogue.Open(ctx, b)
	if err != nil {
		b.Close()
		return nil, nil, err
	}
	return feeds, b, nil
}
