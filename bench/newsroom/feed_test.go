package newsroom

import (
	"math"
	"testing"
	"time"
)

func TestPressPublishesByThePoissonLaw(t *testing.T) {
	t.Parallel()
	const feeds, mean = 2_000, 50.0
	count := make([]float64, feeds)
	for f := range feeds {
		p := press{seed: 3, feed: uint64(f), start: 1_000_000, rate: mean / 86_400}
		count[f] = float64(p.published(1_000_000 + 86_400))
	}
	average, variance := moments(count)
	if math.Abs(average-mean) > 1 {
		t.Errorf("%g articles a day, want %g", average, mean)
	}
	if math.Abs(variance/mean-1) > 0.15 {
		t.Errorf("variance is %g, of a Poisson process it is the mean, %g", variance, mean)
	}
}

func moments(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, variance
}

func TestRatesAreLognormalWithTheMeanGiven(t *testing.T) {
	t.Parallel()
	c := Defaults()
	c.PerDay, c.Speed = 20, 60
	logs, sum := make([]float64, 20_000), 0.0
	for f := range logs {
		rate := rateOf(c, f) * 86_400 / c.Speed
		logs[f], sum = math.Log(rate), sum+rate
	}
	if mean := sum / float64(len(logs)); math.Abs(mean/c.PerDay-1) > 0.05 {
		t.Errorf("mean rate is %g a day, want %g", mean, c.PerDay)
	}
	if _, variance := moments(logs); math.Abs(variance-1) > 0.05 {
		t.Errorf("variance of the logarithms is %g, want 1", variance)
	}
}

func TestPressKeepsItsTimes(t *testing.T) {
	t.Parallel()
	start := time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC).Unix()
	p := press{seed: 3, feed: 1, start: start, age: 3600, old: 40, rate: 0.01}
	if got := p.published(start); got != 40 {
		t.Fatalf("%d articles at the start, want the backlog of 40", got)
	}
	all := p.published(start + 10_000)
	before := int64(math.MinInt64)
	for k := range all {
		when := p.when(k)
		if when < before {
			t.Errorf("article %d appears before the one before it", k)
		}
		if old := k < 40; old != (when <= start) || when < start-3600 {
			t.Errorf("article %d of the backlog of 40 appears %d s after the start", k, when-start)
		}
		if k >= 40 && (p.published(when) <= k || p.published(when-1) > k) {
			t.Errorf("article %d is not published exactly from its second on", k)
		}
		before = when
	}
	if p.published(start) != 40 {
		t.Error("a clock that goes back finds other articles")
	}
}

func TestPressAtRest(t *testing.T) {
	t.Parallel()
	p := press{seed: 3, feed: 1, start: 1_000, age: 60, old: 5}
	if got := p.published(math.MaxInt32); got != 5 {
		t.Errorf("%d articles, want the backlog of 5 for ever", got)
	}
}
