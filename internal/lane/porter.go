package lane

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/web"
)

// sweepEvery is how many new doors are made between two looks for idle ones.
const sweepEvery = 1024

// porter lets those of this process into the lanes, one by one. What must be true
// for all processes is each lane's [state]; the porter changes it in the bucket,
// or in memory when there is no bucket. While this process has a lane, its own
// copy of the state is the truth, except for what was promised.
type porter struct {
	config  Config
	metrics *metrics
	bucket  *bus.Bucket // nil when no other process uses the lanes
	me      string      // the holder that this process is

	roll chan struct{} // holds a token while the presence is being looked at

	mu           sync.Mutex
	doors        map[string]*door // by host
	made         int              // since the last sweep
	alone        bool             // no other process uses the lanes now
	opened       time.Time        // when this process took them over from one that had died
	presentUntil time.Time        // how long what was read of the others holds
}

// door is where those of this process wait for a lane. All but host and turn is
// guarded by the porter's mutex.
type door struct {
	host     string
	turn     chan struct{} // holds a token while the record is being changed
	users    int           // calls that know the door; it isn't forgotten before they end
	state    state         // as this process last saw or made it
	ours     bool          // the lane is this process's, by the record
	since    time.Time     // when it became ours
	held     bool          // by a request of this process, or while it is given back
	claiming bool          // the record is being asked for the lane
	awaited  bool          // by one who has come new
	waiting  int           // all who wait
	written  bus.Revision  // of state, if this process was the last to write it; good for one change
	released chan struct{} // closed at the next release
}

// Enter waits for the host's lane, or refuses with a [*BusyError]. One who comes
// new waits no longer than the patience, and only if nobody else does: workers
// are for other hosts than the one that everybody wants. One who was redirected
// waits as long as ctx allows, if it can come in by then.
func (p *porter) Enter(ctx context.Context, host string, redirected bool) (leave func(web.Answer), err error) {
	begin := time.Now()
	leave, err = p.enter(ctx, host, redirected)
	p.metrics.claimed(time.Since(begin), err)
	return leave, err
}

func (p *porter) enter(ctx context.Context, host string, redirected bool) (leave func(web.Answer), err error) {
	c := p.claimOf(ctx, redirected)
	if err := p.attend(ctx, host, c.end); err != nil {
		return nil, err
	}
	d := p.open(host)
	for {
		v, err := p.try(ctx, d, c)
		switch {
		case err == nil && v.enters:
			return func(a web.Answer) { p.leave(context.WithoutCancel(ctx), d, a) }, nil
		case err == nil && v.refused:
			err = &BusyError{Host: host, Until: v.at}
		case err == nil:
			if err = v.wait(ctx); err == nil {
				continue
			}
		}
		p.desist(context.WithoutCancel(ctx), d, c)
		return nil, err
	}
}

// SetSpacing sets a spacing of the host's own, 0 for none. It counts if it is
// more than everybody's, up to 30 s: a host can only slow us down.
func (p *porter) SetSpacing(ctx context.Context, host string, spacing time.Duration) error {
	millis := min(max(spacing, 0), maxSpacing).Milliseconds()
	d := p.open(host)
	defer p.close(d)
	if err := d.takeTurn(ctx); err != nil {
		return fmt.Errorf("set spacing of %s: %w", host, err)
	}
	defer d.endTurn()
	set := func(s *state) (changed bool) {
		changed = s.Spacing != millis
		s.Spacing = millis
		return changed
	}
	if err := p.change(ctx, d, set); err != nil {
		return err
	}
	p.mu.Lock()
	alone := p.alone
	p.mu.Unlock()
	if alone { // it was set in memory, and must be known after a restart
		return p.record(ctx, d, set)
	}
	return nil
}

// leave ends a request. The lane stays this process's if its own waits for it and
// can begin within the lease; else it is given back.
func (p *porter) leave(ctx context.Context, d *door, answer web.Answer) {
	defer p.close(d)
	p.metrics.answered(answer)
	p.mu.Lock()
	now := time.Now()
	d.state.ended(answer, now, d.state.spacing(p.config.Spacing))
	keep := p.inMemory() || d.waiting > 0 && d.ours && d.state.opens().Before(d.since.Add(p.config.Lease))
	if keep {
		d.letNext()
	}
	tell := p.alone && d.state.NotBefore.After(d.state.Free) // it must be known after a restart
	p.mu.Unlock()
	switch {
	case !keep:
		p.giveBack(ctx, d)
	case tell:
		_ = p.note(ctx, d) // as far as that can be
	}
}

// desist gives a claim up, and the lane too if it was kept for that one.
func (p *porter) desist(ctx context.Context, d *door, c *claim) {
	defer p.close(d)
	p.mu.Lock()
	c.stopWaiting(d)
	last := !p.inMemory() && d.ours && !d.held && !d.claiming && d.waiting == 0
	d.held = d.held || last
	p.mu.Unlock()
	if last {
		p.giveBack(ctx, d)
	}
}

// giveBack writes the release of a lane that is held. What can't be written now
// is not tried again: the claim has an end.
func (p *porter) giveBack(ctx context.Context, d *door) {
	ctx, cancel := context.WithTimeout(ctx, changeTimeout)
	defer cancel()
	if d.takeTurn(ctx) == nil {
		_ = p.change(ctx, d, func(s *state) bool {
			if s.Holder == p.me {
				s.Holder, s.Until = "", time.Time{}
			}
			return true
		})
		defer d.endTurn()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	d.ours = false
	d.letNext()
}

// open finds a host's door, or makes one. A door that nobody uses and whose state
// tells nothing any more is forgotten, so that memory doesn't grow with the hosts
// that were ever asked.
func (p *porter) open(host string) *door {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.door(host)
	d.users++
	return d
}

// door is open with the mutex held.
func (p *porter) door(host string) *door {
	d, ok := p.doors[host]
	if !ok {
		p.sweep(time.Now())
		d = &door{host: host, turn: make(chan struct{}, 1), released: make(chan struct{}), ours: p.inMemory()}
		if p.alone && !p.opened.IsZero() {
			d.state.Free = p.opened.Add(p.config.Spacing)
		}
		p.doors[host] = d
	}
	return d
}

// inMemory says whether the lanes are kept in memory alone. The caller has the mutex.
func (p *porter) inMemory() bool { return p.bucket == nil || p.alone }

func (p *porter) sweep(now time.Time) {
	if p.made++; p.made < sweepEvery {
		return
	}
	p.made = 0
	for name, d := range p.doors {
		if d.users == 0 && d.state.past(now) {
			delete(p.doors, name)
		}
	}
}

func (p *porter) close(d *door) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d.users--
}

// takeTurn waits until this process does nothing else with the record.
func (d *door) takeTurn(ctx context.Context) error {
	select {
	case d.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *door) endTurn() { <-d.turn }

// letNext ends the holding, and wakes those who wait.
func (d *door) letNext() {
	d.held = false
	close(d.released)
	d.released = make(chan struct{})
}
