package budget

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// wire is a server with a budget of 144,000 polls a day, 1,000 in ten minutes.
type wire struct {
	server *natsembed.Server
	bus    *bus.Bus
	start  time.Time
}

func newWire(t *testing.T) wire {
	t.Helper()
	b, server := bustest.NewWithServer(t)
	return wire{server, b, time.Now().UTC().Truncate(time.Second)}
}

// replica is one of its fetchers' budgets.
func (w wire) replica(t *testing.T, c time.Duration) *Budget {
	t.Helper()
	bucket, err := w.bus.Bucket(t.Context(), schema.BucketPace)
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(Config{PollsPerDay: 144_000, C: c}, Deps{Bucket: bucket, Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// minute has replicas settle after so many minutes.
func (w wire) minute(t *testing.T, minute int, replicas ...*Budget) {
	t.Helper()
	for _, b := range replicas {
		if err := b.settle(t.Context(), w.start.Add(time.Duration(minute)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
}

func wantC(t *testing.T, b *Budget, want time.Duration) {
	t.Helper()
	if got := b.C(); math.Abs(float64(got)/float64(want)-1) > 0.001 {
		t.Errorf("c is %s, want %s", got, want)
	}
}

func TestReplicasShareTheBudget(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	a, b, c := w.replica(t, time.Hour), w.replica(t, time.Hour), w.replica(t, time.Hour)
	w.minute(t, 0, a, b, c)
	for minute := 1; minute < 10; minute++ {
		for _, r := range []*Budget{a, b, c} { // 50 polls a minute each, of feeds that stay as they are
			for range 50 {
				r.Planned(time.Hour, 24)
			}
		}
		w.minute(t, minute, a, b, c)
		wantC(t, a, time.Hour)
	}
	for range 150 {
		b.Planned(2*time.Hour, 12)
	}
	w.minute(t, 10, b)
	want := time.Duration(math.Pow(1.5, gain) * float64(time.Hour)) // 1,500 were planned, and 1,000 are allowed
	wantC(t, b, want)
	wantC(t, a, time.Hour) // has not looked yet
	w.minute(t, 11, a, c)
	wantC(t, a, want)
	wantC(t, c, want)
}

// Replicas that add at the same time lose nothing.
func TestReplicasAddAtOnce(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	replicas := make([]*Budget, 4)
	for i := range replicas {
		replicas[i] = w.replica(t, time.Hour)
	}
	w.minute(t, 0, replicas...)
	for minute := 1; minute <= 5; minute++ {
		done := make(chan error)
		for _, r := range replicas {
			r.Planned(time.Hour, 24*10)
			go func() { done <- r.settle(t.Context(), w.start.Add(time.Duration(minute)*time.Minute)) }()
		}
		for range replicas {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	}
	if got := w.read(t).Planned; math.Abs(got-200) > 0.01 {
		t.Errorf("4 replicas planned 10 polls each in 5 minutes, the record has %g", got)
	}
}

func (w wire) read(t *testing.T) (r record) {
	t.Helper()
	bucket, err := w.bus.Bucket(t.Context(), schema.BucketPace)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bucket.Get(t.Context(), key, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// Nobody leads: whoever is left ends the window, and one that comes back after a
// long time takes what it finds, and adds only what it planned in this window.
func TestADeadReplicaIsNotMissed(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	dead, alive := w.replica(t, time.Hour), w.replica(t, time.Hour)
	w.minute(t, 0, dead, alive)
	dead.Planned(time.Hour, 24*2000)
	for minute := 1; minute <= 40; minute++ {
		alive.Planned(time.Hour, 24*2000) // twenty times what is allowed
		w.minute(t, minute, alive)
	}
	wantC(t, alive, 16*time.Hour)
	wantC(t, dead, time.Hour)
	before := w.read(t) // of a window that has just begun
	w.minute(t, 41, dead)
	wantC(t, dead, 16*time.Hour)
	if got := w.read(t).Planned - before.Planned; got > 2000./41+1 {
		t.Errorf("of 2,000 planned in 41 minutes, %g count in a window of one", got)
	}
}

func TestALostBucketIsHarmless(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	a, b := w.replica(t, time.Hour), w.replica(t, time.Hour)
	for minute := range 11 {
		a.Planned(time.Hour, 24*2000)
		w.minute(t, minute, a, b)
	}
	wantC(t, b, 2*time.Hour)
	conn, err := nats.Connect("", w.server.Client())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	if err := js.DeleteKeyValue(t.Context(), schema.BucketPace); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := a.settle(ctx, w.start.Add(12*time.Minute)); err == nil {
		t.Error("no bucket, and no error")
	}
	wantC(t, a, 2*time.Hour)
	if err := w.bus.Apply(t.Context(), bus.Layout(bus.DefaultSizes())); err != nil {
		t.Fatal(err)
	}
	w.minute(t, 13, a, w.replica(t, time.Hour)) // it begins again with what a knows
	if got := w.read(t).C; got != 7200 {
		t.Errorf("after the bucket was lost, c is %g s", got)
	}
}

func TestGarbageInTheRecord(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	bucket, err := w.bus.Bucket(t.Context(), schema.BucketPace)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		garbage any
		want    time.Duration
	}{
		"text":           {"nonsense", time.Hour},
		"no numbers":     {map[string]any{"c": "fast"}, time.Hour},
		"nothing":        {map[string]any{}, time.Hour},
		"c of 0":         {record{V: 1, Since: w.start}, time.Hour},
		"c of ages":      {record{V: 1, C: 1e30, Since: w.start}, time.Hour},
		"of tomorrow":    {record{V: 1, C: 1200, Since: w.start.Add(24 * time.Hour)}, 20 * time.Minute},
		"of last year":   {record{V: 1, C: 1200, Since: w.start.Add(-9000 * time.Hour)}, 20 * time.Minute},
		"less than none": {record{V: 1, C: 1200, Since: w.start, Planned: -1}, 20 * time.Minute},
	} {
		if err := bucket.Put(t.Context(), key, test.garbage); err != nil {
			t.Fatal(err)
		}
		b := w.replica(t, time.Hour)
		w.minute(t, 0, b)
		wantC(t, b, test.want)
		if got, want := w.read(t), begin(test.want, w.start); got != want {
			t.Errorf("%s: the record is %+v, want %+v", name, got, want)
		}
	}
}

// untouched fails the test that looks at it.
type untouched struct{ t *testing.T }

func (u untouched) Get(context.Context, string, any) (bus.Revision, error) {
	u.t.Error("the bucket was read")
	return bus.Revision{}, nil
}

func (u untouched) Swap(context.Context, string, any, bus.Revision) (bus.Revision, error) {
	u.t.Error("the bucket was written")
	return bus.Revision{}, nil
}

func TestWithoutABudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, err := New(Config{C: time.Hour}, Deps{Bucket: untouched{t}, Log: bustest.Log(t)})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		b.Planned(time.Hour, 1e9)
		if err := b.Run(ctx); err != nil || ctx.Err() == nil {
			t.Errorf("it ended with %v before it was stopped", err)
		}
		wantC(t, b, time.Hour)
	})
}

// broken can't be reached.
type broken struct{ looks int }

func (b *broken) Get(context.Context, string, any) (bus.Revision, error) {
	b.looks++
	return bus.Revision{}, context.DeadlineExceeded
}

func (b *broken) Swap(context.Context, string, any, bus.Revision) (bus.Revision, error) {
	return bus.Revision{}, context.DeadlineExceeded
}

func TestRunGoesOnWithoutItsBucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bucket := &broken{}
		b, err := New(Config{PollsPerDay: 1000, C: time.Hour}, Deps{Bucket: bucket, Log: bustest.Log(t)})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := b.Run(ctx); err != nil {
			t.Error(err)
		}
		if bucket.looks < 50 || bucket.looks > 70 {
			t.Errorf("in an hour it looked %d times", bucket.looks)
		}
		wantC(t, b, time.Hour)
	})
}

func TestNonsenseIsNotPlanned(t *testing.T) {
	t.Parallel()
	b, err := New(Config{PollsPerDay: 1000, C: time.Hour}, Deps{Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, daily := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		b.Planned(time.Hour, daily)
	}
	b.Planned(0, 24)
	b.Planned(-time.Hour, 24)
	if b.planned != 0 {
		t.Errorf("%g polls are planned", b.planned)
	}
	if b.Planned(1000*time.Hour, 24); b.planned != 48 {
		t.Errorf("a feed that nobody asked for long stands for %g polls", b.planned)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for _, c := range []Config{{}, {PollsPerDay: -1, C: 1}, {PollsPerDay: math.NaN(), C: 1}, {PollsPerDay: math.Inf(1), C: 1}} {
		if _, err := New(c, Deps{Log: bustest.Log(t)}); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
}

func BenchmarkPlanned(b *testing.B) {
	budget, err := New(Config{PollsPerDay: 1000, C: time.Hour}, Deps{Log: bustest.Log(b)})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		budget.Planned(time.Hour, 24)
	}
}
