package fetcher

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// watchRetry lies between two tries to watch the catalogue.
const watchRetry = 5 * time.Second

// seeder gives a schedule to every feed of the catalogue that has none: to new
// ones, to those that were paused, and to any that was lost.
type seeder struct {
	*Fetcher
	active map[string]bool // the feeds that are to be polled; by run only
	slot   time.Time       // when the next first poll may be; by run only
}

func newSeeder(f *Fetcher) *seeder { return &seeder{Fetcher: f, active: map[string]bool{}} }

// run watches the catalogue until ctx ends, and reads the whole of it again at
// every reconciliation, which a new watch begins with.
func (s *seeder) run(ctx context.Context) error {
	failing := false
	for ctx.Err() == nil {
		round, cancel := context.WithTimeout(ctx, s.config.Reconcile)
		clear(s.active)
		err := s.catalogue.Watch(round, func(change catalogue.Change) error { return s.changed(round, change) }, nil)
		over := round.Err() != nil
		cancel()
		switch {
		case over:
			failing = false
			continue
		case !failing:
			failing = true
			s.log.Warn("can't watch the catalogue, trying again", zap.Error(err))
		}
		select {
		case <-time.After(watchRetry):
		case <-ctx.Done():
		}
	}
	return nil
}

// changed looks at one feed. The only error is one that NATS has, and ends the watch.
func (s *seeder) changed(ctx context.Context, change catalogue.Change) error {
	if change.Err != nil {
		s.log.Error("an entry of the catalogue can't be used: put the feed again", zap.Error(change.Err))
		return nil //nolint:nilerr // it is told here, and concerns one feed
	}
	if change.Removed || change.Feed.Paused {
		delete(s.active, change.ID)
	} else {
		s.active[change.ID] = true
	}
	s.metrics.feeds.Set(float64(len(s.active)))
	if !s.active[change.ID] {
		return nil // its schedule ends when it is due
	}
	return s.seed(ctx, change.Feed)
}

// seed writes a feed's schedule if there is neither one nor a due message. The
// schedule is read first: a feed in flight has its due message acknowledged only
// after the next schedule is there, so that it is always seen in one of them.
func (s *seeder) seed(ctx context.Context, feed schema.Feed) error {
	for _, subject := range []string{schema.FeedSchedule(feed.ID), schema.FeedDue(feed.ID)} {
		_, found, err := s.bus.Last(ctx, schema.StreamFeeds, subject)
		if found || err != nil {
			return err
		}
	}
	state, err := s.last(ctx, feed)
	if err != nil {
		return err
	}
	if at := s.turn(); state.Next.Before(at) {
		state.Next = at
	}
	body, err := writeState(state)
	if err != nil {
		return err
	}
	_, err = s.bus.Schedule(ctx, bus.Schedule{
		Subject: schema.FeedSchedule(feed.ID), Target: schema.FeedDue(feed.ID), At: state.Next,
		Fence: bus.Fence{Subject: schema.FeedSchedule(feed.ID)}, Body: body,
	})
	if errors.Is(err, bus.ErrFenced) {
		return nil // another replica was faster
	}
	return err
}

// last is the state that the feed's latest poll left, so that nothing is asked
// unconditionally or announced twice; a feed that was never polled has a fresh one.
func (s *seeder) last(ctx context.Context, feed schema.Feed) (schema.Poll, error) {
	told, found, err := s.bus.Last(ctx, schema.StreamPolls, schema.PollOf(feed.ID))
	if err != nil || !found {
		return fresh(feed), err
	}
	state, err := readState(told.Body, feed.ID)
	if err != nil {
		s.log.Error("a feed begins anew", zap.String("feed_url", feed.URL), zap.Error(err))
		return fresh(feed), nil
	}
	return state, nil
}

// turn hands out the times of first polls, so that many feeds at once are no burst.
func (s *seeder) turn() time.Time {
	at := now()
	if s.slot.After(at) {
		at = s.slot
	}
	s.slot = at.Add(time.Second / time.Duration(s.config.FirstPolls))
	return at
}
