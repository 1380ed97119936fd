package lane

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// fleetKey is the key of the fleet's [presence].
const fleetKey = "fleet"

const (
	// presenceLease is for how long what a process has read of the presence holds.
	presenceLease = 90 * time.Second
	// presenceLook is after how long one who has to wait for it comes again.
	presenceLook = 2 * time.Second
)

// presence is the record of who is there. A process that says it is alone keeps
// the lanes in its memory, which spares three messages a request; another one
// that comes says that it wants in, and waits until the first has written down
// what it knows. From then on all go by the bucket.
type presence struct {
	// V is the form of the record.
	V int `json:"v"`
	// Alone is the process that has all lanes; "" when processes share them.
	Alone string `json:"alone,omitempty"`
	// Until is how long this holds, if nobody writes it again.
	Until time.Time `json:"until"`
	// Wanted says that another process waits for the lanes.
	Wanted bool `json:"wanted,omitempty"`
}

// UnmarshalJSON reads what it can, as that of [state].
func (p *presence) UnmarshalJSON(body []byte) error {
	type plain presence
	_ = json.Unmarshal(body, (*plain)(p)) // what it couldn't read is zero, as if it were over
	return nil
}

// attend makes sure that a request which ends at the latest then may rely on
// what this process knows of the others. Its error is a [*BusyError] while
// another one hands the lanes over.
func (p *porter) attend(ctx context.Context, host string, end time.Time) error {
	if p.bucket == nil || p.attended(end) {
		return nil
	}
	select {
	case p.roll <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.roll }()
	for !p.attended(end) {
		err := p.callRoll(ctx, host)
		if err != nil && !errors.Is(err, bus.ErrFenced) {
			return err
		}
	}
	return nil
}

// attended says whether what was read last holds for long enough: a lane that is
// in the bucket speaks for itself, one in our memory must be ours to the end.
func (p *porter) attended(end time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.alone {
		return p.presentUntil.After(end.Add(p.config.Margin))
	}
	return p.presentUntil.After(time.Now().Add(changeTimeout))
}

// callRoll reads the presence, and writes what this process makes of it.
func (p *porter) callRoll(ctx context.Context, host string) error {
	ctx, cancel := context.WithTimeout(ctx, changeTimeout)
	defer cancel()
	var seen presence
	read, err := p.bucket.Get(ctx, fleetKey, &seen)
	if err != nil {
		return fmt.Errorf("lanes of the fleet: %w", err)
	}
	now := time.Now()
	holds := seen.Until.After(now)
	mine := p.config.Alone != "" && seen.Alone == p.config.Alone
	switch {
	case holds && seen.Alone != "" && !mine:
		return p.askIn(ctx, host, seen, read, now)
	case mine && !seen.Wanted, p.config.Alone != "" && !holds:
		return p.beAlone(ctx, seen, read, now)
	}
	if err := p.handOver(ctx); err != nil {
		return err
	}
	if p.config.Alone != "" && !mine { // not made to last by us, so that we can be alone again
		if seen.Until.Before(now.Add(changeTimeout)) {
			return &BusyError{Host: host, Until: seen.Until}
		}
		p.attendUntil(seen.Until)
		return nil
	}
	return p.sign(ctx, presence{}, read, now)
}

// askIn tells the process that is alone of us, and comes again.
func (p *porter) askIn(ctx context.Context, host string, seen presence, read bus.Revision, now time.Time) error {
	if err := p.handOver(ctx); err != nil { // we were alone, and slept too long
		return err
	}
	if !seen.Wanted {
		seen.Wanted = true
		if _, err := p.bucket.Swap(ctx, fleetKey, &seen, read); err != nil {
			return fmt.Errorf("lanes of the fleet: %w", err)
		}
	}
	return &BusyError{Host: host, Until: now.Add(presenceLook)}
}

// beAlone takes all lanes, or keeps them. What was written of them is read
// first. One that takes them over from itself has died meanwhile: it leaves all
// hosts alone for a spacing, since it can't know whom it asked last.
func (p *porter) beAlone(ctx context.Context, seen presence, read bus.Revision, now time.Time) error {
	if err := p.sign(ctx, presence{Alone: p.config.Alone}, read, now); err != nil {
		return err
	}
	p.mu.Lock()
	already := p.alone
	p.mu.Unlock()
	if already {
		return nil
	}
	var died time.Time
	if seen.Alone != "" {
		died = now
	}
	known, err := p.recorded(ctx)
	if err != nil {
		p.attendUntil(time.Time{})
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.opened = died
	for host, s := range known {
		d := p.door(host)
		s.learn(&d.state)
		s.Free = later(s.Free, died.Add(s.spacing(p.config.Spacing)))
		d.state = s
	}
	p.haveAll()
	return nil
}

// recorded are the records that still tell something.
func (p *porter) recorded(ctx context.Context) (map[string]state, error) {
	known := map[string]state{}
	err := p.bucket.Each(ctx, recordPrefix+">", func(key string, body []byte) error {
		var s state
		_ = s.UnmarshalJSON(body) // reads what it can
		if s.Spacing > 0 {        // good for as long as the record, however long ago the host was asked
			s.Free = later(s.Free, time.Now())
		}
		if host, ok := hostOf(key[len(recordPrefix):]); ok && (!s.past(time.Now()) || s.heldByOther(p.me, time.Now())) {
			known[host] = s
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lanes of the fleet: %w", err)
	}
	return known, nil
}

// handOver writes down what this process knows and others don't, if it was
// alone. It stays so when that can't be written, and then lets nobody in.
func (p *porter) handOver(ctx context.Context) error {
	var faults error
	for _, d := range p.resign() {
		faults = errors.Join(faults, p.note(ctx, d))
		p.close(d)
	}
	if faults != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.haveAll()
	}
	return faults
}

// resign gives all lanes up but those that are held by a request, and names
// those of which there is something to tell.
func (p *porter) resign() (told []*door) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.presentUntil = time.Time{}
	if !p.alone {
		return nil
	}
	p.alone = false
	for _, d := range p.doors {
		d.ours, d.written = d.held, bus.Revision{}
		if !d.held {
			d.state.Holder, d.state.Until = "", time.Time{}
		}
		if d.held || !d.state.past(time.Now()) {
			d.users++
			told = append(told, d)
		}
	}
	return told
}

// haveAll makes all lanes ours. The caller has the mutex.
func (p *porter) haveAll() {
	p.alone = true
	for _, d := range p.doors {
		d.ours = true
	}
}

// note writes down what this process knows of a lane that it has alone, or had
// until now.
func (p *porter) note(ctx context.Context, d *door) error {
	if err := d.takeTurn(ctx); err != nil {
		return fmt.Errorf("lane of %s: %w", d.host, err)
	}
	defer d.endTurn()
	return p.record(ctx, d, func(s *state) bool {
		s.Promised, s.Spacing = later(s.Promised, d.state.Promised), d.state.Spacing
		s.Holder, s.Until = d.state.Holder, d.state.Until
		if !d.held {
			s.Holder, s.Until = "", time.Time{}
		}
		return true
	})
}

// sign writes the presence for another lease.
func (p *porter) sign(ctx context.Context, is presence, read bus.Revision, now time.Time) error {
	is.V, is.Until = schema.StateVersion, now.Add(presenceLease)
	if _, err := p.bucket.Swap(ctx, fleetKey, &is, read); err != nil {
		return fmt.Errorf("lanes of the fleet: %w", err)
	}
	p.attendUntil(is.Until)
	return nil
}

func (p *porter) attendUntil(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.presentUntil = until
}
