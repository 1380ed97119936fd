package budget

import (
	"math"
	"time"
)

const (
	// version is the form of the record.
	version = 1
	// leastWindow is how long a window lasts at least.
	leastWindow = 10 * time.Minute
	// mostWindow is how long a window lasts at most, however little was polled in it.
	mostWindow = 24 * time.Hour
	// evidence is how many requests, planned or allowed, a window needs to end
	// before that: of so many, chance moves a sum by a tenth, and c by a fortieth.
	evidence = 100
	// gain is how much of what c is off by, as a logarithm, a window corrects. The
	// feeds of one region wake and sleep together, and their sums with them: c
	// must follow the fleet, not the hour.
	gain = 0.25
	// maxStep bounds by how much a window changes c.
	maxStep = 2
	// leastC and mostC bound c: at the one all feeds are polled as often as can be,
	// at the other as seldom.
	leastC, mostC = time.Minute, 30 * 24 * time.Hour
)

// record is what all replicas share.
type record struct {
	V int `json:"v"`
	// C is the law's constant, in seconds.
	C float64 `json:"c"`
	// Since is when the window began.
	Since time.Time `json:"since"`
	// Planned is the requests that were planned in the window: its length times
	// the requests in it at the present C.
	Planned float64 `json:"planned"`
}

// sane says whether c is one that we could have written.
func (r record) sane() bool { return r.C >= leastC.Seconds() && r.C <= mostC.Seconds() }

// open says whether the window is one that goes on: not one of before a long
// stop, or of a clock that is wrong.
func (r record) open(now time.Time) bool {
	return r.Planned >= 0 && !math.IsInf(r.Planned, 0) &&
		!r.Since.After(now.Add(leastWindow)) && now.Sub(r.Since) < 2*mostWindow
}

// begin is the record of a new window.
func begin(c time.Duration, now time.Time) record {
	return record{V: version, C: bound(c.Seconds()), Since: now}
}

// add is the record with what a replica planned between two times; of what lies
// before the window, nothing counts.
func (r record) add(planned float64, from, to time.Time) record {
	if inside := to.Sub(r.Since); inside < to.Sub(from) {
		planned *= max(inside.Seconds(), 0) / to.Sub(from).Seconds()
	}
	r.Planned += planned
	return r
}

// settle ends the window if it has seen enough: c follows the ratio of what is
// planned to what is allowed, since the requests go with its inverse; where
// bounds hold feeds back they go with less, and it takes some windows more.
func (r record) settle(daily float64, now time.Time) (next record, ended bool) {
	age := now.Sub(r.Since)
	allowed := daily * age.Hours() / 24
	if age < leastWindow || age < mostWindow && max(r.Planned, allowed) < evidence {
		return r, false
	}
	ratio := min(max(math.Pow(r.Planned/allowed, gain), 1./maxStep), maxStep)
	return record{V: version, C: bound(r.C * ratio), Since: now}, true
}

func bound(seconds float64) float64 {
	return min(max(seconds, leastC.Seconds()), mostC.Seconds())
}
