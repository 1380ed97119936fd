package parser

import (
	"context"
	"time"
)

// nextLook is when the page of an item is to be looked at again by the settings,
// zero for never. The looks are counted in the item, from the one that its feed called for.
func (p *Parser) nextLook(t *task) time.Time {
	looks, done := p.config.LookAgain, t.item.Look
	if done < 0 || done >= len(looks) {
		return time.Time{}
	}
	wait := looks[done]
	if done > 0 {
		wait -= looks[done-1]
	}
	return now().Add(wait + time.Duration(p.random()*float64(wait)/20)) // not all of a first poll at once
}

// lookAgain has the item come again at a time, as one look more; a zero time is
// never. It is the last that is done with a message: of one that comes again
// after that, the schedule says that it is superseded.
func (p *Parser) lookAgain(ctx context.Context, t *task, at time.Time) error {
	if at.IsZero() {
		return nil
	}
	item := t.item
	item.Look, item.Attempt = max(item.Look, 0)+1, 0
	return p.schedule(ctx, t, item, at)
}

// resume arranges the next look of an item whose message came again after all
// else was done.
func (p *Parser) resume(ctx context.Context, t *task) error {
	switch {
	case t.known.Erased:
		return nil
	case !t.known.GoneSince.IsZero():
		return p.lookAgain(ctx, t, t.known.GoneSince.Add(confirmAfter))
	default:
		return p.lookAgain(ctx, t, p.nextLook(t))
	}
}
