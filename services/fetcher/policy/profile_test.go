package policy_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// monday is a Monday, 00:00 UTC.
func monday() time.Time { return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) }

// office is an entry every half hour from 8 to 18 o'clock on weekdays, else none.
func office(at time.Time) int {
	if weekday := at.Weekday(); weekday == time.Saturday || weekday == time.Sunday || at.Hour() < 8 || at.Hour() >= 18 {
		return 0
	}
	return 1
}

// always is an entry every half hour.
func always(time.Time) int { return 1 }

// follow polls a feed every half hour; brought says what each brings.
func follow(r schema.Rate, from, to time.Time, brought func(time.Time) int) schema.Rate {
	for at := from; at.Before(to); at = at.Add(30 * minute) {
		r = policy.Observe(r, brought(at), at, at.Add(30*minute))
	}
	return r
}

// wait is what the policy plans at a time, without its jitter.
func wait(r schema.Rate, at time.Time) time.Duration {
	return policy.Defaults().Next(policy.Situation{Now: at, Rate: r, Random: 0.5}).Sub(at)
}

func TestFollowsTheHoursOfTheWeek(t *testing.T) {
	t.Parallel()
	start := monday()
	end := start.Add(6 * 7 * day)
	r := follow(schema.Rate{}, start, end, func(at time.Time) int { return 5 * office(at) })
	noon, evening, saturday := wait(r, end.Add(12*hour)), wait(r, end.Add(20*hour)), wait(r, end.Add(5*day+12*hour))
	if evening < 8*noon || saturday < 8*noon {
		t.Errorf("at noon it waits for %s, in the evening for %s, on Saturday for %s", noon, evening, saturday)
	}
	// What it saves at night it spends by day: a feed with as many entries that
	// come evenly is asked less often at noon.
	even := schema.Rate{Items: r.Items, Days: r.Days}
	if flat := wait(even, end.Add(12*hour)); noon >= flat {
		t.Errorf("at noon it waits for %s, and without a profile for %s", noon, flat)
	}
}

// A night's wait ends with the night, however long the night would have it.
func TestWakesWithTheFeed(t *testing.T) {
	t.Parallel()
	end := monday().Add(6 * 7 * day)
	r := follow(schema.Rate{}, monday(), end, func(at time.Time) int { return 10 * office(at) })
	c := policy.Defaults()
	c.C *= 10
	at := end.Add(day + 19*hour)
	woke := c.Next(policy.Situation{Now: at, Rate: r, Random: 0.5})
	if woke.Hour() < 7 || woke.Hour() > 9 {
		t.Errorf("polled at 19:00, and next at %s", woke)
	}
}

// tomorrow is what is planned at a midnight, for a feed without news for hours.
func tomorrow(r schema.Rate, at time.Time) time.Duration {
	c := policy.Defaults()
	c.C *= 20
	return c.Next(policy.Situation{Now: at, Rate: r, Random: 0.5}).Sub(at)
}

// Nobody has seen a weekend yet, so that nothing is known of it.
func TestAYoungProfileKnowsNoWeekend(t *testing.T) {
	t.Parallel()
	checkFirstWeekend(t, schema.Rate{}, monday())
}

// A release that knows no profile drops it. What is learnt anew must not take
// the hours that were not watched since for hours in which nothing comes.
func TestALostProfileIsYoung(t *testing.T) {
	t.Parallel()
	end := monday().Add(28 * day)
	r := follow(schema.Rate{}, monday(), end, always)
	r.Hours = nil
	checkFirstWeekend(t, r, end)
}

func checkFirstWeekend(t *testing.T, r schema.Rate, start time.Time) {
	t.Helper()
	thursday, saturday := start.Add(3*day), start.Add(5*day)
	r = follow(r, start, thursday, always)
	want := tomorrow(r, thursday)
	r = follow(r, thursday, saturday, always)
	if got := tomorrow(r, saturday); got > want*21/20 || got < want*19/20 {
		t.Errorf("before the first weekend it waits for %s, before a Thursday for %s", got, want)
	}
}

