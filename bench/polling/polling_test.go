package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// The targets of the policy, on a small made-up trace.
func TestOursIsSoonerThanTheOthers(t *testing.T) {
	t.Parallel()
	all, err := compare(t.Context(), generate([]uint64{21}, 48, 28), []float64{24, 72})
	if err != nil {
		t.Fatal(err)
	}
	for i, requests := range []float64{24, 72} {
		fixed, frequency, plain, ours, oracle := all[i][0], all[i][1], all[i][2], all[i][3], all[i][4]
		for _, r := range all[i] {
			if math.Abs(r.Requests/requests-1) > 0.005 {
				t.Errorf("%s made %.2f requests, want %g", r.Rule, r.Requests, requests)
			}
		}
		if ratio := ours.Mean / fixed.Mean; ratio > 0.62 {
			t.Errorf("%g polls: %.3f of the fixed interval's delay", requests, ratio)
		}
		if ratio := ours.Mean / frequency.Mean; ratio > 0.76 {
			t.Errorf("%g polls: %.3f of entry frequency's delay", requests, ratio)
		}
		if ratio := ours.Mean / plain.Mean; ratio > 0.95 {
			t.Errorf("%g polls: %.3f of the delay without a profile", requests, ratio)
		}
		if ratio := ours.Mean / oracle.Mean; ratio < 1 || ratio > 1.06 {
			t.Errorf("%g polls: %.3f of the delay at the true rates", requests, ratio)
		}
		if ours.Lost > 0.0005 {
			t.Errorf("%g polls: %.3f %% lost", requests, 100*ours.Lost)
		}
	}
}

// A window that shows two hours of a busy feed is polled in time, however few
// requests there are; the law alone would lose entries.
func TestGuardsLoseLess(t *testing.T) {
	t.Parallel()
	all := generate([]uint64{22}, 60, 28)
	alone, guarded := equalise(all, plainRule(), 6), equalise(all, ourRule(), 6)
	if alone.Lost < 0.001 {
		t.Fatalf("the law alone loses %.3f %%: this shows nothing", 100*alone.Lost)
	}
	if guarded.Lost > alone.Lost/5 {
		t.Errorf("with guards %.3f %% are lost, without %.3f %%", 100*guarded.Lost, 100*alone.Lost)
	}
}

// What a replay counts, on a feed that can be followed by hand: an entry every
// ten minutes, asked every five hours, of which the window shows the last 20.
func TestReplayCounts(t *testing.T) {
	t.Parallel()
	var times []float64
	for at := 0.; at < 64*day; at += 600 {
		times = append(times, at+300)
	}
	hours := rule{Name: "every five hours", Begin: func(time.Duration, feed, *rand.Rand) schedule {
		return func(poll) time.Duration { return 5 * time.Hour }
	}}
	got := replay(trace{Feeds: []feed{{Times: times}}, Days: 64}, hours, 0)
	if math.Abs(got.Requests-4.8) > 0.05 || math.Abs(got.Lost-1./3) > 0.01 || math.Abs(got.Mean-100) > 5 || got.P95 > 200 {
		t.Errorf("%+v; want 4.8 requests, a third lost, and 100 minutes", got)
	}
}

func TestFrequencyIsAWeekOverItsEntries(t *testing.T) {
	t.Parallel()
	next := frequency(24*time.Hour, feed{}, nil)
	if got := next(poll{At: 10, Since: -1, Fresh: []float64{5}}); got != most {
		t.Errorf("with one entry it waits for %s", got)
	}
	if got := next(poll{At: 2 * hour, Fresh: []float64{5 + hour}}); got != time.Hour {
		t.Errorf("with an entry an hour it waits for %s", got)
	}
	if got := next(poll{At: 8 * day}); got != most {
		t.Errorf("when all are older than a week it waits for %s", got)
	}
}

func TestTracesOfASeedAreTheSame(t *testing.T) {
	t.Parallel()
	a, b, other := generate([]uint64{1}, 20, 20), generate([]uint64{1}, 20, 20), generate([]uint64{2}, 20, 20)
	one, two, three := replay(a, fixedRule(), time.Hour), replay(b, fixedRule(), time.Hour), replay(other, fixedRule(), time.Hour)
	if one != two || one == three {
		t.Errorf("seed 1 gives %+v and %+v, seed 2 %+v", one, two, three)
	}
}

func TestMadeUpFeedsAreAsDescribed(t *testing.T) {
	t.Parallel()
	for _, f := range generate([]uint64{3}, 50, 210).Feeds {
		if f.Temper.Daily < 20 {
			continue // too few entries to judge by
		}
		var days [2]float64
		for _, at := range f.Times {
			if int(at/day)%7 < 5 {
				days[0] += 1. / 150
			} else {
				days[1] += 1. / 60
			}
		}
		if want := f.Temper.Daily / (1 - f.Temper.More); math.Abs(days[0]/want-1) > 0.15 {
			t.Errorf("%.1f entries a weekday, want %.1f", days[0], want)
		}
		if got := days[1] / days[0]; math.Abs(got/f.Temper.Weekend-1) > 0.15 {
			t.Errorf("weekends have %.2f of a weekday, want %.2f", got, f.Temper.Weekend)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	zip := func(v any) *bytes.Buffer {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Fatal(err)
		}
		w.Close()
		return &b
	}
	got, err := read(zip([][]float64{{19.9 * day, 5}, {20 * day}, {}}))
	if err != nil || got.Days != 20 || len(got.Feeds) != 3 || got.Feeds[0].Times[0] != 5 {
		t.Errorf("%+v, %v", got, err)
	}
	for name, bad := range map[string]*bytes.Buffer{
		"no gzip": bytes.NewBufferString("[[1]]"), "no list": zip("x"), "no entries": zip([][]float64{{}}), "too short": zip([][]float64{{day}}),
	} {
		if _, err := read(bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
