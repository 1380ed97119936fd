package fetcher

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// watchRetry lies between two tries to follow the catalogue.
	watchRetry = 5 * time.Second
	// countEvery is how often the feeds that have a clock are counted.
	countEvery = 5 * time.Second
)

// seeder gives a clock to every feed of the catalogue that has none: to new ones,
// to those that were paused, and to any that was lost; and it has the clocks of
// paused and removed feeds end. It keeps nothing of any feed.
type seeder struct {
	*Fetcher

	took atomic.Int64 // how long the latest look at all feeds took, in nanoseconds

	mu   sync.Mutex
	slot time.Time // when the next first poll may be
}

func newSeeder(f *Fetcher) *seeder { return &seeder{Fetcher: f} }

// run follows the catalogue until ctx ends, looks through the whole of it at the
// beginning and once in a while, and counts.
func (s *seeder) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { s.follow(ctx); return nil })
	group.Go(func() error { s.keepReconciled(ctx); return nil })
	group.Go(func() error { s.keepCounted(ctx); return nil })
	return group.Wait()
}

// follow looks at every feed that changes. Whenever it begins, something may have
// changed unseen, so that it looks at all of them.
func (s *seeder) follow(ctx context.Context) {
	failing := false
	for {
		seenAll, err := s.followOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		if failing = failing && !seenAll; !failing {
			failing = true
			s.log.Warn("can't follow the catalogue, trying again", zap.Error(err))
		}
		select {
		case <-time.After(watchRetry):
		case <-ctx.Done():
			return
		}
	}
}

// followOnce follows until NATS doesn't let it, and says whether it had looked at
// all feeds by then.
func (s *seeder) followOnce(ctx context.Context) (seenAll bool, err error) {
	group, ctx := errgroup.WithContext(ctx)
	begun := make(chan struct{})
	group.Go(func() error {
		return s.catalogue.Follow(ctx, func(change catalogue.Change) error { return s.look(ctx, change) }, func() { close(begun) })
	})
	group.Go(func() error {
		select {
		case <-begun:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := s.walk(ctx)
		seenAll = err == nil
		return err
	})
	err = group.Wait()
	return seenAll, err
}

// look sees to it that a feed has a clock, or none, as its user wants it. The only
// error is one that NATS has.
//
// The schedule is read first: a feed in flight has its due message acknowledged
// only after the next schedule is there, so that it is always seen in one of them.
// What is to be told of a feed that rests is told by whoever gets its due message.
func (s *seeder) look(ctx context.Context, change catalogue.Change) error {
	if change.Err != nil {
		s.log.Error("an entry of the catalogue can't be used: put the feed again", zap.Error(change.Err))
		return nil //nolint:nilerr // it is told here, and concerns one feed
	}
	wanted := !change.Removed && !change.Feed.Paused
	schedule, found, err := s.bus.Last(ctx, schema.StreamFeeds, schema.FeedSchedule(change.ID))
	switch {
	case err != nil:
		return err
	case found && wanted:
		return s.correct(ctx, change.Feed, schedule)
	case found:
		return s.rest(ctx, change, schedule)
	}
	_, found, err = s.bus.Last(ctx, schema.StreamFeeds, schema.FeedDue(change.ID))
	if found || err != nil {
		return err
	}
	feed := change.Feed
	feed.ID = change.ID // of a feed that was removed nothing else is known
	state, told, err := s.last(ctx, feed)
	if err != nil || change.Removed && !told || change.Feed.Paused && state.Health == schema.HealthPaused {
		return err
	}
	fence := bus.Fence{Subject: schema.FeedSchedule(change.ID)}
	if !wanted {
		state.Health = schema.HealthPaused
		return s.seed(ctx, state, time.Now(), fence)
	}
	if at := s.turn(); state.Next.Before(at) {
		state.Next = at
	}
	return s.seed(ctx, awake(state), state.Next, fence)
}

// rest sends the last message of a feed that is not to be polled, instead of its
// schedule. The message says that it is no poll that is due, should the user have
// changed their mind when it comes.
func (s *seeder) rest(ctx context.Context, change catalogue.Change, schedule bus.Stored) error {
	if state, err := readState(schedule.Body, change.ID); err == nil { // else it is kept and told when it is due
		state.Health = schema.HealthPaused
		if schedule.Body, err = writeState(state); err != nil {
			return err
		}
	}
	return unlessFenced(s.bus.Fire(ctx, schedule))
}

// correct has a feed polled soon whose user has given another address: by the old
// one it may be gone, and asked monthly.
func (s *seeder) correct(ctx context.Context, feed schema.Feed, schedule bus.Stored) error {
	state, err := readState(schedule.Body, feed.ID)
	if err != nil || !otherAddress(state, feed) || schedule.Firing() {
		return nil //nolint:nilerr // it is kept and told when it is due
	}
	at := s.now()
	if until := s.tooSoon(feed, state); until.After(at) {
		at = until
	}
	if !at.Before(state.Next) {
		return nil
	}
	state.Next = at
	return s.seed(ctx, state, at, bus.Fence{Subject: schedule.Subject, Sequence: schedule.Sequence})
}

// seed writes a feed's schedule, unless another replica was faster.
func (s *seeder) seed(ctx context.Context, state schema.Poll, at time.Time, fence bus.Fence) error {
	body, err := writeState(state)
	if err != nil {
		return err
	}
	_, err = s.bus.Schedule(ctx, bus.Schedule{
		Subject: schema.FeedSchedule(state.Feed), Target: schema.FeedDue(state.Feed), At: at, Fence: fence, Body: body,
	})
	return unlessFenced(err)
}

// turn hands out the times of first polls, so that many feeds at once are no burst.
func (s *seeder) turn() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.now()
	if s.slot.After(at) {
		at = s.slot
	}
	s.slot = at.Add(time.Second / time.Duration(s.config.FirstPolls))
	return at
}

// keepCounted keeps the number of feeds that have a clock: each has one message, or for
// a moment two while it is polled.
func (s *seeder) keepCounted(ctx context.Context) {
	for {
		if stream, err := s.bus.JetStream().Stream(ctx, schema.StreamFeeds); err == nil {
			s.metrics.feeds.Set(float64(stream.CachedInfo().State.Msgs))
		}
		select {
		case <-time.After(countEvery):
		case <-ctx.Done():
			return
		}
	}
}

// unlessFenced takes it for done when somebody else was faster.
func unlessFenced(err error) error {
	if errors.Is(err, bus.ErrFenced) {
		return nil
	}
	return err
}
