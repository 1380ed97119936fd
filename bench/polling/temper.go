package main

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// median and spread are of the lognormal rates, in entries a day.
	median, spread = 10, 1.4
	// maxDaily caps them.
	maxDaily = 300
	// burst is within how many seconds the next entry of a burst follows.
	burst = 120
)

// temper is how a made-up news feed publishes.
type temper struct {
	// Daily is how many entries there are on a weekday, those that bursts add not counted.
	Daily float64
	// Phase and Amplitude are of the day's sine; the phase is the feed's time zone.
	Phase, Amplitude float64
	// Weekend is how much of it is left on Saturdays and Sundays.
	Weekend float64
	// More is how probably an entry is followed by another at once.
	More float64
}

// generate makes up so many news feeds for each seed. Their rates are drawn one
// from each of as many equal parts of the distribution: drawn independently, the
// rates of 200 feeds differ so much from seed to seed that no rule could be told
// from luck (the law's share of the fixed interval's delay is 0.60 to 0.69 then).
func generate(seeds []uint64, feeds, days int) trace {
	t := trace{Days: days}
	for _, seed := range seeds {
		for i := range feeds {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			temper := draw(r, (float64(i)+r.Float64())/float64(feeds))
			t.Feeds = append(t.Feeds, feed{Times: temper.publish(r, float64(days)*day), Temper: &temper})
		}
	}
	return t
}

// draw makes up a feed that has more entries than the given share of all feeds.
func draw(r *rand.Rand, rank float64) temper {
	normal := math.Sqrt2 * math.Erfinv(2*rank-1)
	return temper{
		Daily: min(median*math.Exp(spread*normal), maxDaily),
		Phase: 2 * math.Pi * r.Float64(), Amplitude: 0.5 + 0.45*r.Float64(),
		Weekend: 0.3 + 0.6*r.Float64(), More: 0.1 + 0.3*r.Float64(),
	}
}

// rate is the entries a day at a time, those that bursts add not counted.
func (t temper) rate(at float64) float64 {
	rate := t.Daily * (1 + t.Amplitude*math.Sin(2*math.Pi*at/day+t.Phase))
	if int(at/day)%7 >= 5 {
		rate *= t.Weekend
	}
	return rate
}

// publish makes up a feed's entries, by thinning a Poisson process.
func (t temper) publish(r *rand.Rand, length float64) (times []float64) {
	most := t.Daily * (1 + t.Amplitude)
	for at := r.ExpFloat64() / most * day; at < length; at += r.ExpFloat64() / most * day {
		if r.Float64()*most >= t.rate(at) {
			continue
		}
		times = append(times, at)
		for again := at; r.Float64() < t.More; {
			again += burst * r.Float64()
			times = append(times, again)
		}
	}
	slices.Sort(times)
	return times
}
