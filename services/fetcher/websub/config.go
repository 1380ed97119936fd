package websub

import (
	"errors"
	"fmt"
	"time"
)

// Config holds the settings of a [Subscriber]. Begin with [Defaults].
type Config struct {
	// URL is what all callback addresses begin with, as hubs see it.
	URL string
	// Listen is the address where hubs' calls arrive.
	Listen string
	// Secret is the file with the master secret, one generation a line, the newest first.
	Secret string
	// Least is the least time between two polls of a feed whose user set none.
	Least time.Duration
	// Lease is for how long hubs are asked to push.
	Lease time.Duration
	// MaxBody is how much of a push is read to check its signature, in bytes.
	MaxBody int64
	// Calls is how many calls of hubs are worked on at once; more get a 503.
	Calls int
	// Connections is how many connections of hubs are open at once.
	Connections int
	// Asks is how many hubs are asked at once.
	Asks int
	// Agenda is how many feeds may wait for their hubs to be asked; the sweep
	// finds the others.
	Agenda int
	// Sweep lies between two looks at all subscriptions, by one replica at a time.
	Sweep time.Duration
	// Reread lies between two looks at the file of the master secret.
	Reread time.Duration
}

// Defaults are settings for any number of feeds. Google's hub gives ten days at most.
func Defaults() Config {
	return Config{
		Least: 5 * time.Minute, Lease: 10 * 24 * time.Hour, MaxBody: 4 << 20,
		Calls: 32, Connections: 256, Asks: 4, Agenda: 1024, Sweep: time.Minute, Reread: 30 * time.Second,
	}
}

// Validate reports all faults at once.
func (c Config) Validate() error {
	faults := []error{checkBase(c.URL)}
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	demand(c.Least > 0, "least is %s: must be above 0", c.Least)
	demand(c.Lease >= minLease && c.Lease <= maxLease, "lease is %s: must be from %s to %s", c.Lease, minLease, maxLease)
	demand(c.MaxBody > 0, "max body is %d bytes: must be above 0", c.MaxBody)
	demand(c.Calls > 0 && c.Connections > 0, "calls is %d and connections is %d: must be above 0", c.Calls, c.Connections)
	demand(c.Asks > 0 && c.Agenda > 0, "asks is %d and agenda is %d: must be above 0", c.Asks, c.Agenda)
	demand(c.Sweep > 0 && c.Reread > 0, "sweep is %s and reread is %s: must be above 0", c.Sweep, c.Reread)
	return errors.Join(faults...)
}
