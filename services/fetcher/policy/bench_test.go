package policy_test

import (
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// known is the rate of a feed that was watched for six weeks and has a profile in every hour.
func known() schema.Rate {
	var r schema.Rate
	for at := now().Add(-42 * day); at.Before(now()); at = at.Add(20 * minute) {
		fresh := 0
		if at.Minute() == 0 {
			fresh = 1 + at.Hour()%3
		}
		r = policy.Observe(r, fresh, at.Add(-20*minute), at)
	}
	return r
}

func BenchmarkNext(b *testing.B) {
	for name, rate := range map[string]schema.Rate{"with a profile": known(), "without": daily(10)} {
		b.Run(name, func(b *testing.B) {
			c, p := policy.Defaults(), policy.Situation{Now: now(), Rate: rate, Window: 20, Random: 0.5}
			b.ReportAllocs()
			for b.Loop() {
				c.Next(p)
			}
		})
	}
}

func BenchmarkObserve(b *testing.B) {
	for name, fresh := range map[string]int{"nothing new": 0, "2 new entries": 2} {
		b.Run(name, func(b *testing.B) {
			r, at := known(), now()
			b.ReportAllocs()
			for b.Loop() {
				policy.Observe(r, fresh, at, at.Add(30*time.Minute))
			}
		})
	}
}

func BenchmarkPace(b *testing.B) {
	c, p := policy.Defaults(), policy.Situation{Now: now(), Rate: known(), Window: 20}
	b.ReportAllocs()
	for b.Loop() {
		c.Pace(p)
	}
}
