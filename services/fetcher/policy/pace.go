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
	least, most := c.bounds(p)
	f := expect(p.Rate, p.Now)
	var perHour float64
	for i, part := range [2]float64{5. / week, 2. / week} {
		for _, rate := range f.rates[24*i : 24*(i+1)] {
			perHour += part / c.even(p, rate, least.Hours(), most.Hours())
		}
	}
	interval := time.Duration(float64(time.Hour) / perHour)
	slower := max(p.Hints.interval(f.daily), p.NotBefore.Sub(p.Now))
	if p.Failures > 0 {
		slower = max(slower, c.backoff(p, interval, 0.5))
	}
	return 24 / max(interval, min(slower, maxNotBefore)).Hours()
}

// even is the law's interval at a rate that stays, in hours.
func (c Config) even(p Situation, rate, least, most float64) float64 {
	interval := c.dial(p) / math.Sqrt(rate)
	if p.Window > 0 {
		interval = min(interval, windowShare*float64(p.Window)*24/rate)
	}
	return min(max(interval, least), most)
}

// dial is c/√w in hours: the interval of a feed with one new entry a day, by the
// law alone.
func (c Config) dial(p Situation) float64 {
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
