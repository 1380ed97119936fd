package policy

import (
	"math"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// halfLife is after how many days of watching an entry counts for half.
const halfLife = 10

// Observe is the rate after a good poll at a time that saw fresh new entries, since
// the last good one. What counts is what was really new, not what the entries
// say of their dates. A first poll, since the zero time, only finds what was
// there before we watched, and leaves the rate as it is; so does a clock that
// went back.
//
// The entries count as if they had come evenly over that time, so that a poll
// after a month of silence is worth what thirty daily ones are.
func Observe(r schema.Rate, fresh int, since, at time.Time) schema.Rate {
	r = sound(r)
	elapsed := at.Sub(since)
	if since.IsZero() || elapsed <= 0 {
		return r
	}
	days := elapsed.Hours() / 24
	decay := math.Exp2(-days / halfLife)
	watched := (1 - decay) * halfLife / math.Ln2 // the decayed length of elapsed
	r.Items = r.Items*decay + float64(max(fresh, 0))*watched/days
	r.Days = r.Days*decay + watched
	r.Hours = observe(r.Hours, fresh, hoursOf(since), hoursOf(at))
	return r
}

// Daily is the estimate λ̂ of new entries a day. A feed of which nothing is
// known is taken for one with one a day; so is, a little, any other.
func Daily(r schema.Rate) float64 {
	r = sound(r)
	return (r.Items + 1) / (r.Days + 1)
}

// lasting is how many days of watching have decayed to so many.
func lasting(days float64) float64 {
	left := 1 - days*math.Ln2/halfLife
	if !(left > 0) {
		return math.Inf(1)
	}
	return -halfLife * math.Log2(left)
}

// sound is r without what no estimate can be, since the rate comes back to us
// in a message.
func sound(r schema.Rate) schema.Rate {
	const most = 1e9
	for _, v := range []*float64{&r.Items, &r.Days} {
		if !(*v >= 0) { // not a number, too
			*v = 0
		}
		*v = min(*v, most)
	}
	return r
}
