package policy

import (
	"math"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// pseudo is how many entries are taken to have come evenly over the day, and
	// as many evenly over the week, beside those that were seen: a profile of few
	// is nearly flat.
	pseudo = 24
	// pseudoWeek is how many entries are taken to have come, beside those that were
	// seen, as if weekends had the same hours as weekdays: only much evidence says otherwise.
	pseudoWeek = 8 * pseudo
	// maxWatch is how many hours of watching are looked back at; what lies before
	// weighs little, and equally on all days.
	maxWatch = 8 * week
)

// forecast is how many new entries a feed is expected to bring from now on.
type forecast struct {
	now   float64       // hours since the epoch
	daily float64       // λ̂
	rates [bins]float64 // entries a day in each bin of the profile: λ̂·p
}

// expect makes the forecast of a feed.
func expect(r schema.Rate, now time.Time) (f forecast) {
	r = sound(r)
	f.now, f.daily = hoursOf(now), Daily(r)
	p := unpack(r.Hours)
	var entries float64
	for _, v := range p {
		entries += float64(v)
	}
	entries /= grain
	if entries == 0 {
		for i := range f.rates {
			f.rates[i] = f.daily
		}
		return f
	}
	// A profile that holds fewer entries than the rate was lost at some time, and
	// has been watched for less long.
	f.shape(&p, entries, watch(f.now, 24*lasting(r.Days*min(entries/max(r.Items, 1), 1))))
	return f
}

// shape sets the rates by three estimates on top of each other, each drawn
// towards the one before it: the hours of the day, smoothed, since news don't
// know of full hours; weekends against weekdays; and each bin by itself.
func (f *forecast) shape(p *profile, entries float64, share [bins]float64) {
	var hours, due [24]float64 // entries that came, and that would have come evenly
	var days, dueDays [2]float64
	for i, v := range p {
		came, even := float64(v)/grain, entries*share[i]
		hours[i%24] += came
		due[i%24] += even
		days[i/24] += came
		dueDays[i/24] += even
	}
	hours, due = smooth(smooth(hours)), smooth(smooth(due))
	for end, part := range [2]float64{5. / 7, 2. / 7} {
		whole := (days[end] + pseudo*part) / (dueDays[end] + pseudo*part)
		prior := pseudoWeek * part / 24
		for hour := range 24 {
			bin := end*24 + hour
			guess := whole * (hours[hour] + pseudo/24.) / (due[hour] + pseudo/24.)
			f.rates[bin] = f.daily * (float64(p[bin])/grain + prior*guess) / (entries*share[bin] + prior)
		}
	}
}

// smooth lets each hour of the day have half of itself and a quarter of each neighbour.
func smooth(hours [24]float64) (out [24]float64) {
	last := hours[23]
	for i, v := range hours {
		out[i] = last/4 + v/2 + hours[(i+1)%24]/4
		last = v
	}
	return out
}

// watch is which share of the time of watching, so many hours until now, lay in
// each bin; a day weighs as its entries do in the profile.
func watch(now, hours float64) (share [bins]float64) {
	since := max(now-min(hours, maxWatch), 0)
	var whole [2]float64 // days
	var total float64
	weight, fade := 1., math.Exp2(-1./halfLife)
	for day := math.Floor(now / 24); day >= math.Floor(since/24); day-- {
		end := 0
		if weekend(day) {
			end = 1
		}
		from, to := max(since-day*24, 0), min(now-day*24, 24)
		total += weight * (to - from)
		if to-from == 24 {
			whole[end] += weight
		} else {
			for hour := math.Floor(from); hour < to; hour++ {
				share[end*24+int(hour)] += weight * (min(hour+1, to) - max(hour, from))
			}
		}
		weight *= fade
	}
	for i := range share {
		share[i] = (share[i] + whole[i/24]) / max(total, 1e-9)
	}
	return share
}

// reach is for how many hours to wait until the delays of the entries that are
// expected meanwhile sum up to cost, ∫ λ̂·p(u)·(t−u) du, or until so many entries
// are expected. With λ̂ a day, cost has the unit hours² of a feed with one entry a
// day. It is at most most.
func (f *forecast) reach(cost, entries, most float64) float64 {
	entries *= 24 // in the same unit
	var waited, spent, came float64
	for waited < most {
		rate, step := f.daily, most-waited // beyond a week, no hour is told from another
		if waited < week {
			at := f.now + waited
			hour := math.Floor(at)
			rate, step = f.rates[binOf(hour)], min(hour+1-at, step)
		}
		if all := spent + came*step + rate*step*step/2; all < cost && came+rate*step < entries {
			spent, came, waited = all, came+rate*step, waited+step
			continue
		}
		left := max(cost-spent, 0)
		root := came + math.Sqrt(came*came+2*rate*left)
		enough := 2 * left / max(root, math.SmallestNonzeroFloat64) // spent + came·x + rate·x²/2 = cost
		return min(waited+min(enough, max(entries-came, 0)/rate), most)
	}
	return most
}
