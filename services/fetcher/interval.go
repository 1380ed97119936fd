package fetcher

import (
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

const (
	// maxFresh caps how long a document's freshness puts a poll off: feeds behind
	// careless caches call themselves fresh for a year.
	maxFresh = 24 * time.Hour
	// gonePause is when a feed is asked again that its site called gone (410).
	gonePause = 30 * 24 * time.Hour
	// leastOwn is the least interval that a feed's user can ask for.
	leastOwn = time.Minute
	// clockSkew is what the clocks of replicas may differ by.
	clockSkew = time.Second
)

// next is when the feed is due again.
func (v *visitor) next(p *polled, feed schema.Feed, notBefore time.Time) time.Time {
	s, law := p.state, v.config.Policy
	situation := policy.Situation{
		Now: v.now(), Feed: feed, Rate: s.Rate, Failures: s.Failures, Status: s.Status, Interval: v.planned(p.before, feed),
		Window: s.Entries, Gap: p.gap, Pushed: s.PushedUntil.After(s.At),
		NotBefore: notBefore, Hints: policyHints(s.Hints), Random: v.random(),
	}
	if v.budget != nil {
		law.C = v.budget.C()
		p.pace = law.Pace(situation)
	}
	at := law.Next(situation)
	switch {
	case s.Detour != nil:
		at, p.pace = notBefore, 0
	case continues(s):
		at, p.pace = s.At.Add(roundPause), 0 // a round counts when it ends
	case p.barred:
		at = s.At.Add(doubtPause)
	case at.IsZero():
		at = s.At.Add(gonePause) // a feed that nobody asks any more would never heal
	}
	if earliest := s.At.Add(doubtPause); inDoubt(s) && at.Before(earliest) {
		at = earliest
	}
	return at.UTC().Truncate(time.Millisecond)
}

// planned is the interval that was planned before a poll, 0 before the first, which a failure must not
// shorten. What was planned after a failure has its jitter in it, and would grow by
// it without end: it counts up to the most interval.
func (v *visitor) planned(before schema.Poll, feed schema.Feed) time.Duration {
	if before.At.IsZero() {
		return 0 // never polled: nothing was planned
	}
	interval := before.Next.Sub(before.At)
	if before.Failures == 0 {
		return interval
	}
	most := v.config.Policy.Max
	if feed.MaxInterval > 0 {
		most = time.Duration(min(feed.MaxInterval, 365*24*60*60)) * time.Second
	}
	return min(interval, most)
}

// notBefore is when the site wants to be asked again, zero when it doesn't say.
// The freshness of what says that something is wrong is no hint.
func (v *visitor) notBefore(p *polled, r *web.Response) time.Time {
	now := v.now()
	if retry, ok := web.RetryAfter(r.Header, now); ok {
		return retry
	}
	if fresh, ok := web.NotBefore(r.Header, now); ok && p.state.Failures == 0 {
		if latest := now.Add(maxFresh); fresh.After(latest) {
			return latest
		}
		return fresh
	}
	return time.Time{}
}

// tooSoon is until when a feed may not be asked whoever wants it, the zero time
// if it may. Nothing that is due by the clock is too soon: this is for polls that
// somebody asks for, and for messages of any other origin. A redirect that asked
// to wait is followed no earlier for anybody.
func (v *visitor) tooSoon(feed schema.Feed, before schema.Poll) time.Time {
	until := before.At.Add(v.least(feed))
	if before.Detour != nil {
		until = before.Next
	}
	if before.At.IsZero() || before.Detour == nil && continues(before) || !until.After(v.now().Add(clockSkew)) {
		return time.Time{}
	}
	return until
}

// least is the least time between two polls of a feed, whoever asks for one.
func (v *visitor) least(feed schema.Feed) time.Duration {
	least := v.config.Policy.Min
	if feed.MinInterval > 0 {
		least = max(time.Duration(min(feed.MinInterval, 365*24*60*60))*time.Second, leastOwn)
	}
	return min(least, v.config.Least)
}
