package budget

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// monday is a Monday, 00:00 UTC.
func monday() time.Time { return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) }

// due is a feed of a fleet and when it is polled next.
type due struct {
	at, last time.Time
	rate     schema.Rate
	daily    float64 // new entries, in the mean of a week
}

// queue is feeds by when they are due.
type queue []due

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, k int) bool { return q[i].at.Before(q[k].at) }
func (q queue) Swap(i, k int)      { q[i], q[k] = q[k], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(due)) }
func (q *queue) Pop() any          { last := (*q)[len(*q)-1]; *q = (*q)[:len(*q)-1]; return last }

// fleet is feeds that one record has the budget of; its clock is made up.
type fleet struct {
	random *rand.Rand
	feeds  queue
	record record
	now    time.Time
	budget float64
	office bool // most is published from 8 to 20 o'clock on weekdays, UTC, by all
}

// activity is how many times as much is published in an hour as in the mean.
func activity(at time.Time) float64 {
	if day := at.Weekday(); at.Hour() >= 8 && at.Hour() < 20 && day != time.Saturday && day != time.Sunday {
		return 10 / 4.214 // 60 hours with ten times as much as the other 108
	}
	return 1 / 4.214
}

// newFleet has no feeds yet.
func newFleet(seed uint64, budget float64, c time.Duration) *fleet {
	return &fleet{random: rand.New(rand.NewPCG(seed, seed)), record: begin(c, monday()), now: monday(), budget: budget}
}

// join adds feeds, which are asked for the first time within the hour.
func (f *fleet) join(feeds int) {
	var hours []byte
	if f.office {
		var r schema.Rate
		for at := f.now.Add(-42 * 24 * time.Hour); at.Before(f.now); at = at.Add(time.Hour) {
			r = policy.Observe(r, int(4.3*activity(at)), at, at.Add(time.Hour))
		}
		hours = r.Hours
	}
	for range feeds {
		daily := math.Exp(math.Log(10) + 1.4*f.random.NormFloat64())
		heap.Push(&f.feeds, due{
			at:   f.now.Add(time.Duration(f.random.Float64() * float64(time.Hour))),
			rate: schema.Rate{Items: 14.4 * daily, Days: 14.4, Hours: hours}, daily: daily,
		})
	}
}

// observe has a feed bring what it would bring since its last poll.
func (f *fleet) observe(d *due) {
	var fresh float64
	for at := d.last; at.Before(d.at); at = at.Add(10 * time.Minute) {
		fresh += d.daily * activity(at) * min(10*time.Minute, d.at.Sub(at)).Hours() / 24
	}
	d.rate = policy.Observe(d.rate, int(fresh+f.random.Float64()), d.last, d.at)
}

// run lets hours pass, and says how many polls a day there were.
func (f *fleet) run(hours int) (daily float64) {
	polls := 0
	from, end := f.now, f.now.Add(time.Duration(hours)*time.Hour)
	config := policy.Defaults()
	for f.now.Before(end) {
		minute := f.now.Add(time.Minute)
		config.C = time.Duration(f.record.C * float64(time.Second))
		var planned float64
		for len(f.feeds) > 0 && f.feeds[0].at.Before(minute) {
			d := &f.feeds[0]
			if f.office && !d.last.IsZero() {
				f.observe(d)
			}
			s := policy.Situation{Now: d.at, Rate: d.rate, Window: 20, Random: f.random.Float64()}
			if !d.last.IsZero() {
				planned += d.at.Sub(d.last).Hours() / 24 * config.Pace(s)
			}
			d.last, d.at = d.at, config.Next(s)
			heap.Fix(&f.feeds, 0)
			polls++
		}
		f.record, _ = f.record.add(planned, f.now, minute).settle(f.budget, minute)
		f.now = minute
	}
	return float64(polls) / end.Sub(from).Hours() * 24
}

func near(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if math.Abs(got/want-1) > share {
		t.Errorf("%s: %.0f polls a day, want %.0f", what, got, want)
	}
}

func TestTheFleetKeepsItsBudget(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]time.Duration{"fifty times too fast": 4 * time.Minute, "fifty times too slow": 150 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const feeds, budget = 1500, 1500 * 30
			f := newFleet(1, budget, c)
			f.join(feeds)
			f.run(30) // what was planned too late is asked within a day; what was planned too soon, within hours
			near(t, "from far off", f.run(6), budget, 0.05)
			f.join(feeds)
			f.run(4)
			near(t, "with twice as many feeds", f.run(6), budget, 0.05)
			f.feeds = f.feeds[:feeds]
			heap.Init(&f.feeds)
			f.run(4)
			near(t, "with half of them gone", f.run(6), budget, 0.05)
		})
	}
}

// Fifty times too fast is nearly right after two hours.
func TestTooFastIsCorrectedSoon(t *testing.T) {
	t.Parallel()
	const feeds, budget = 1500, 1500 * 30
	f := newFleet(2, budget, 4*time.Minute)
	f.join(feeds)
	f.run(2)
	near(t, "after two hours", f.run(4), budget, 0.3)
}

// The feeds of one region all sleep at once. Their budget is a day's, so that
// nights are no time to spend what is left.
func TestNightsAreNotSpent(t *testing.T) {
	t.Parallel()
	const budget = 1000 * 30
	f := newFleet(3, budget, policy.Defaults().C)
	f.office = true
	f.join(1000)
	f.run(24)
	least, most := math.Inf(1), 0.
	var week float64
	for range 7 * 24 {
		week += f.run(1) / 24
		least, most = min(least, f.record.C), max(most, f.record.C)
	}
	near(t, "in the mean of a week", week/7, budget, 0.08)
	if most/least > 1.5 {
		t.Errorf("c went from %.0f s to %.0f s within a week", least, most)
	}
}

// A budget that the bounds of the intervals don't allow ends at the bounds of c,
// and c comes back from there.
func TestABudgetThatCannotBeMet(t *testing.T) {
	t.Parallel()
	f := newFleet(4, 10, policy.Defaults().C)
	f.join(500)
	f.run(48)
	if got := f.record.C; got != mostC.Seconds() {
		t.Errorf("500 feeds and 10 polls a day: c is %g s", got)
	}
	f.budget = 500 * 48
	f.run(30)
	near(t, "with a budget that can be met", f.run(6), f.budget, 0.1)
	f.budget = 1e9
	f.run(24)
	if got := f.record.C; got != leastC.Seconds() {
		t.Errorf("500 feeds and 1e9 polls a day: c is %g s", got)
	}
}
