package fetcher

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// restAfter is when a last message comes again that came too early.
const restAfter = 2 * time.Second

// A feed that is paused or removed is laid to rest by whoever has its due message
// in hand, as everything is done with a feed: the seeder only has a last message
// sent. So redeliveries, replicas and a user who has changed their mind need no
// rules of their own. What the fetcher of the message before may still tell comes
// first, for that message is there until it has.

// listed finds what the catalogue says of a due message's feed. It is false for a
// feed that is not to be polled, whose clock ends with this message.
func (f *Fetcher) listed(ctx context.Context, m *bus.Message, id string) (schema.Feed, bool, error) {
	feed, found, err := f.catalogue.Get(ctx, id)
	if err == nil && (!found || feed.Paused) {
		if early, err := f.early(ctx, m, id); early || err != nil {
			return schema.Feed{}, false, err
		}
	}
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

// early puts a last message off that has come while the message before it is still
// in somebody's hand, and says so.
func (f *Fetcher) early(ctx context.Context, m *bus.Message, id string) (bool, error) {
	for first, err := range f.bus.Browse(ctx, m.Stream, m.Subject, 1) {
		if err != nil || first.Sequence >= m.Sequence {
			return false, err
		}
		_, err = f.bus.Schedule(ctx, bus.Schedule{
			Subject: schema.FeedSchedule(id), Target: m.Subject, At: time.Now().Add(restAfter), Fence: m.Fence(), Body: m.Body,
		})
		return true, unlessFenced(err)
	}
	return false, nil
}

// pause tells that a feed is paused. All the rest of its state is kept, and with
// it the time before which its site doesn't want to be asked.
func (f *Fetcher) pause(ctx context.Context, m *bus.Message, feed schema.Feed) error {
	before, _, err := f.last(ctx, feed)
	if err != nil {
		return err
	}
	state, err := readState(m.Body, feed.ID)
	if err != nil {
		state = before
	}
	state.Health, state.Since = before.Health, before.Since
	setHealth(&state, schema.HealthPaused, f.now())
	body, err := writeState(state)
	if err != nil {
		return err
	}
	_, stored, err := f.bus.Publish(ctx, bus.Outgoing{
		Subject: schema.PollOf(feed.ID), ID: fmt.Sprintf("%s.%d.paused", feed.ID, m.Sequence),
		Header: map[string]string{"content-type": "application/json"}, Body: body,
	})
	if err != nil {
		return err
	}
	if stored {
		f.change(before, state)
	}
	return f.hubs.Left(ctx, feed.ID)
}

// awake is the state of a feed that is polled again, as it was left.
func awake(s schema.Poll) schema.Poll {
	if s.Health != schema.HealthPaused {
		return s
	}
	switch {
	case s.Count == 0:
		s.Health = schema.HealthNew
	case s.Failures > 0:
		s.Health = schema.HealthFailing
	default:
		s.Health = schema.HealthOK
	}
	return s
}

// last is the state that a feed's latest poll left; told is false, and the state
// that of a feed that was never polled, when there is none or it can't be read.
func (f *Fetcher) last(ctx context.Context, feed schema.Feed) (state schema.Poll, told bool, err error) {
	stored, found, err := f.bus.Last(ctx, schema.StreamPolls, schema.PollOf(feed.ID))
	if err != nil || !found {
		return fresh(feed), false, err
	}
	state, err = readState(stored.Body, feed.ID)
	if err != nil {
		f.log.Error("a feed begins anew", zap.String("feed", feed.ID), zap.Error(err))
		return fresh(feed), true, nil
	}
	return state, true, nil
}

// forget takes away what was told of a feed that was removed: the very message
// that is there, and none that comes after it.
func (f *Fetcher) forget(ctx context.Context, id string) error {
	if err := f.hubs.Left(ctx, id); err != nil {
		return err
	}
	told, found, err := f.bus.Last(ctx, schema.StreamPolls, schema.PollOf(id))
	if err != nil || !found {
		return err
	}
	return f.bus.Delete(ctx, schema.StreamPolls, told.Sequence)
}
