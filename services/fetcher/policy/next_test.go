package policy_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * hour
)

// now is a Wednesday, noon.
func now() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// daily is the rate of a feed that was watched for long and brings n new entries a day.
func daily(n float64) schema.Rate { return schema.Rate{Items: n*1e3 - 1, Days: 1e3 - 1} }

func TestNext(t *testing.T) {
	t.Parallel()
	type situation = policy.Situation
	for name, test := range map[string]struct {
		p    situation
		want time.Duration // from now on, at a Random of one half; 0 is never
	}{
		"10 a day":             {situation{Rate: daily(10)}, 30 * minute},
		"40 a day":             {situation{Rate: daily(40)}, 15 * minute},
		"10 a day, priority 4": {situation{Rate: daily(10), Feed: schema.Feed{Priority: 4}}, 15 * minute},
		"priority of nonsense": {situation{Rate: daily(10), Feed: schema.Feed{Priority: math.Inf(1)}}, 30 * minute},
		"nothing is known":     {situation{}, 94*minute + 52*time.Second},
		"1,000 a day":          {situation{Rate: daily(1000)}, 5*minute + 15*time.Second},
		"1 a year":             {situation{Rate: daily(1. / 365)}, 22*hour + 48*minute},

		"a window of 20, 10 of which may be new": {situation{Rate: daily(400), Feed: schema.Feed{Priority: 0.01}, Window: 20}, 36 * minute},
		"a wide window":                          {situation{Rate: daily(10), Window: 100}, 30 * minute},
		"a window of one":                        {situation{Rate: daily(40), Window: 1}, 15 * minute},
		"a gap":                                  {situation{Rate: daily(10), Gap: true, Interval: 2 * hour}, 15 * minute},
		"a gap, though it was asked more often":  {situation{Rate: daily(10), Gap: true, Interval: 20 * minute}, 10 * minute},
		"a gap, and nothing is known of before":  {situation{Rate: daily(10), Gap: true}, 15 * minute},
		"a gap at the least interval":            {situation{Rate: daily(1000), Gap: true, Interval: 5 * minute}, 5*minute + 15*time.Second},
		"pushed":                                 {situation{Rate: daily(10), Pushed: true}, 6 * hour},
		"pushed, at most the most":               {situation{Rate: daily(0.1), Pushed: true}, 22*hour + 48*minute},
		"pushed, a window of 20":                 {situation{Rate: daily(240), Pushed: true, Window: 20}, hour},

		"its own least":              {situation{Rate: daily(1000), Feed: schema.Feed{MinInterval: 60}}, 3 * minute},
		"its own least, too little":  {situation{Rate: daily(1e6), Feed: schema.Feed{MinInterval: 1}}, minute + 3*time.Second},
		"its own most":               {situation{Feed: schema.Feed{MaxInterval: 600}}, 9*minute + 30*time.Second},
		"its own most, below least":  {situation{Feed: schema.Feed{MaxInterval: 60}}, 5 * minute},
		"its own most, of centuries": {situation{Rate: daily(1. / 365), Feed: schema.Feed{MaxInterval: math.MaxInt}}, 30*hour + 12*minute + 27*time.Second},

		"ttl lengthens":              {situation{Rate: daily(5), Hints: policy.Hints{TTL: 10 * hour}}, 10*hour + 30*minute},
		"ttl of a busy feed":         {situation{Rate: daily(10), Hints: policy.Hints{TTL: 10 * hour}}, 63 * minute},
		"ttl never shortens":         {situation{Rate: daily(10), Hints: policy.Hints{TTL: minute}}, 30 * minute},
		"ttl, negative":              {situation{Rate: daily(10), Hints: policy.Hints{TTL: -hour}}, 30 * minute},
		"ttl of a year":              {situation{Rate: daily(1), Hints: policy.Hints{TTL: 365 * day}}, 25*hour + 12*minute},
		"update period":              {situation{Rate: daily(5), Hints: policy.Hints{UpdatePeriod: 2 * hour}}, 2*hour + 6*minute},
		"ttl beyond the user's most": {situation{Hints: policy.Hints{TTL: hour}, Feed: schema.Feed{MaxInterval: 600}}, 63 * minute},
		"not before":                 {situation{Rate: daily(10), NotBefore: now().Add(3 * hour)}, 3 * hour},
		"not before, of the past":    {situation{Rate: daily(10), NotBefore: now().Add(-hour)}, 30 * minute},
		"not before, next year":      {situation{Rate: daily(10), NotBefore: now().Add(365 * day)}, 7 * day},
		"skip hours":                 {situation{Rate: daily(10), Hints: policy.Hints{SkipHours: []int{12, 13, 15}}}, 2*hour + 30*minute},
		"skip hours, other ones":     {situation{Rate: daily(10), Hints: policy.Hints{SkipHours: []int{11, 13}}}, 30 * minute},
		"skip days":                  {situation{Rate: daily(10), Hints: policy.Hints{SkipDays: []time.Weekday{time.Wednesday}}}, 12*hour + 30*minute},
		"skip the rest of the week":  {situation{Rate: daily(10), Hints: policy.Hints{SkipDays: []time.Weekday{3, 4, 5, 6}}}, 30 * minute},
		"skip always":                {situation{Rate: daily(10), Hints: policy.Hints{SkipDays: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}}, 30 * minute},
		"not before, in a skipped hour": {
			situation{Rate: daily(10), NotBefore: now().Add(3 * hour), Hints: policy.Hints{SkipHours: []int{15}}}, 4 * hour,
		},

		"500, once":              {situation{Rate: daily(10), Failures: 1, Status: 500, Interval: 30 * minute}, 66 * minute},
		"500, three times":       {situation{Rate: daily(10), Failures: 3, Status: 500, Interval: 2 * hour}, 4*hour + 24*minute},
		"500, for long":          {situation{Rate: daily(10), Failures: 1000, Status: 500}, 26*hour + 24*minute},
		"500, its own most":      {situation{Failures: 9, Status: 500, Feed: schema.Feed{MaxInterval: 600}}, 11 * minute},
		"no faster than before":  {situation{Rate: daily(10), Failures: 1, Interval: 8 * hour}, 8*hour + 48*minute},
		"429 with a Retry-After": {situation{Rate: daily(10), Failures: 1, Status: 429, NotBefore: now().Add(5 * hour)}, 5 * hour},
		"404, once":              {situation{Rate: daily(10), Failures: 1, Status: 404}, 66 * minute},
		"404, for long":          {situation{Failures: 20, Status: 404, Feed: schema.Feed{MaxInterval: 600}}, 26*hour + 24*minute},
		"410":                    {situation{Rate: daily(10), Failures: 1, Status: 410}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.p.Now, test.p.Random = now(), 0.5
			got := policy.Defaults().Next(test.p)
			if got.IsZero() || test.want == 0 {
				if !got.IsZero() || test.want != 0 {
					t.Fatalf("due at %s, want %s from now on", got, test.want)
				}
				return
			}
			if off := got.Sub(now()) - test.want; off.Abs() > time.Second {
				t.Errorf("due in %s, want %s", got.Sub(now()), test.want)
			}
		})
	}
}

