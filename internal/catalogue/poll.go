package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// ErrNotScheduled is returned for a feed whose next poll isn't waiting for its
// time: it is being polled now, or it isn't polled at all.
var ErrNotScheduled = errors.New("not scheduled")

// TooSoonError says that a feed was polled a moment ago.
type TooSoonError struct {
	At   time.Time // of the latest poll
	Next time.Time // the earliest time for another one
}

// Error says when it is not too soon any more.
func (e *TooSoonError) Error() string {
	return fmt.Sprintf("polled at %s already: not again before %s", e.At.Format(time.TimeOnly), e.Next.Format(time.TimeOnly))
}

// PollNow has a feed polled now and not when it is due, but no sooner than least
// after its latest poll, which is a [*TooSoonError]. A poll that is under way is
// [ErrNotScheduled]: there is never a second one beside it.
func (c *Catalogue) PollNow(ctx context.Context, id string, least time.Duration) error {
	schedule, found, err := c.bus.Last(ctx, schema.StreamFeeds, schema.FeedSchedule(id))
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("poll feed %s now: %w", id, ErrNotScheduled)
	}
	var state schema.Poll
	if err := json.Unmarshal(schedule.Body, &state); err == nil {
		if next := state.At.Add(least); time.Now().Before(next) {
			return &TooSoonError{At: state.At, Next: next}
		}
	}
	err = c.bus.Fire(ctx, schedule)
	if errors.Is(err, bus.ErrFenced) {
		return fmt.Errorf("poll feed %s now: %w", id, ErrNotScheduled)
	}
	return err
}

// Latest is the outcome of a feed's latest poll; found is false before the first one.
func (c *Catalogue) Latest(ctx context.Context, id string) (poll schema.Poll, found bool, err error) {
	told, found, err := c.bus.Last(ctx, schema.StreamPolls, schema.PollOf(id))
	if err != nil || !found {
		return schema.Poll{}, false, err
	}
	if err := json.Unmarshal(told.Body, &poll); err != nil {
		return schema.Poll{}, false, fmt.Errorf("read the latest poll of feed %s: %w", id, err)
	}
	return poll, true, nil
}
