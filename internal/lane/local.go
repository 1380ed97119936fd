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
	// Patience is how long to wait for a lane, in hand, before being sent away.
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
	promised time.Time     // the next time that nobody was told yet
	released chan struct{} // closed at the next release
}

// NewLocal makes lanes for all hosts.
func NewLocal(config Config) *Local {
	return &Local{config: config, lanes: map[string]*lane{}}
}

// Enter waits for the host's lane, no longer than the patience, and otherwise
// refuses with a [*BusyError].
func (l *Local) Enter(ctx context.Context, host string) (leave func(web.Answer), err error) {
	latest := time.Now().Add(l.config.Patience)
	for {
		wait, released, err := l.claim(host, latest)
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
			return nil, ctx.Err()
		}
		timer.Stop()
	}
}

// claim takes the lane, or says how long to wait for what, or sends away.
func (l *Local) claim(host string, latest time.Time) (wait time.Duration, released <-chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	s := l.lane(host, now)
	if !s.held && !s.free.After(now) {
		s.held = true
		return 0, nil, nil
	}
	next := s.free
	if s.held {
		next = now.Add(l.config.Spacing) // at the earliest
	}
	if next.After(latest) || !now.Before(latest) {
		until := next
		if s.promised.After(until) {
			until = s.promised
		}
		s.promised = until.Add(max(l.config.Spacing, time.Millisecond))
		return 0, nil, &BusyError{Host: host, Until: until}
	}
	if s.held {
		return latest.Sub(now), s.released, nil
	}
	return next.Sub(now), s.released, nil
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
			if !s.held && s.free.Before(now) && s.promised.Before(now) {
				delete(l.lanes, name)
			}
		}
	}
	s := &lane{released: make(chan struct{})}
	l.lanes[host] = s
	return s
}
