package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/stage"
)

// Wire is how a command finds the wire that runs.
type Wire struct {
	stage.Server `embed:""`
}

// connect connects as who may do what people's commands need; see connectAs.
func (w Wire) connect(ctx context.Context, t *Terminal) (*bus.Bus, error) {
	return w.connectAs(ctx, t, accounts.Operator)
}

// connectAs connects as a user, or says at once what is in the way: who waits at a
// command line wants to know. A connection that is lost later is looked for.
func (w Wire) connectAs(ctx context.Context, t *Terminal, user string) (*bus.Bus, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, err := bus.Connect(ctx, w.Bus(user), bus.Deps{Log: t.log()})
	switch {
	case err == nil:
		return b, nil
	case errors.Is(err, nats.ErrAuthorization):
		return nil, fmt.Errorf("%w: this server wants to know who you are: give --nats-creds or --nats-nkey, or the password in --nats", err)
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
