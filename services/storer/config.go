package storer

import (
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
)

// Config holds the settings of a [Storer]. Begin with [Defaults].
type Config struct {
	// BatchSize is how many articles are written in one transaction at most.
	BatchSize int
	// BatchAge is how long an article waits for others to be written with.
	BatchAge time.Duration
	// Deadline bounds one write.
	Deadline time.Duration
	// Grace is how long a write in hand may take after a stop.
	Grace time.Duration
}

// Defaults are settings for any load: a busy wire fills its batches, and a quiet
// one stores an article within a quarter of a second.
func Defaults() Config {
	return Config{BatchSize: 256, BatchAge: 250 * time.Millisecond, Deadline: 45 * time.Second, Grace: 8 * time.Second}
}

// Validate reports all faults at once.
func (c Config) Validate() error {
	var faults []error
	if c.BatchSize < 1 || c.BatchSize > 10_000 {
		faults = append(faults, fmt.Errorf("batch size is %d: must be between 1 and 10000", c.BatchSize))
	}
	if c.BatchAge <= 0 || c.BatchAge > 10*time.Second {
		faults = append(faults, fmt.Errorf("batch age is %s: must be above 0 and at most 10s", c.BatchAge))
	}
	if c.Deadline <= 0 || c.Deadline >= bus.StorerAckWait {
		faults = append(faults, fmt.Errorf("deadline is %s: must be above 0 and below %s", c.Deadline, bus.StorerAckWait))
	}
	if c.Grace <= 0 {
		faults = append(faults, fmt.Errorf("grace is %s: must be above 0", c.Grace))
	}
	return errors.Join(faults...)
}
