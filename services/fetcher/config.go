package fetcher

import (
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/services/fetcher/budget"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// Config holds the settings of a [Fetcher]. Begin with [Defaults].
type Config struct {
	// Workers is how many feeds are polled at once.
	Workers int
	// Policy says when a feed is polled again.
	Policy policy.Config
	// PollsPerDay is how many polls all feeds of the wire may get together in a day,
	// in the mean of a week, by any number of replicas; 0 leaves Policy.C as it is.
	PollsPerDay float64
	// Least is the least time between two polls of a feed whoever asks for one,
	// where neither the feed nor Policy has a shorter one.
	Least time.Duration
	// Backfill is how far back the first poll of a feed goes; 0 announces nothing
	// that is there already.
	Backfill time.Duration
	// BackfillItems is how many entries a first poll announces at most, the newest.
	BackfillItems int
	// FirstPolls is how many feeds a second are asked for the first time, so that
	// adding many is no burst. Each replica counts for itself.
	FirstPolls int
	// Reconcile is how often the whole catalogue is compared with the schedules at
	// least; a small one is compared more often.
	Reconcile time.Duration
	// Deadline bounds the work on one feed, the poll included.
	Deadline time.Duration
	// Grace is how long polls in hand may take after a stop.
	Grace time.Duration
}

// Defaults are settings for up to some thousands of feeds a process.
func Defaults() Config {
	return Config{
		Workers: 32, Policy: policy.Defaults(), Least: 5 * time.Minute, Backfill: 7 * 24 * time.Hour, BackfillItems: 100,
		FirstPolls: 20, Reconcile: time.Hour, Deadline: 45 * time.Second, Grace: 8 * time.Second,
	}
}

// Validate reports all faults at once.
func (c Config) Validate() error {
	faults := []error{c.Policy.Validate(), budget.Config{PollsPerDay: c.PollsPerDay, C: c.Policy.C}.Validate()}
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	demand(c.Workers > 0 && c.Workers <= 10_000, "workers is %d: must be between 1 and 10000", c.Workers)
	demand(c.Least >= 0, "least is %s: must not be below 0", c.Least)
	demand(c.Backfill >= 0, "backfill is %s: must not be below 0", c.Backfill)
	demand(c.BackfillItems >= 0, "backfill items is %d: must not be below 0", c.BackfillItems)
	demand(c.FirstPolls > 0, "first polls is %d a second: must be above 0", c.FirstPolls)
	demand(c.Reconcile >= time.Minute, "reconcile is %s: must be a minute or more", c.Reconcile)
	demand(c.Deadline > 0 && c.Deadline < bus.FetcherAckWait, "deadline is %s: must be above 0 and below %s", c.Deadline, bus.FetcherAckWait)
	demand(c.Grace > 0, "grace is %s: must be above 0", c.Grace)
	return errors.Join(faults...)
}
