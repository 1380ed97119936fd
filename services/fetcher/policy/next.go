package policy

import (
	"math"
	"net/http"
	"time"
)

const (
	day = 24 * time.Hour

	// maxNotBefore caps what a site can ask for, so that no header switches a feed off for good.
	maxNotBefore = 7 * day
	// busy is the number of new entries a day above which a document's hints are
	// taken for careless: real news feeds say ttl=600, which is ten hours.
	busy = 6
	// maxBusyHint caps the hints of a busy feed's document.
	maxBusyHint = time.Hour
	// maxHint caps the hints of any other document.
	maxHint = day
	// maxDoublings bounds the backoff: a minute doubled so often is two years.
	maxDoublings = 20
)

// Next says when the feed is due again. The zero time means never: the site said
// that the feed is gone (410), and only its user can bring it back.
func (c Config) Next(p Situation) time.Time {
	if p.Status == http.StatusGone {
		return time.Time{}
	}
	random := p.Random
	if !(random >= 0 && random < 1) {
		random = 0
	}
	wait := c.jittered(p, random)
	if p.Failures > 0 {
		wait = c.backoff(p, random)
	}
	at := p.Now.Add(wait)
	if latest := p.Now.Add(maxNotBefore); p.NotBefore.After(latest) {
		p.NotBefore = latest
	}
	if p.NotBefore.After(at) {
		at = p.NotBefore
	}
	return p.Hints.awake(at)
}

// interval is the square-root law within the bounds. The profile over the hours
// of the week will stand in its place, and what shares out the budget sets C.
func (c Config) interval(p Situation) time.Duration {
	least, most := c.bounds(p)
	weight := p.Feed.Priority
	if !(weight > 0) || math.IsInf(weight, 0) {
		weight = 1
	}
	interval := float64(c.C) / math.Sqrt(weight*Daily(p.Rate))
	if interval >= float64(most) { // before the conversion, which could overflow
		return most
	}
	return max(time.Duration(interval), least)
}

// bounds are the feed's own where its user set them. Where that leaves a most
// below the least, the least holds: it is there for the site's sake.
func (c Config) bounds(p Situation) (least, most time.Duration) {
	least, most = c.Min, c.Max
	if p.Feed.MinInterval > 0 {
		least = max(seconds(p.Feed.MinInterval), floor)
	}
	if p.Feed.MaxInterval > 0 {
		most = seconds(p.Feed.MaxInterval)
	}
	return least, max(least, most)
}

// seconds are n seconds, at most a year of them, so that nothing overflows.
func seconds(n int) time.Duration {
	const year = 365 * 24 * 60 * 60
	return time.Duration(min(n, year)) * time.Second
}

// jittered is the interval, longer if the document asks for it, and anywhere
// within 10 % of that, but not beyond what bounds it.
func (c Config) jittered(p Situation, random float64) time.Duration {
	least, most := c.bounds(p)
	interval := c.interval(p)
	if asked := p.Hints.interval(Daily(p.Rate)); asked > interval {
		// What is asked for is a least, and it stands above the user's most.
		interval, least, most = asked, asked, max(most, asked+asked/10)
	}
	low := max(interval-interval/10, least)
	high := max(min(interval+interval/10, most), low)
	return low + time.Duration(random*float64(high-low))
}

// backoff doubles the interval with every failure in a row and adds up to 20 %.
// It ends at the most interval, for a missing feed (404) at no less than a day,
// and is never faster than it was before the failure.
func (c Config) backoff(p Situation, random float64) time.Duration {
	_, most := c.bounds(p)
	if p.Status == http.StatusNotFound {
		most = max(most, day)
	}
	wait := c.interval(p)
	for range min(p.Failures, maxDoublings) {
		wait = min(2*wait, most)
	}
	wait = max(wait, min(p.Interval, maxNotBefore))
	return wait + time.Duration(random*float64(wait)/5)
}
