package policy

import (
	"math"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// halfLife is after how many days of watching an entry counts for half.
const halfLife = 10

// Observe is the rate after a good poll that saw fresh new entries, elapsed
// after the last good one. What counts is what was really new, not what the
// entries say of their dates. A first poll, which has no elapsed time, only
// finds what was there before we watched, and leaves the rate as it is.
//
// The entries count as if they had come evenly over elapsed, so that a poll
// after a month of silence is worth what thirty daily ones are.
func Observe(r schema.Rate, fresh int, elapsed time.Duration) schema.Rate {
	r = sound(r)
	if elapsed <= 0 {
		return r
	}
	days := elapsed.Hours() / 24
	decay := math.Exp2(-days / halfLife)
	watched := (1 - decay) * halfLife / math.Ln2 // the decayed length of elapsed
	return schema.Rate{
		Items: r.Items*decay + float64(max(fresh, 0))*watched/days,
		Days:  r.Days*decay + watched,
	}
}

// Daily is the estimate λ̂ of new entries a day. A feed of which nothing is
// known is taken for one with one a day; so is, a little, any other.
func Daily(r schema.Rate) float64 {
	r = sound(r)
	return (r.Items + 1) / (r.Days + 1)
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
