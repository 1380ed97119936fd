package extract

import (
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/services/parser/extract/forest"
)

// Config says what a page may cost, and who we are.
type Config struct {
	// Version is ours, for Extraction.Extractor: "wirecopy/" and this.
	Version string
	// MaxBytes is how large a page may be.
	MaxBytes int
	// MaxNodes is how many nodes a page's tree may have. News pages have 2,000 to 30,000.
	MaxNodes int
	// MaxBlocks is how many paragraphs a body may have; what is beyond is cut, and the record says so.
	MaxBlocks int
	// Deadline is how long the work on one page may take before it is given up.
	// A library's call that has begun can't be ended; the bounds above keep those short.
	Deadline time.Duration
	// Judge tells the blocks of an article from the rest of a page; nil is the
	// one that is built in. It judges rows of [feature.Count] figures.
	Judge *forest.Forest
	// Now is the clock, for the deadline and to refuse dates from the future.
	Now func() time.Time
}

// Defaults are bounds that no real news page was seen to pass.
func Defaults() Config {
	return Config{
		Version:   "dev",
		MaxBytes:  10 << 20,
		MaxNodes:  400_000,
		MaxBlocks: 5_000,
		Deadline:  10 * time.Second,
		Now:       time.Now,
	}
}

// Validate reports all that is wrong with the configuration at once.
func (c Config) Validate() error {
	var faults []error
	if c.Version == "" {
		faults = append(faults, errors.New("extract version is empty: give the program's own"))
	}
	for _, bound := range [...]struct {
		name  string
		value int
	}{
		{"bytes", c.MaxBytes},
		{"nodes", c.MaxNodes},
		{"paragraphs", c.MaxBlocks},
	} {
		if bound.value <= 0 {
			faults = append(faults, fmt.Errorf("extract bound of %s is %d: it must be above 0", bound.name, bound.value))
		}
	}
	if c.Deadline <= 0 {
		faults = append(faults, fmt.Errorf("extract deadline is %v: it must be above 0", c.Deadline))
	}
	if c.Now == nil {
		faults = append(faults, errors.New("extract has no clock: give time.Now"))
	}
	return errors.Join(faults...)
}
