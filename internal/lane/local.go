package lane

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
)

const (
	// defaultPause is how long a host is left alone after a 429 or 503 that names no time.
	defaultPause = time.Minute
	// maxPause caps what a host can ask for.
	maxPause = 24 * time.Hour
	// sweepEvery is how many new lanes are made between two looks for idle ones.
	sweepEvery = 1024
)

// BusyError says that a host can't be asked yet, and when to come again. Each
// one names a time of its own, so that those who were sent away don't all come
// back at once.
type BusyError struct {
	Host  string
	Until time.Time
}

// Error says when to come again.
func (e *BusyError) Error() string {
	return fmt.Sprintf("host %s can't be asked before %s", e.Host, e.Until.UTC().Format(time.RFC3339))
}

// Config says how hosts are spared.
type Config struct {
	// Spacing is the least time from the end of a request to the begin of the next.
	Spacing time.Duration
	// Patience is how long one who comes new may wait for a lane; one at a time does.
	Patience time.Duration
}

// Local is the lanes of one process.
type Local struct {
	config Config

	mu    sync.Mutex
	lanes map[string]*lane // by host
	made  int              // since the last sweep
}

var _ web.Gate = (*Local)(nil)

// lane is the state of one host, guarded by the mutex of its Local.
type lane struct {
	held     bool          // by a request that is under way
	free     time.Time     // when the next may begin
	awaited  bool          // by one who has come new
	promised time.Time     // the next time that nobody was told yet
	released chan struct{} // closed at the next release
}

// NewLocal makes lanes for all hosts.
func NewLocal(config Config) *Local {
	return &Local{config: config, lanes: map[string]*lane{}}
}

// Enter waits for the host's lane, or refuses with a [*BusyError]. One who comes
// new waits no longer than the patience, and only if nobody else does: workers
// are for other hosts than the one that everybody wants. One who was redirected
// waits as long as ctx allows, if it can come in by then.
func (l *Local) Enter(ctx context.Context, host string, redirected bool) (leave func(web.Answer), err error) {
	c := claim{host: host, redirected: redirected, latest: time.Now().Add(l.config.Patience)}
	if redirected {
		c.latest = time.Now().Add(maxPause)
		if deadline, ok := ctx.Deadline(); ok {
			c.latest = deadline
		}
	}
	for {
		wait, released, err := l.try(&c)
		if err != nil {
			return nil, err
		}
		if released == nil {
			return func(a web.Answer) { l.leave(host, a) }, nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-released:
		case <-ctx.Done():
			timer.Stop()
			l.desist(&c)
			return nil, ctx.Err()
		}
		timer.Stop()
	}
}

// claim is one who wants to enter.
type claim struct {
	host       string
	redirected bool
	latest     time.Time // to come in
	waiting    bool      // as the one who may
}

// try takes the lane, or says how long to wait for what, or sends away.
func (l *Local) try(c *claim) (wait time.Duration, released <-chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	s := l.lane(c.host, now)
	if !s.held && !s.free.After(now) {
		s.held = true
		c.stopWaiting(s)
		return 0, nil, nil
	}
	next := s.free
	if s.held {
		next = now.Add(l.config.Spacing) // at the earliest
	}
	if next.After(c.latest) || !now.Before(c.latest) || s.awaited && !c.waiting && !c.redirected {
		c.stopWaiting(s)
		return 0, nil, &BusyError{Host: c.host, Until: s.promise(next, l.config.Spacing)}
	}
	if !c.redirected {
		c.waiting, s.awaited = true, true
	}
	if s.held {
		return c.latest.Sub(now), s.released, nil
	}
	return next.Sub(now), s.released, nil
}

// desist gives the waiting up.
func (l *Local) desist(c *claim) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.stopWaiting(l.lane(c.host, time.Now()))
}

func (c *claim) stopWaiting(s *lane) {
	if c.waiting {
		c.waiting, s.awaited = false, false
	}
}

// promise gives the next time that nobody was told yet.
func (s *lane) promise(next time.Time, spacing time.Duration) time.Time {
	if s.promised.After(next) {
		next = s.promised
	}
	s.promised = next.Add(max(spacing, time.Millisecond))
	return next
}

// leave frees the lane after its spacing, or after the pause that the host asks for.
func (l *Local) leave(host string, answer web.Answer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	s := l.lane(host, now)
	s.held = false
	s.free = now.Add(l.config.Spacing)
	if until := pause(answer, now); until.After(s.free) {
		s.free = until
	}
	close(s.released)
	s.released = make(chan struct{})
}

// pause is until when a host that is asked too much is left alone.
func pause(answer web.Answer, now time.Time) time.Time {
	if answer.Status != http.StatusTooManyRequests && answer.Status != http.StatusServiceUnavailable {
		return time.Time{}
	}
	if answer.RetryAfter.IsZero() {
		return now.Add(defaultPause)
	}
	if latest := now.Add(maxPause); answer.RetryAfter.After(latest) {
		return latest
	}
	return answer.RetryAfter
}

// lane finds a host's lane, or makes one. What a lane that is free knows can be
// forgotten, so that memory doesn't grow with the hosts that were ever asked.
func (l *Local) lane(host string, now time.Time) *lane {
	if s, ok := l.lanes[host]; ok {
		return s
	}
	if l.made++; l.made >= sweepEvery {
		l.made = 0
		for name, s := range l.lanes {
			if !s.held && !s.awaited && s.free.Before(now) && s.promised.Before(now) {
				delete(l.lanes, name)
			}
		}
	}
	s := &lane{released: make(chan struct{})}
	l.lanes[host] = s
	return s
}
