package policy

import (
	"math"
	"net/http"
	"time"
)

// Pace is how many polls a day the feed will get in the mean of a week, if all
// stays as it is. It says what the feed takes of the budget, and says the same by
// day and by night: what shares out the budget must not take a night, in which
// feeds are asked seldom, for requests to spare.
func (c Config) Pace(p Situation) float64 {
	if p.Status == http.StatusGone {
		return 0
	}
	least, most := c.bounds(&p)
	shortest, longest, dial, entries := least.Hours(), most.Hours(), c.dial(&p), math.Inf(1)
	if p.Window > 0 {
		entries = windowShare * float64(p.Window)
	}
	f := expect(p.Rate, p.Now)
	var perHour float64
	for bin, rate := range f.rates {
		part := 5. / week
		if bin >= 24 {
			part = 2. / week
		}
		even := min(dial/math.Sqrt(rate), 24*entries/rate) // the law at a rate that stays
		perHour += part / min(max(even, shortest), longest)
	}
	interval := time.Duration(float64(time.Hour) / perHour)
	slower := max(p.Hints.interval(f.daily), p.NotBefore.Sub(p.Now))
	if p.Failures > 0 {
		slower = max(slower, c.backoff(&p, interval, 0.5))
	}
	return 24 / max(interval, min(slower, maxNotBefore)).Hours()
}

// dial is c/√w in hours: the interval of a feed with one new entry a day, by the
// law alone.
func (c Config) dial(p *Situation) float64 {
	weight := p.Feed.Priority
	if !(weight > 0) || math.IsInf(weight, 0) {
		weight = 1
	}
	dial := c.C.Hours() / math.Sqrt(weight)
	if p.Pushed {
		dial *= pushed
	}
	return dial
}
