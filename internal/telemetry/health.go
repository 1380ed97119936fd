package telemetry

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// checkTimeout is what one check may take.
	checkTimeout = 2 * time.Second
	// answerAge is how long an answer is given again, so that no number of
	// askers makes the checks a load.
	answerAge = time.Second
)

// A CheckFunc tells whether something works: nil, or what is wrong. It should
// end with its context. The error is shown to whoever asks for /livez or
// /readyz, so it must hold no secrets.
type CheckFunc func(ctx context.Context) error

// Health knows whether a process lives and is ready, by the checks that its
// services have registered. All methods may be called at any time, by any
// goroutine.
type Health struct {
	live, ready probe
}

// NewHealth returns a Health without checks, which says yes to everything.
func NewHealth() *Health { return &Health{} }

// Live registers a check that fails only when a restart of the process is the
// cure. A dependency that is down is no such thing: see Ready.
func (h *Health) Live(name string, check CheckFunc) { h.live.add(name, check) }

// Ready registers a check that fails while the process can't do its work, be
// it that it starts, stops, waits for a dependency or holds back.
func (h *Health) Ready(name string, check CheckFunc) { h.ready.add(name, check) }

// Heartbeat registers a check for liveness that fails when beat has not been
// called for longer than maxAge. A loop calls beat in each round, so that a
// loop that is stuck is found out. Registering is the first beat.
func (h *Health) Heartbeat(name string, maxAge time.Duration) (beat func()) {
	begin := time.Now()
	var last atomic.Int64 // nanoseconds since begin, by the monotonic clock
	h.Live(name, func(context.Context) error {
		if age := time.Since(begin) - time.Duration(last.Load()); age > maxAge {
			return fmt.Errorf("no sign of life for %s, more than %s", age.Round(time.Millisecond), maxAge)
		}
		return nil
	})
	return func() { last.Store(int64(time.Since(begin))) }
}

// outcome is what one check said.
type outcome struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
}

// answer is what all checks of a probe said, in the order of registration.
type answer struct {
	OK     bool      `json:"ok"`
	Checks []outcome `json:"checks"`
}

// probe is a set of checks that are asked together.
type probe struct {
	mu     sync.Mutex
	checks []*check // by add and ask

	round sync.Mutex // held while the checks run: whoever comes then waits for their answer
	last  answer     // by ask
	asked time.Time  // by ask
}

func (p *probe) add(name string, f CheckFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.checks = append(p.checks, &check{name: name, run: f})
}

// ask runs all checks at once, or gives the last answer if it is fresh.
func (p *probe) ask(ctx context.Context) answer {
	p.round.Lock()
	defer p.round.Unlock()
	if !p.asked.IsZero() && time.Since(p.asked) < answerAge {
		return p.last
	}
	p.mu.Lock()
	checks := append([]*check(nil), p.checks...)
	p.mu.Unlock()

	// The answer is for others too: one asker's leaving must not spoil it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTimeout)
	defer cancel()
	all := answer{OK: true, Checks: make([]outcome, len(checks))}
	var group sync.WaitGroup
	for i, c := range checks {
		group.Go(func() {
			all.Checks[i] = outcome{Name: c.name, OK: true}
			if err := c.ask(ctx); err != nil {
				all.Checks[i] = outcome{Name: c.name, Error: err.Error()}
			}
		})
	}
	group.Wait()
	for _, o := range all.Checks {
		all.OK = all.OK && o.OK
	}
	p.last, p.asked = all, time.Now()
	return all
}

// check is one registered check.
type check struct {
	name string
	run  CheckFunc
	busy atomic.Bool // a check that hangs is not started a second time
}

// ask runs the check but waits no longer than ctx, even for one that ignores it.
func (c *check) ask(ctx context.Context) error {
	if !c.busy.CompareAndSwap(false, true) {
		return errors.New("still busy with an earlier check")
	}
	said := make(chan error, 1)
	go func() {
		err := c.guard(ctx)
		c.busy.Store(false)
		said <- err
	}()
	select {
	case err := <-said:
		return err
	case <-ctx.Done():
		return fmt.Errorf("no answer within %s", checkTimeout)
	}
}

// guard runs the check and turns a panic into an error.
func (c *check) guard(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return c.run(ctx)
}
