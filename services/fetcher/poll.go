package fetcher

import (
	"context"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// holdPause is for how long a due feed is put off at least while the wire holds back.
const holdPause = time.Minute

// poll visits a feed, if it may be visited now. An error means that we were stopped.
func (f *Fetcher) poll(ctx context.Context, feed schema.Feed, before schema.Poll) (*polled, error) {
	if before.Health == schema.HealthPaused && before.Next.After(f.now()) {
		return putOff(awake(before), before.Next), nil // it came to lay the feed to rest, and its user wants it polled
	}
	if until := f.tooSoon(feed, before); !until.IsZero() {
		return putOff(before, until), nil
	}
	if f.hold() != nil { // what is found could not be worked on
		pause := holdPause + time.Duration(f.random()*float64(holdPause))
		return putOff(before, f.now().Add(pause)), nil //nolint:nilerr // readiness and its metric say why; the feed is only put off
	}
	p, _, err := f.visit(ctx, feed, before)
	return p, err
}

// putOff is a poll that asks nothing, and is no poll.
func putOff(before schema.Poll, until time.Time) *polled {
	p := &polled{before: before, state: before, putOff: true}
	p.state.Next = until
	return p
}

// count tells of a poll whose effects are durable.
func (f *Fetcher) count(p *polled) {
	f.metrics.polls.WithLabelValues(p.label()).Inc()
	if p.why != "" {
		f.metrics.failures.WithLabelValues(p.why).Inc()
	}
	if f.budget != nil && !p.putOff && !p.before.At.IsZero() {
		f.budget.Planned(p.state.At.Sub(p.before.At), p.pace)
	}
	f.change(p.before, p.state)
	if p.lied {
		f.metrics.lies.Inc()
		f.log.Warn("a feed has changed, and its site said that it hadn't: it is asked without validators once a week",
			zap.String("feed_url", p.state.URL), zap.Duration("for", p.state.At.Sub(p.before.Whole)))
	}
}
