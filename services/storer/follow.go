package storer

import (
	"context"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
)

// What follows writing, and how: in portions, so that a stop or another replica
// never waits long for one, and so often.
const (
	indexPortion = 1000             // changes
	followEvery  = 5 * time.Second  // looks for what others wrote, or a crash left
	followAgain  = 10 * time.Second // after a fault

	// While articles come in full batches, a portion is followed by a rest of so many
	// times what it took: what follows then has a quarter of one core, and not what
	// writing needs to keep up.
	giveWay = 3
	rushFor = 2 * time.Second // after a full batch
)

// rush tells whether articles come as fast as they can be written.
type rush struct {
	begin time.Time
	last  atomic.Int64 // when the last full batch was written, in nanoseconds since begin; 0 without one
}

func newRush() *rush { return &rush{begin: time.Now()} }

func (r *rush) full() { r.last.Store(int64(time.Since(r.begin))) }
func (r *rush) on() bool {
	last := r.last.Load()
	return last > 0 && time.Since(r.begin)-time.Duration(last) < rushFor
}

// follower does what follows writing, beside it: writing never waits for it.
type follower struct {
	name string
	// step does a portion and says how much that was; 0 when nothing waits.
	step func(ctx context.Context) (int, error)
	rush *rush
	wake chan struct{} // holds one value once something was written
	log  *zap.Logger
}

func newFollower(name string, r *rush, log *zap.Logger, step func(ctx context.Context) (int, error)) *follower {
	return &follower{name: name, step: step, rush: r, wake: make(chan struct{}, 1), log: log.With(zap.String("part", name))}
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
		begin := time.Now()
		done, err := f.step(ctx)
		if ctx.Err() != nil {
			return
		}
		f.tell(failing, err)
		failing = err != nil
		switch {
		case failing:
			rest(ctx, followAgain, nil)
		case done == 0:
			rest(ctx, followEvery, f.wake)
		case f.rush.on():
			rest(ctx, giveWay*time.Since(begin), nil)
		}
	}
}

// tell logs the first fault of a row, and its end.
func (f *follower) tell(failing bool, err error) {
	switch {
	case err != nil && !failing:
		f.log.Warn("what follows writing is held up", zap.Error(err))
	case err == nil && failing:
		f.log.Info("what follows writing goes on")
	}
}

// rest waits for so long, or until it is woken.
func rest(ctx context.Context, pause time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-wake:
	case <-timer.C:
	case <-ctx.Done():
	}
}
