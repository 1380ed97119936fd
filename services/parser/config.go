package parser

import (
	"errors"
	"fmt"
	"slices"
	"strings"
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
	// MaxPages is how many pages of one article are asked for and joined; 1 asks for
	// the first alone.
	MaxPages int
	// LookAgain is when a page is looked at again after its article was published
	// or its feed last said that it changed, counted from then and ascending;
	// nothing looks again. Each look that is pending is an item in the stream.
	LookAgain []time.Duration
	// Refuse names the reservations, of [Reservations], for which the text of a page
	// is not used: its record has what the feed said.
	Refuse []string
	// KeepPages is for how long the pages that versions were made of are kept, if there is a place for them.
	KeepPages time.Duration
	// Deadline bounds the work on one page, the download included.
	Deadline time.Duration
	// Grace is how long pages in hand may take after a stop.
	Grace time.Duration
}

// Defaults try a page six times within nine hours.
func Defaults() Config {
	return Config{
		Workers: 16, MaxPages: 10,
		Retries:   []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour},
		KeepPages: 90 * 24 * time.Hour, Deadline: time.Minute, Grace: 8 * time.Second,
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
	if c.MaxPages < 1 || c.MaxPages > maxMaxPages {
		faults = append(faults, fmt.Errorf("pages of an article are %d: must be between 1 and %d", c.MaxPages, maxMaxPages))
	}
	faults = append(faults, c.faultsOfLooks()...)
	for _, word := range c.Refuse {
		if !slices.Contains(Reservations(), word) {
			faults = append(faults, fmt.Errorf("reservation %q is unknown: it must be one of %s", word, strings.Join(Reservations(), ", ")))
		}
	}
	if c.KeepPages <= 0 {
		faults = append(faults, fmt.Errorf("pages are kept for %s: must be above 0", c.KeepPages))
	}
	if c.Deadline <= 0 || c.Deadline >= bus.ParserAckWait {
		faults = append(faults, fmt.Errorf("deadline is %s: must be above 0 and below %s", c.Deadline, bus.ParserAckWait))
	}
	if c.Grace <= 0 {
		faults = append(faults, fmt.Errorf("grace is %s: must be above 0", c.Grace))
	}
	return errors.Join(faults...)
}

const (
	// maxMaxPages is how many pages of an article may be set: with a spacing of a
	// second no more can be asked for within the deadline.
	maxMaxPages = 50
	// maxLooks is how many looks at a page may be set.
	maxLooks = 10
	// maxLookAfter is within what is known of an article for as long as nobody asks (30 days).
	maxLookAfter = 28 * 24 * time.Hour
)

func (c Config) faultsOfLooks() (faults []error) {
	if len(c.LookAgain) > maxLooks {
		faults = append(faults, fmt.Errorf("a page is looked at again %d times: must be no more than %d", len(c.LookAgain), maxLooks))
	}
	last := time.Duration(0)
	for _, after := range c.LookAgain {
		if after <= last || after > maxLookAfter {
			faults = append(faults, fmt.Errorf("a page is looked at again after %s: must be above %s, and at most %s", after, last, maxLookAfter))
		}
		last = after
	}
	return faults
}