// The pace of a feed that keeps hours is the same at noon and at night, and that
// of its polls.
func TestPaceKeepsNoHours(t *testing.T) {
	t.Parallel()
	end := monday().Add(42 * day)
	r := follow(schema.Rate{}, monday(), end, office)
	c := policy.Defaults()
	polls, at := 0, end
	for at.Before(end.Add(7 * day)) {
		next := c.Next(policy.Situation{Now: at, Rate: r, Random: 0.5})
		for ; at.Before(next); at = at.Add(minute) { // the profile of the week before holds for all of this one
			if at.Minute()%30 == 0 {
				r = policy.Observe(r, office(at), at.Add(-30*minute), at)
			}
		}
		polls++
	}
	for _, later := range []time.Duration{0, 12 * hour, 20 * hour, 5*day + 12*hour} {
		got := c.Pace(policy.Situation{Now: end.Add(later), Rate: r})
		if want := float64(polls) / 7; math.Abs(got/want-1) > 0.1 {
			t.Errorf("%s into the week its pace is %g, and %g polls a day were made", later, got, want)
		}
	}
}

func TestAProfileForgets(t *testing.T) {
	t.Parallel()
	end := monday().Add(28 * day)
	r := follow(schema.Rate{}, monday(), end, office)
	for at := end; at.Before(end.Add(300 * day)); at = at.Add(hour) {
		r = policy.Observe(r, 0, at, at.Add(hour))
	}
	if len(r.Hours) != 0 {
		t.Errorf("after 300 days of silence it holds %v", r.Hours)
	}
}

// A feed with more entries than a bin can count keeps its profile's shape.
func TestAFullProfileKeepsItsShape(t *testing.T) {
	t.Parallel()
	end := monday().Add(28 * day)
	r := follow(schema.Rate{}, monday(), end, func(at time.Time) int { return 900*office(at) + 100 })
	if len(r.Hours) > 144 {
		t.Errorf("the profile takes %d bytes", len(r.Hours))
	}
	c := policy.Defaults()
	c.C *= 100
	at := func(hours time.Duration) time.Duration {
		now := end.Add(hours)
		return c.Next(policy.Situation{Now: now, Rate: r, Random: 0.5}).Sub(now)
	}
	if ratio := float64(at(3*hour)) / float64(at(12*hour)); math.Abs(ratio-math.Sqrt(10)) > 0.3 {
		t.Errorf("by night it waits %.2f times as long, want √10", ratio)
	}
}

// Polls without news write no profile anew but at midnight, and none shares
// memory with the one before.
func TestObserveLeavesTheOldRate(t *testing.T) {
	t.Parallel()
	old := follow(schema.Rate{}, monday(), monday().Add(7*day), always)
	kept := old
	kept.Hours = append([]byte(nil), old.Hours...)
	at := monday().Add(7*day + hour)
	if next := policy.Observe(old, 0, at, at.Add(hour)); !cmp.Equal(next.Hours, kept.Hours) {
		t.Errorf("nothing came, and %v became %v", kept.Hours, next.Hours)
	}
	policy.Observe(old, 5, at, at.Add(3*day))
	if !cmp.Equal(old, kept) {
		t.Errorf("%+v became %+v", kept, old)
	}
}

// The profile is part of a message, which may hold anything.
func FuzzHours(f *testing.F) {
	good := follow(schema.Rate{}, monday(), monday().Add(7*day), office)
	f.Add(good.Hours, good.Items, good.Days, int64(3600), 3)
	f.Add([]byte{}, 0., 0., int64(0), 0)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, math.Inf(1), math.NaN(), int64(-1), -1)
	f.Add(make([]byte, 49), 1e300, 1e-300, int64(1<<40), math.MaxInt)
	f.Fuzz(func(t *testing.T, hours []byte, items, days float64, elapsed int64, fresh int) {
		at := monday().Add(100 * hour)
		r := policy.Observe(schema.Rate{Items: items, Days: days, Hours: hours}, fresh, at, at.Add(time.Duration(elapsed%(1<<33))*time.Second))
		if len(r.Hours) > max(144, len(hours)) {
			t.Errorf("a profile of %d bytes", len(r.Hours))
		}
		c := policy.Defaults()
		for _, now := range []time.Time{at, {}, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)} {
			got := c.Next(policy.Situation{Now: now, Rate: r, Random: 0.5, Window: fresh}).Sub(now)
			if got < c.Min || got > c.Max {
				t.Errorf("%+v: due in %s", r, got)
			}
		}
	})
}
