package websub

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// What comes of the signal that there is news in a feed.
const (
	signalPolled   = "polled"   // it is polled now
	signalHastened = "hastened" // it is polled as soon as its least interval is over
	signalOwed     = "owed"     // it is being polled already, and maybe too early: to be tried again
)

// leastOwn is the least interval that a feed's user can ask for.
const leastOwn = time.Minute

// signal has a feed polled as soon as its least interval allows. What it says is
// durable, except that a poll is owed.
func (s *Subscriber) signal(ctx context.Context, feed schema.Feed) (string, error) {
	err := s.catalogue.PollNow(ctx, feed.ID, s.least(feed))
	if soon, ok := errors.AsType[*catalogue.TooSoonError](err); ok {
		return s.hasten(ctx, feed.ID, soon.Next)
	}
	if errors.Is(err, catalogue.ErrNotScheduled) {
		return signalOwed, nil
	}
	return signalPolled, err
}

func (s *Subscriber) least(feed schema.Feed) time.Duration {
	if feed.MinInterval > 0 {
		return max(time.Duration(feed.MinInterval)*time.Second, leastOwn)
	}
	return s.config.Least
}

// hasten brings the feed's next poll forward to a time, if it isn't due before.
func (s *Subscriber) hasten(ctx context.Context, feed string, at time.Time) (string, error) {
	schedule, found, err := s.bus.Last(ctx, schema.StreamFeeds, schema.FeedSchedule(feed))
	if err != nil || !found {
		return signalOwed, err
	}
	if schedule.Firing() {
		return signalOwed, nil
	}
	var state schema.Poll
	if err := json.Unmarshal(schedule.Body, &state); err == nil && !state.Next.After(at) {
		return signalHastened, nil
	}
	_, err = s.bus.Schedule(ctx, bus.Schedule{
		Subject: schedule.Subject, Target: schema.FeedDue(feed), At: at,
		Fence: bus.Fence{Subject: schedule.Subject, Sequence: schedule.Sequence}, Body: schedule.Body, // its state is not ours to change
	})
	if errors.Is(err, bus.ErrFenced) {
		return signalOwed, nil // it has fired, or somebody else has written it
	}
	return signalHastened, err
}
