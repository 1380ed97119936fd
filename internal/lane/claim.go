package lane

import (
	"context"
	"time"
)

// minLook is the least time between two looks at a record that others write.
const minLook = 10 * time.Millisecond

// claim is one who wants to enter.
type claim struct {
	redirected bool
	latest     time.Time // to come in
	end        time.Time // of the request, at the latest
	waiting    bool
}

// claimOf is the claim of a request with that context.
func (p *porter) claimOf(ctx context.Context, redirected bool) *claim {
	now := time.Now()
	c := &claim{redirected: redirected, latest: now.Add(p.config.Patience), end: now.Add(maxRequest)}
	if deadline, ok := ctx.Deadline(); ok {
		c.end = deadline
	}
	if redirected {
		c.latest = c.end
	}
	return c
}

// verdict is what becomes of a claim: it enters, it is refused and comes again
// at a time, or it waits until then or until the next release.
type verdict struct {
	enters, refused bool
	at              time.Time
	released        <-chan struct{}
}

// wait waits until it makes sense to try again.
func (v verdict) wait(ctx context.Context) error {
	timer := time.NewTimer(time.Until(v.at))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-v.released:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// try judges a claim, by what this process knows if that is enough, else by the record.
func (p *porter) try(ctx context.Context, d *door, c *claim) (verdict, error) {
	if v, enough := p.byMemory(d, c, false); enough {
		return v, nil
	}
	if err := d.takeTurn(ctx); err != nil {
		return verdict{}, err
	}
	defer d.endTurn()
	if v, enough := p.byMemory(d, c, true); enough {
		return v, nil
	}
	var v verdict
	err := p.change(ctx, d, func(s *state) (changed bool) {
		v = p.judge(d, c, s, time.Now())
		return v.enters || v.refused
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	d.claiming = false
	if err != nil {
		return verdict{}, err
	}
	c.settle(d, v)
	return v, nil
}

// byMemory judges a claim without the record, which is always enough when there
// are only lanes in memory. Else it isn't when the lane isn't ours, when a time must be promised, or when the request would outlive
// what others know of us. Then, in its turn, the claim is marked as being made.
func (p *porter) byMemory(d *door, c *claim, turn bool) (v verdict, enough bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d.ours && !d.claiming {
		s := d.state
		v = p.judge(d, c, &s, time.Now())
		switch {
		case p.inMemory():
			d.state, enough = s, true
		case v.enters:
			enough = !c.end.Add(p.config.Margin).After(d.state.Until)
		default:
			enough = !v.refused
		}
	}
	if enough {
		c.settle(d, v)
	} else {
		d.claiming = d.claiming || turn
	}
	return v, enough
}

// judge lets a claim in, has it wait or refuses it, by the state of the lane, and
// changes the state accordingly.
func (p *porter) judge(d *door, c *claim, s *state, now time.Time) verdict {
	spacing := s.spacing(p.config.Spacing)
	// A record that names us while the lane isn't ours is of a release that was lost.
	foreign := s.heldByOther(p.me, now) || !d.ours && s.heldByOther("", now)
	next := s.opens()
	if d.held || foreign {
		next = later(next, now.Add(spacing)) // at the earliest
	}
	switch {
	case !d.held && !foreign && !next.After(now):
		p.take(d, c, s, now)
		return verdict{enters: true}
	case next.After(c.latest) || !now.Before(c.latest) || d.awaited && !c.waiting && !c.redirected:
		return verdict{refused: true, at: s.promise(next, now, spacing)}
	case d.held:
		return verdict{at: c.latest, released: d.released}
	case foreign: // look again when the lane can be free at the earliest
		next = now.Add(max(spacing, minLook))
	}
	return verdict{at: next, released: d.released}
}

// take puts us down as the holder: for the one request, or for a whole lease if
// the lane was ours and is wanted again.
func (p *porter) take(d *door, c *claim, s *state, now time.Time) {
	until := c.end.Add(p.config.Margin)
	if d.ours && s.Holder == p.me {
		if rest := d.since.Add(p.config.Lease).Sub(now); rest > 0 {
			until = until.Add(rest)
		}
	}
	if s.Holder != p.me || until.After(s.Until) {
		s.Holder, s.Until = p.me, until
	}
}

// settle does what the verdict says.
func (c *claim) settle(d *door, v verdict) {
	switch {
	case v.enters:
		c.stopWaiting(d)
		if !d.ours {
			d.ours, d.since = true, time.Now()
		}
		d.held = true
	case v.refused:
		c.stopWaiting(d)
	case !c.waiting:
		c.waiting = true
		d.waiting++
		d.awaited = d.awaited || !c.redirected
	}
}

// stopWaiting makes room for the next who comes new.
func (c *claim) stopWaiting(d *door) {
	if !c.waiting {
		return
	}
	c.waiting = false
	d.waiting--
	if !c.redirected {
		d.awaited = false
	}
}
