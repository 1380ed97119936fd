package policy_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// watch is the estimate after so many days of a feed with the rate perDay, polled
// at the interval. Entries come evenly.
func watch(perDay float64, interval time.Duration, days float64) float64 {
	var r schema.Rate
	r = policy.Observe(r, 100, time.Time{}, now())
	seen := 0
	for elapsed := interval; elapsed.Hours()/24 <= days; elapsed += interval {
		total := int(perDay * elapsed.Hours() / 24)
		r = policy.Observe(r, total-seen, now().Add(elapsed-interval), now().Add(elapsed))
		seen = total
	}
	return policy.Daily(r)
}

func TestObserveFindsTheRate(t *testing.T) {
	t.Parallel()
	for _, perDay := range []float64{1, 10, 200} {
		for _, interval := range []time.Duration{5 * minute, hour, day, 30 * day} {
			if got := watch(perDay, interval, 120); math.Abs(got/perDay-1) > 0.1 {
				t.Errorf("%g a day, polled every %s: estimated %.2f", perDay, interval, got)
			}
		}
	}
}

func TestObserveForgets(t *testing.T) {
	t.Parallel()
	r := daily(100)
	r.Items, r.Days = 1400, 14 // what a feed with 100 a day has after a long time
	r = policy.Observe(r, 0, now(), now().Add(10*day))
	if got := policy.Daily(r); got < 40 || got > 60 {
		t.Errorf("after a half-life of silence the estimate is %.1f, want about half of 100", got)
	}
}

// The first poll finds a hundred entries that were there before. They say
// nothing of how often something new comes.
func TestBackfillIsNoRate(t *testing.T) {
	t.Parallel()
	if got := policy.Observe(schema.Rate{}, 100, time.Time{}, now()); !cmp.Equal(got, schema.Rate{}) {
		t.Errorf("the first poll gives %+v", got)
	}
	if got := policy.Observe(daily(3), 100, now(), now().Add(-hour)); !cmp.Equal(got, daily(3)) {
		t.Errorf("a clock that went back gives %+v", got)
	}
}

func TestRateOfNonsense(t *testing.T) {
	t.Parallel()
	values := []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, 1}
	random := rand.New(rand.NewPCG(5, 6))
	for range 1000 {
		r := schema.Rate{Items: values[random.IntN(len(values))], Days: values[random.IntN(len(values))]}
		r = policy.Observe(r, random.IntN(3)-1, now(), now().Add(time.Duration(random.Int64())))
		if got := policy.Daily(r); !(got > 0) || math.IsInf(got, 0) {
			t.Fatalf("%+v is estimated at %g a day", r, got)
		}
	}
}
