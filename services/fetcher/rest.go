package fetcher

import (
	"context"
	"errors"
	"fmt"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// A feed that is paused or removed is laid to rest by whoever has its due message
// in hand, as everything is done with a feed: the seeder only has that message
// sent now. So nothing is ever written beside a poll that is under way, and
// redeliveries, replicas and a user who has changed their mind need no rules of
// their own.

// listed finds what the catalogue says of a due message's feed. It is false for a
// feed that is not to be polled, whose clock ends with this message.
func (f *Fetcher) listed(ctx context.Context, m *bus.Message, id string) (schema.Feed, bool, error) {
	feed, found, err := f.catalogue.Get(ctx, id)
	if err == nil && !found {
		if err = f.forget(ctx, id); err == nil {
			// Who adds a feed again after this look has its polls.<feed> gone and this
			// message in the way; the next reconciliation winds its clock up.
			feed, found, err = f.catalogue.Get(ctx, id)
		}
	}
	switch {
	case errors.Is(err, catalogue.ErrUnreadable):
		f.log.Error("a feed is not polled before it is put again", zap.Error(err))
		return schema.Feed{}, false, nil // holding its message would keep a worker from all others
	case err != nil || !found:
		return schema.Feed{}, false, err
	case feed.Paused:
		return schema.Feed{}, false, f.pause(ctx, m, feed)
	}
	return feed, true, nil
}

// pause tells that a feed is paused. All the rest of its state is kept, and with
// it the time before which its site doesn't want to be asked.
func (f *Fetcher) pause(ctx context.Context, m *bus.Message, feed schema.Feed) error {
	before, err := readState(m.Body, feed.ID)
	if err != nil {
		before = fresh(feed)
	}
	state := before
	setHealth(&state, schema.HealthPaused, f.now())
	body, err := writeState(state)
	if err != nil {
		return err
	}
	_, stored, err := f.bus.Publish(ctx, bus.Outgoing{
		Subject: schema.PollOf(feed.ID), ID: fmt.Sprintf("%s.%d.paused", feed.ID, m.Sequence),
		Header: map[string]string{"content-type": "application/json"}, Body: body,
	})
	if stored {
		f.change(before, state)
	}
	return err
}

// forget takes away what was told of a feed that was removed: the very message
// that is there, and none that comes after it.
func (f *Fetcher) forget(ctx context.Context, id string) error {
	told, found, err := f.bus.Last(ctx, schema.StreamPolls, schema.PollOf(id))
	if err != nil || !found {
		return err
	}
	return f.bus.Delete(ctx, schema.StreamPolls, told.Sequence)
}
