package policy

import (
	"slices"
	"time"
)

// maxSleep is the longest that skipHours and skipDays can put a poll off: a
// document that wants to be left alone for longer has got its lists wrong.
const maxSleep = 3 * day

// interval is the least interval that the document asks for, for a feed with so
// many new entries a day; 0 when it asks for none.
func (h Hints) interval(daily float64) time.Duration {
	most := maxHint
	if daily > busy {
		most = maxBusyHint
	}
	return min(max(h.TTL, h.UpdatePeriod, 0), most)
}

// awake is the first time from at on that is in none of the hours and days to be
// left alone. It goes by whole hours, so that what jitter spread stays spread.
func (h Hints) awake(at time.Time) time.Time {
	if len(h.SkipHours) == 0 && len(h.SkipDays) == 0 {
		return at
	}
	for later := at; later.Sub(at) <= maxSleep; later = later.Add(time.Hour) {
		gmt := later.UTC()
		if !slices.Contains(h.SkipHours, gmt.Hour()) && !slices.Contains(h.SkipDays, gmt.Weekday()) {
			return later
		}
	}
	return at
}
