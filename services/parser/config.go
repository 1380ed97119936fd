package parser

import (
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
)

// Config holds the settings of a [Parser]. Begin with [Defaults].
type Config struct {
	// Workers is how many pages are worked on at once; most of the time they wait for sites.
	Workers int
	// Retries are the waits before a page that can't be had is asked for again;
	// when they are used up it is given up.
	Retries []time.Duration
	// Deadline bounds the work on one page, the download included.
	Deadline time.Duration
	// Grace is how long pages in hand may take after a stop.
	Grace time.Duration
}

// Defaults try a page six times within nine hours.
func Defaults() Config {
	return Config{
		Workers:  16,
		Retries:  []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour},
		Deadline: time.Minute, Grace: 8 * time.Second,
	}
}

// Validate reports all faults at once.
func (c Config) Validate() error {
	var faults []error
	if c.Workers < 1 || c.Workers > 10_000 {
		faults = append(faults, fmt.Errorf("workers is %d: must be between 1 and 10000", c.Workers))
	}
	for _, wait := range c.Retries {
		if wait <= 0 {
			faults = append(faults, fmt.Errorf("a wait before a retry is %s: must be above 0", wait))
		}
	}
	if c.Deadline <= 0 || c.Deadline >= bus.ParserAckWait {
		faults = append(faults, fmt.Errorf("deadline is %s: must be above 0 and below %s", c.Deadline, bus.ParserAckWait))
	}
	if c.Grace <= 0 {
		faults = append(faults, fmt.Errorf("grace is %s: must be above 0", c.Grace))
	}
	return errors.Join(faults...)
}