// situation is one of any kind, sensible or not.
func situation(r *rand.Rand) policy.Situation {
	p := policy.Situation{
		Now:      now().Add(time.Duration(r.Int64N(int64(7 * day)))),
		Rate:     schema.Rate{Items: math.Exp(r.NormFloat64() * 5), Days: math.Exp(r.NormFloat64() * 3)},
		Failures: r.IntN(40) * r.IntN(2),
		Status:   []int{0, 200, 304, 403, 404, 429, 500, 503}[r.IntN(8)],
		Interval: time.Duration(r.Int64N(int64(9 * day))),
		Random:   r.Float64(),
		Window:   r.IntN(50) - 5,
		Gap:      r.IntN(4) == 0,
		Pushed:   r.IntN(4) == 0,
		Feed: schema.Feed{
			Priority:    []float64{0, 0.1, 1, 4, 1e9}[r.IntN(5)],
			MinInterval: []int{0, 0, 1, 60, 3600, 1 << 40}[r.IntN(6)],
			MaxInterval: []int{0, 0, 1, 600, 86400, 1 << 40}[r.IntN(6)],
		},
		Hints: policy.Hints{
			TTL:          time.Duration(r.Int64N(int64(30*day))) * time.Duration(r.IntN(2)),
			UpdatePeriod: time.Duration(r.Int64N(int64(30*day))) * time.Duration(r.IntN(2)),
		},
	}
	if r.IntN(2) == 0 {
		p.Rate.Hours = make([]byte, r.IntN(100))
		for i := range p.Rate.Hours {
			p.Rate.Hours[i] = byte(r.IntN(256)) >> r.IntN(8)
		}
	}
	if r.IntN(2) == 0 {
		p.NotBefore = p.Now.Add(time.Duration(r.Int64N(int64(20*day))) - day)
	}
	for h := range 24 {
		if r.IntN(3) == 0 {
			p.Hints.SkipHours = append(p.Hints.SkipHours, h)
		}
	}
	return p
}

func each(t *testing.T, check func(c policy.Config, p policy.Situation, wait time.Duration)) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	c := policy.Defaults()
	for range 20_000 {
		p := situation(r)
		check(c, p, c.Next(p).Sub(p.Now))
	}
}

