package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	// warmUp is after how many days a replay begins to count.
	warmUp = 14
	// window is how many entries a feed's document shows.
	window = 20
)

// poll is what a poll finds.
type poll struct {
	// At is when it is, in seconds, as in a trace.
	At float64
	// Since is when the last one was; below 0 for the first.
	Since float64
	// Fresh are when the entries were published that are new in the document.
	Fresh []float64
	// Gap says that the document shares no entry with the last one.
	Gap bool
}

// schedule is a rule at work on one feed: how long to wait for the next poll.
type schedule func(poll) time.Duration

// outcome is what a rule gave.
type outcome struct {
	// Requests is how many there were a feed and day.
	Requests float64
	// Mean and P95 are of the minutes from publication to poll.
	Mean, P95 float64
	// Lost is the share of entries that scrolled away unseen.
	Lost float64
}

// tally is what an outcome is made from.
type tally struct {
	from, to       float64 // what is counted, in seconds
	delays         []float64
	requests, lost int
}

// replay polls all feeds of a trace by a rule, with its dial at so much.
func replay(t trace, r rule, dial time.Duration) outcome {
	counts := tally{from: warmUp * day, to: float64(t.Days) * day}
	for i, f := range t.Feeds {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		counts.follow(f.Times, random.Float64()*hour, r.Begin(dial, f, random))
	}
	return counts.outcome(len(t.Feeds) * (t.Days - warmUp))
}

// follow polls one feed, and once more after the end, so that all is found.
func (c *tally) follow(times []float64, begin float64, next schedule) {
	p := poll{At: begin, Since: -1}
	known := 0 // entries that were published before the last poll
	for {
		now := known
		for now < len(times) && times[now] <= p.At {
			now++
		}
		first := max(known, now-window)
		for _, at := range times[known:first] {
			if c.counts(at) {
				c.lost++
			}
		}
		for _, at := range times[first:now] {
			if c.counts(at) {
				c.delays = append(c.delays, (p.At-at)/60)
			}
		}
		if p.At >= c.to {
			return
		}
		if c.counts(p.At) {
			c.requests++
		}
		p.Fresh, p.Gap = times[first:now], known > 0 && now-known >= window
		wait := next(p)
		known, p.Since, p.At = now, p.At, p.At+wait.Seconds()
	}
}

func (c *tally) counts(at float64) bool { return at >= c.from && at < c.to }

// outcome sums up over so many days of feeds.
func (c *tally) outcome(feedDays int) outcome {
	o := outcome{Requests: float64(c.requests) / float64(feedDays), Mean: math.NaN(), P95: math.NaN()}
	if len(c.delays) == 0 {
		return o
	}
	var sum float64
	for _, d := range c.delays {
		sum += d
	}
	slices.Sort(c.delays)
	o.Mean, o.P95 = sum/float64(len(c.delays)), c.delays[len(c.delays)*95/100]
	o.Lost = float64(c.lost) / float64(c.lost+len(c.delays))
	return o
}
