package storer

import (
	"context"
	"time"

	"go.uber.org/zap"
)

// What follows writing, and how: in portions, so that a stop or another replica
// never waits long for one, and so often.
const (
	indexPortion = 1000             // changes
	followEvery  = 5 * time.Second  // looks for what others wrote, or a crash left
	followAgain  = 10 * time.Second // after a fault
)

// follower does what follows writing, beside it: writing never waits for it.
type follower struct {
	name string
	// step does a portion and says how much that was; 0 when nothing waits.
	step func(ctx context.Context) (int, error)
	wake chan struct{} // holds one value once something was written
	log  *zap.Logger
}

func newFollower(name string, log *zap.Logger, step func(ctx context.Context) (int, error)) *follower {
	return &follower{name: name, step: step, wake: make(chan struct{}, 1), log: log.With(zap.String("part", name))}
}

// written tells the follower that there is something to do.
func (f *follower) written() {
	select {
	case f.wake <- struct{}{}:
	default: // it knows
	}
}

// run works until ctx ends. What a stop cuts off was not done, and is done again.
func (f *follower) run(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		done, err := f.step(ctx)
		pause := followEvery
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if !failing {
				f.log.Warn("what follows writing is held up", zap.Error(err))
			}
			pause = followAgain
		case failing:
			f.log.Info("what follows writing goes on")
		}
		if failing = err != nil; done > 0 && !failing {
			continue
		}
		f.rest(ctx, pause, failing)
	}
}

// rest waits until something was written, or for so long; after a fault it waits in any case.
func (f *follower) rest(ctx context.Context, pause time.Duration, failing bool) {
	wake := f.wake
	if failing {
		wake = nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-wake:
	case <-timer.C:
	case <-ctx.Done():
	}
}
