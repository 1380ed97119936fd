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
	// pushed is what the interval is multiplied by of a feed whose hub tells us of news.
	pushed = 12
	// windowShare is the share of a feed's window that may be expected to be new, so
	// that nothing scrolls away when more comes than expected.
	windowShare = 0.5
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
	interval := c.interval(&p)
	wait := c.jittered(&p, interval, random)
	if p.Failures > 0 {
		wait = c.backoff(&p, interval, random)
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

// interval is the square-root law over the profile, and its guards, within the
// bounds. It waits until the expected entries' delays sum up to what an interval
// of the plain law T = c/√(w·λ) would cost, c²/2w, wherever in the week that is.
func (c Config) interval(p *Situation) time.Duration {
	least, most := c.bounds(p)
	entries := math.Inf(1)
	if p.Window > 0 {
		entries = windowShare * float64(p.Window)
	}
	f := expect(p.Rate, p.Now)
	dial := c.dial(p)
	interval := time.Duration(f.reach(dial*dial/2, entries, most.Hours()) * float64(time.Hour))
	if p.Gap {
		if p.Interval > 0 {
			interval = min(interval, p.Interval)
		}
		interval /= 2
	}
	return min(max(interval, least), most)
}

// bounds are the feed's own where its user set them. Where that leaves a most
// below the least, the least holds: it is there for the site's sake.
func (c Config) bounds(p *Situation) (least, most time.Duration) {
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
func (c Config) jittered(p *Situation, interval time.Duration, random float64) time.Duration {
	least, most := c.bounds(p)
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
func (c Config) backoff(p *Situation, interval time.Duration, random float64) time.Duration {
	_, most := c.bounds(p)
	if p.Status == http.StatusNotFound {
		most = max(most, day)
	}
	wait := interval
	for range min(p.Failures, maxDoublings) {
		wait = min(2*wait, most)
	}
	wait = max(wait, min(p.Interval, maxNotBefore))
	return wait + time.Duration(random*float64(wait)/5)
}
