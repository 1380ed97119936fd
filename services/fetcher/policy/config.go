package policy

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// floor is the least interval that a feed's user can ask for. A site that is
// polled more often than this takes us for an attack, whoever asked for it.
const floor = time.Minute

// Config is what is set for all feeds.
type Config struct {
	// Min is the least time between two polls of a feed; a feed's MinInterval overrides it.
	Min time.Duration
	// Max is the most time between two polls of a feed that is well; a feed's MaxInterval overrides it.
	Max time.Duration
	// C is the constant of the square-root law: the interval of a feed that
	// brings one new entry a day and has the weight 1. A feed with four a day, or
	// of the weight 4, is polled twice as often. It is the one dial for the
	// number of requests that all feeds together make.
	C time.Duration
}

// Defaults polls a feed of 10 new entries a day every 30 minutes, and none more
// often than every 5 minutes or less often than daily.
func Defaults() Config {
	return Config{
		Min: 5 * time.Minute,
		Max: 24 * time.Hour,
		C:   time.Duration(30 * float64(time.Minute) * math.Sqrt(10)),
	}
}

// Validate reports all that is wrong with the settings at once.
func (c Config) Validate() error {
	var faults []error
	if c.Min < floor {
		faults = append(faults, fmt.Errorf("the least interval, %s, is below %s, at which sites begin to ban", c.Min, floor))
	}
	if c.Max < c.Min {
		faults = append(faults, fmt.Errorf("the most interval, %s, is below the least one, %s", c.Max, c.Min))
	}
	if c.C <= 0 {
		faults = append(faults, fmt.Errorf("the interval of a feed with one entry a day, %s, must be above 0", c.C))
	}
	return errors.Join(faults...)
}
