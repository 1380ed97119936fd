package bus_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// A schedule that fires while the server's storage is full is stuck: the server
// can't store what was fired, and takes it for fired all the same.
func TestSweepMendsAStuckSchedule(t *testing.T) {
	t.Parallel()
	const room = 4 << 20
	server := bustest.Start(t, natsembed.Config{Dir: t.TempDir(), MaxStore: room})
	b := bustest.Connect(t, server, "test")
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(room))); err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 1)
	run(t, worker(b, func(m *bus.Message) error {
		got <- string(m.Body)
		return nil
	}))
	subject := schema.ItemSchedule("h", "a")
	at := time.Now().Add(3 * time.Second)
	if _, err := b.Schedule(t.Context(), bus.Schedule{Subject: subject, Target: schema.ItemDue("h", "a"), At: at, Fence: bus.Fence{Subject: subject}, Body: []byte("late")}); err != nil {
		t.Fatal(err)
	}
	var fill []uint64
	for n := 0; ; n++ {
		id := schema.ItemSchedule("fill", time.Duration(n).String())
		sequence, err := b.Schedule(t.Context(), bus.Schedule{Subject: id, Target: schema.ItemDue("fill", "x"), At: time.Now().Add(time.Hour), Fence: bus.Fence{Subject: id}, Body: make([]byte, 1000*(1+999/(1+n/4)))})
		if err != nil {
			break // full
		}
		fill = append(fill, sequence)
	}
	eventually(t, "the schedule's time is over", func() bool { return time.Since(at) > 2*time.Second })
	if _, found, err := b.Last(t.Context(), schema.StreamItems, subject); err != nil || !found || len(got) > 0 {
		t.Fatalf("the schedule fired into a full store: %t, %v", found, err)
	}
	for _, sequence := range fill {
		if err := b.Delete(t.Context(), schema.StreamItems, sequence); err != nil {
			t.Fatal(err)
		}
	}
	mended, err := b.Sweep(t.Context(), schema.StreamItems, "items.sched.*.*", time.Second)
	if err != nil || mended != 1 {
		t.Fatalf("mended %d, %v", mended, err)
	}
	if body := receive(t, got); body != "late" {
		t.Errorf("fired %q", body)
	}
	if mended, err := b.Sweep(t.Context(), schema.StreamItems, "items.sched.*.*", time.Second); err != nil || mended != 0 {
		t.Errorf("mended %d where nothing is stuck, %v", mended, err)
	}
}

// The server takes a schedule up a moment before it sends it: one that took its
// place in between would be a second message.
func TestWhatFiresByItselfIsNotFired(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	for name, tt := range map[string]struct {
		in   time.Duration
		want error
	}{
		"soon":  {100 * time.Millisecond, bus.ErrFenced},
		"later": {time.Minute, nil},
	} {
		subject := schema.ItemSchedule("h", name)
		if _, err := b.Schedule(t.Context(), bus.Schedule{Subject: subject, Target: schema.ItemDue("h", name), At: time.Now().Add(tt.in), Fence: bus.Fence{Subject: subject}}); err != nil {
			t.Fatal(err)
		}
		schedule, found, err := b.Last(t.Context(), schema.StreamItems, subject)
		if err != nil || !found {
			t.Fatalf("%s: %t, %v", name, found, err)
		}
		if err := b.Fire(t.Context(), schedule); !errors.Is(err, tt.want) || schedule.Firing() != (tt.want != nil) {
			t.Errorf("%s: %v, firing %t", name, err, schedule.Firing())
		}
	}
}
