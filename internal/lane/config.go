package lane

import "time"

const (
	// defaultLease and defaultMargin are those of a Config that says nothing.
	defaultLease  = 30 * time.Second
	defaultMargin = 5 * time.Second
	// maxRequest is how long a request may take whose context has no deadline.
	maxRequest = time.Minute
	// maxSpacing caps what a host can ask for by [Local.SetSpacing].
	maxSpacing = 30 * time.Second
)

// Config says how hosts are spared. All processes that share lanes have the same.
type Config struct {
	// Spacing is the least time from the end of a request to the begin of the next.
	Spacing time.Duration
	// Patience is how long one who comes new may wait for a lane; one at a time does.
	Patience time.Duration

	// The others are of use to Shared only.

	// Lease is how long a process whose own waits for the lane may keep it from
	// the others; 0 is 30 s.
	Lease time.Duration
	// Margin is how long after its request's deadline a lane is free whose holder
	// never said so; 0 is 5 s.
	Margin time.Duration
	// Alone names the one process that may keep all lanes in its memory while no
	// other one is there. No two processes of that name may ever run at once.
	Alone string
	// Holder names this process in the bucket, for people to read.
	Holder string
}

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	if c.Lease == 0 {
		c.Lease = defaultLease
	}
	if c.Margin == 0 {
		c.Margin = defaultMargin
	}
	return c
}
