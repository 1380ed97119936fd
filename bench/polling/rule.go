package main

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// least and most bound the time between two polls of a feed, by any rule.
const least, most = 5 * time.Minute, 24 * time.Hour

// rule is a way to choose when a feed is polled next. Its dial stretches all
// intervals, so that rules can be compared at equal numbers of requests.
type rule struct {
	// Name is what the table says.
	Name string
	// Begin puts the rule to work on a feed.
	Begin func(dial time.Duration, f feed, random *rand.Rand) schedule
}

func fixedRule() rule     { return rule{"fixed interval", fixed} }
func frequencyRule() rule { return rule{"miniflux: entry frequency", frequency} }
func plainRule() rule     { return rule{"square-root law alone", plain} }
func ourRule() rule       { return rule{"wirecopy: with profile and guards", ours} }
func oracleRule() rule    { return rule{"the law, if it knew the true rates", oracle} }

func clamp(d time.Duration) time.Duration { return min(max(d, least), most) }

// fixed polls all feeds equally often.
func fixed(dial time.Duration, _ feed, _ *rand.Rand) schedule {
	return func(poll) time.Duration { return clamp(dial) }
}

// frequency is miniflux' rule: a week over a factor and over the entries of a
// week, which are those of the last seven days, or as many as a week would have
// if all came as the mean of these; with less than two, the most. What this very
// poll found counts, too, though miniflux counts before it asks.
func frequency(dial time.Duration, _ feed, _ *rand.Rand) schedule {
	var known []float64
	return func(p poll) time.Duration {
		known = append(known, p.Fresh...)
		for len(known) > 0 && known[0] < p.At-7*day {
			known = known[1:]
		}
		if len(known) < 2 {
			return most
		}
		mean := max(known[len(known)-1]-known[0], 1) / float64(len(known)-1)
		return clamp(time.Duration(7 * float64(dial) / math.Ceil(7*day/mean)))
	}
}

// plain is the policy's law on the rate alone.
func plain(dial time.Duration, _ feed, _ *rand.Rand) schedule {
	return obey(dial, func(s *policy.Situation) { s.Rate.Hours, s.Window, s.Gap, s.Random = nil, 0, false, 0.5 })
}

// ours is the policy as the fetcher has it.
func ours(dial time.Duration, _ feed, random *rand.Rand) schedule {
	return obey(dial, func(s *policy.Situation) { s.Random = random.Float64() })
}

// obey asks the policy, which is told what change leaves of the situation.
func obey(dial time.Duration, change func(*policy.Situation)) schedule {
	config := policy.Config{Min: least, Max: most, C: dial}
	var s policy.Situation
	var since time.Time
	return func(p poll) time.Duration {
		now := moment(p.At)
		s.Rate = policy.Observe(s.Rate, len(p.Fresh), since, now)
		s.Interval = now.Sub(s.Now)
		s.Now, s.Window, s.Gap = now, window, p.Gap
		change(&s)
		since = now
		return config.Next(s).Sub(now)
	}
}

// moment is a time of a trace.
func moment(seconds float64) time.Time {
	return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)))
}

// oracle is the law without guards and jitter that needs no estimate: what is
// left to be learnt. Only made-up feeds have it.
func oracle(dial time.Duration, f feed, _ *rand.Rand) schedule {
	const step = time.Minute
	enough := dial.Hours() * dial.Hours() / 2
	return func(p poll) time.Duration {
		var wait time.Duration
		for cost, came := 0., 0.; cost < enough && wait < most; wait += step {
			came += f.Temper.rate(p.At+wait.Seconds()) / (1 - f.Temper.More) * step.Hours()
			cost += came * step.Hours()
		}
		return clamp(wait)
	}
}
