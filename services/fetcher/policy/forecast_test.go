package policy

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// The law solved in closed form, hour by hour, is the law summed up in small steps.
func TestReachSumsUpTheDelays(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		f := forecast{now: 490_000 + 200*r.Float64(), daily: 20 * r.Float64()}
		for i := range f.rates {
			f.rates[i] = 40 * r.Float64() * r.Float64()
		}
		cost, entries := math.Exp(6*r.Float64()), math.Exp(4*r.Float64()-1)
		const step = 1. / 1024
		var spent, came, want float64
		for spent < cost && came < 24*entries && want < 48 {
			rate := f.rates[binOf(math.Floor(f.now+want))]
			spent, came, want = spent+came*step+rate*step*step/2, came+rate*step, want+step
		}
		if got := f.reach(cost, entries, 48); math.Abs(got-want) > 6*step {
			t.Errorf("cost %g, %g entries: %g hours, by small steps %g", cost, entries, got, want)
		}
	}
}

func TestReachEnds(t *testing.T) {
	t.Parallel()
	f := forecast{now: 490_000.3, daily: 1e-9}
	for _, most := range []float64{0, 1e-12, 1, 167.7, 168, 8760} {
		for _, cost := range []float64{0, 1e-300, 1, math.Inf(1)} {
			if got := f.reach(cost, math.Inf(1), most); !(got >= 0 && got <= most) {
				t.Errorf("cost %g, at most %g hours: %g", cost, most, got)
			}
		}
	}
}

func TestBinsOfTheWeek(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) // a Monday
	for hour := range week {
		at := start.Add(time.Duration(hour) * time.Hour)
		want := at.Hour()
		if day := at.Weekday(); day == time.Saturday || day == time.Sunday {
			want += 24
		}
		if got := binOf(hoursOf(at)); got != want {
			t.Errorf("%s is in bin %d, want %d", at, got, want)
		}
	}
}

// Four weeks hold as much of each hour as a calendar does.
func TestWatchKnowsTheCalendar(t *testing.T) {
	t.Parallel()
	for _, hours := range []float64{0.5, 5, 30, 24 * 9.3, 24 * 28} {
		now := hoursOf(time.Date(2026, 3, 4, 13, 45, 0, 0, time.UTC))
		const step = 1. / 64
		var want [bins]float64
		var total float64
		for at := now - hours + step/2; at < now; at += step {
			weight := math.Exp2(-(math.Floor(now/24) - math.Floor(at/24)) / halfLife)
			want[binOf(math.Floor(at))] += weight
			total += weight
		}
		for bin, got := range watch(now, hours) {
			if math.Abs(got-want[bin]/total) > 0.001 {
				t.Errorf("%g hours: bin %d has %.4f of the time, want %.4f", hours, bin, got, want[bin]/total)
			}
		}
	}
}

func TestPackKeepsAProfile(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	for range 1000 {
		var p profile
		for i := range r.IntN(bins + 1) {
			p[i] = r.Uint32N(fullBin+1) >> r.IntN(22)
		}
		if got := unpack(p.pack()); got != p {
			t.Fatalf("%v became %v", p, got)
		}
	}
}

// Rounding neither makes entries nor loses them.
func TestAddAndScaleKeepTheTotal(t *testing.T) {
	t.Parallel()
	total := func(p *profile) (sum float64) {
		for _, v := range p {
			sum += float64(v)
		}
		return sum / grain
	}
	var p profile
	for i := range 500 {
		p.add(1, float64(i)*7.3, float64(i+1)*7.3)
	}
	if got := total(&p); math.Abs(got-500) > 1 {
		t.Errorf("500 entries count as %g", got)
	}
	for range 10 {
		p.scale(math.Exp2(-1. / halfLife))
	}
	if got := total(&p); math.Abs(got-250) > 1 {
		t.Errorf("after a half-life, 500 entries count as %g", got)
	}
}