func TestNeverBelowTheLeast(t *testing.T) {
	t.Parallel()
	each(t, func(c policy.Config, p policy.Situation, wait time.Duration) {
		least := c.Min
		if p.Feed.MinInterval > 0 {
			least = time.Duration(min(p.Feed.MinInterval, 365*86400)) * time.Second
		}
		if wait < max(least, minute) {
			t.Fatalf("due in %s, below %s: %+v", wait, least, p)
		}
	})
}

func TestNeverBeforeTheSiteWants(t *testing.T) {
	t.Parallel()
	each(t, func(_ policy.Config, p policy.Situation, wait time.Duration) {
		if asked := min(p.NotBefore.Sub(p.Now), 7*day); wait < asked {
			t.Fatalf("due in %s, before %s: %+v", wait, asked, p)
		}
	})
}

func TestHintsNeverShorten(t *testing.T) {
	t.Parallel()
	each(t, func(c policy.Config, p policy.Situation, wait time.Duration) {
		p.Hints, p.NotBefore, p.Random = policy.Hints{}, time.Time{}, 0
		if bare := c.Next(p).Sub(p.Now); wait < bare {
			t.Fatalf("due in %s with hints, in %s without: %+v", wait, bare, p)
		}
	})
}

func TestMoreFailuresAreNeverFaster(t *testing.T) {
	t.Parallel()
	each(t, func(c policy.Config, p policy.Situation, _ time.Duration) {
		p.Hints.SkipHours = nil // these move a poll into an hour of the day, whatever it waited for
		wait := c.Next(p).Sub(p.Now)
		if p.Failures > 0 {
			if wait < min(p.Interval, 7*day) {
				t.Fatalf("due in %s after a failure, planned before it was %s: %+v", wait, p.Interval, p)
			}
			p.Failures++
			if more := c.Next(p).Sub(p.Now); more < wait {
				t.Fatalf("due in %s after %d failures, in %s after one less: %+v", more, p.Failures, wait, p)
			}
		}
	})
}

// At a rate that stays, the pace is that of the planned intervals.
func TestPaceIsWhatIsPlanned(t *testing.T) {
	t.Parallel()
	c := policy.Defaults()
	for name, p := range map[string]policy.Situation{
		"10 a day":             {Rate: daily(10)},
		"1,000 a day":          {Rate: daily(1000)},
		"1 a year":             {Rate: daily(1. / 365)},
		"10 a day, priority 4": {Rate: daily(10), Feed: schema.Feed{Priority: 4}},
		"pushed":               {Rate: daily(10), Pushed: true},
		"pushed, a window":     {Rate: daily(240), Pushed: true, Window: 20},
		"hints":                {Rate: daily(5), Hints: policy.Hints{TTL: 10 * hour}},
		"not before":           {Rate: daily(10), NotBefore: now().Add(3 * hour)},
		"failing":              {Rate: daily(10), Failures: 3, Status: 500},
		"failing for long":     {Rate: daily(10), Failures: 20, Status: 500, Interval: 2 * day},
	} {
		p.Now, p.Random = now(), 0.5
		interval := c.Next(p).Sub(p.Now).Hours() / 24
		if got := c.Pace(p); math.Abs(got*interval-1) > 0.06 {
			t.Errorf("%s: %g polls a day, and the next after %g days", name, got, interval)
		}
	}
	if got := c.Pace(policy.Situation{Now: now(), Status: 410}); got != 0 {
		t.Errorf("gone: %g polls a day", got)
	}
	each(t, func(c policy.Config, p policy.Situation, _ time.Duration) {
		if got := c.Pace(p); !(got > 0 && got <= 24*60+0.001) {
			t.Fatalf("%g polls a day: %+v", got, p)
		}
	})
}

func TestJitterSpreads(t *testing.T) {
	t.Parallel()
	p := policy.Situation{Now: now(), Rate: daily(10)}
	c := policy.Defaults()
	for random, want := range map[float64]time.Duration{0: 27 * minute, 0.25: 28*minute + 30*time.Second, 0.999999: 33 * minute} {
		p.Random = random
		if got := c.Next(p).Sub(now()); (got - want).Abs() > time.Second {
			t.Errorf("at %g due in %s, want %s", random, got, want)
		}
	}
	for _, nonsense := range []float64{-5, 7, math.NaN()} {
		p.Random = nonsense
		if got := c.Next(p).Sub(now()); got < 27*minute-time.Second || got > 33*minute+time.Second {
			t.Errorf("at %g due in %s", nonsense, got)
		}
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	if err := policy.Defaults().Validate(); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]policy.Config{
		"nothing is set": {},
		"least too low":  {Min: time.Second, Max: hour, C: hour},
		"most too low":   {Min: hour, Max: minute, C: hour},
		"no constant":    {Min: hour, Max: hour},
	} {
		if c.Validate() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
