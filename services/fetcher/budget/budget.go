package budget

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
)

const (
	// key is the record's in its bucket.
	key = "budget"
	// every is how often a replica reads the record and adds to it.
	every = time.Minute
	// patience bounds one look at the record.
	patience = 10 * time.Second
	// maxSwaps is how often a replica tries to add before it leaves it for the next minute.
	maxSwaps = 5
	// maxElapsed caps what a poll stands for, so that the first ones after a long
	// stop don't stand for all the time that nobody asked in.
	maxElapsed = 48 * time.Hour
)

// Bucket is the part of [bus.Bucket] that a budget needs.
type Bucket interface {
	Get(ctx context.Context, key string, value any) (bus.Revision, error)
	Swap(ctx context.Context, key string, value any, read bus.Revision) (bus.Revision, error)
}

var _ Bucket = (*bus.Bucket)(nil)

// Config is the budget's.
type Config struct {
	// PollsPerDay is how many requests all feeds together may make, by any number
	// of replicas, in the mean of a week; 0 leaves c as it is.
	PollsPerDay float64
	// C is the law's constant to begin with, and all along without a budget.
	C time.Duration
}

// Validate reports all faults at once.
func (c Config) Validate() error {
	var faults []error
	if !(c.PollsPerDay >= 0) || math.IsInf(c.PollsPerDay, 0) {
		faults = append(faults, fmt.Errorf("the polls a day are %g: must be 0 for no budget, or above", c.PollsPerDay))
	}
	if c.C <= 0 {
		faults = append(faults, fmt.Errorf("the interval of a feed with one entry a day, %s, must be above 0", c.C))
	}
	return errors.Join(faults...)
}

// Deps are what a [Budget] works with.
type Deps struct {
	Bucket Bucket // not looked at without a budget
	Log    *zap.Logger
}

// Budget is a replica's share in the wire's budget. Its methods may be called by
// any goroutine.
type Budget struct {
	config Config
	bucket Bucket
	log    *zap.Logger
	c      atomic.Int64 // a [time.Duration]

	mu      sync.Mutex
	planned float64   // since from
	from    time.Time // of [Budget.settle] alone
}

// New makes a budget; its errors are those of [Config.Validate].
func New(config Config, deps Deps) (*Budget, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("budget: %w", err)
	}
	b := &Budget{config: config, bucket: deps.Bucket, log: deps.Log.Named("budget")}
	b.c.Store(int64(config.C))
	return b, nil
}

// C is the law's constant that the wire has now, as far as this replica knows.
func (b *Budget) C() time.Duration { return time.Duration(b.c.Load()) }

// Planned tells of a poll: how long the one before it is ago, and how many polls
// a day the feed will get from now on. A feed's first poll, which has none before
// it, stands for nothing yet.
func (b *Budget) Planned(elapsed time.Duration, daily float64) {
	sum := min(elapsed, maxElapsed).Hours() / 24 * daily
	if b.config.PollsPerDay == 0 || !(sum > 0) || math.IsInf(sum, 0) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.planned += sum
}

// Run shares in the record until ctx ends, once at once and then every minute. A
// record that can't be reached is no error: the log says so, and that it can be again.
func (b *Budget) Run(ctx context.Context) error {
	if b.config.PollsPerDay == 0 {
		<-ctx.Done()
		return nil
	}
	reached := true
	for {
		err := b.settle(ctx, time.Now())
		switch {
		case ctx.Err() != nil: // a look that was cut short is no fault
		case err != nil && reached:
			b.log.Warn("can't share in the budget, going on with what is known of it", zap.Error(err), zap.Duration("c", b.C()))
		case err == nil && !reached:
			b.log.Info("sharing in the budget again", zap.Duration("c", b.C()))
		}
		reached = err == nil
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(every*9/10 + rand.N(every/5)): // so that replicas don't meet
		}
	}
}

// settle reads the record, adds what was planned since the last time, and ends the
// window if it has seen enough. What can't be added is kept for the next time.
func (b *Budget) settle(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	b.mu.Lock()
	planned, from := b.planned, b.from
	b.mu.Unlock()
	for range maxSwaps {
		err := b.share(ctx, planned, from, now)
		if errors.Is(err, bus.ErrFenced) {
			continue // another replica was faster: its record is the one to add to
		}
		if err != nil {
			return err
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.planned, b.from = b.planned-planned, now
		return nil
	}
	return fmt.Errorf("add to the budget: others were faster %d times", maxSwaps)
}

// share is one try of settle.
func (b *Budget) share(ctx context.Context, planned float64, from, now time.Time) error {
	var body json.RawMessage
	read, err := b.bucket.Get(ctx, key, &body)
	if err != nil {
		return err
	}
	var r, next record
	if json.Unmarshal(body, &r) != nil {
		r = record{}
	}
	if r.sane() { // if not, what this replica knows is as good as any
		b.c.Store(int64(r.C * float64(time.Second)))
	}
	var ended bool
	if r.sane() && r.open(now) {
		next, ended = r.add(planned, from, now).settle(b.config.PollsPerDay, now)
	} else {
		next = begin(b.C(), now)
	}
	if next == r {
		return nil
	}
	if _, err := b.bucket.Swap(ctx, key, next, read); err != nil {
		return err
	}
	b.c.Store(int64(next.C * float64(time.Second)))
	if ended {
		b.log.Debug("the budget's window ended", zap.Float64("planned", r.Planned+planned), zap.Duration("window", now.Sub(r.Since)),
			zap.Duration("c_before", time.Duration(r.C*float64(time.Second))), zap.Duration("c", b.C()))
	}
	return nil
}
