package bus_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// retries is a parser that tries rejections once more.
func retries(b *bus.Bus, stage string, handle func(m *bus.Message) error) func(context.Context) {
	return func(ctx context.Context) {
		w := parser(func(_ context.Context, m *bus.Message) error { return handle(m) })
		w.Consumer = stage
		b.WorkRetries(ctx, w)
	}
}

// reject makes a rejection of an item, and gives its number.
func reject(t *testing.T, b *bus.Bus) uint64 {
	t.Helper()
	item(t, b, 7)
	stop := run(t, worker(b, func(*bus.Message) error { return bus.Park("not-html", errors.New("a picture came")) }))
	eventually(t, "the message is rejected", func() bool { return left(t, b, schema.StreamItems) == 0 })
	stop()
	last, found, err := b.Last(t.Context(), schema.StreamRejected, schema.RejectedSubject("parser", "not-html"))
	if err != nil || !found {
		t.Fatal(found, err)
	}
	return last.Sequence
}

func TestRetryGoesToTheStageThatGaveUpAndToNoOther(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	rejected := reject(t, b)
	got := make(chan *bus.Message, 1)
	run(t, retries(b, "storer", func(*bus.Message) error {
		t.Error("another stage got it")
		return nil
	}))
	run(t, retries(b, "parser", func(m *bus.Message) error {
		got <- m
		return nil
	}))
	if _, found, err := b.Retry(t.Context(), rejected); err != nil || !found {
		t.Fatal(found, err)
	}
	m := receive(t, got)
	if string(m.Body) != "7" || m.Subject != schema.ItemDue("harbour.example", "7") || m.Stream != schema.StreamItems || m.Retry == nil || m.Fence().Sequence != 0 {
		t.Errorf("message is %+v", m)
	}
	eventually(t, "what works is no rejection any more", func() bool { return left(t, b, schema.StreamRejected) == 0 && left(t, b, schema.StreamRetries) == 0 })
	if n := left(t, b, schema.StreamItems); n != 0 {
		t.Errorf("%d messages on the stream that others read", n)
	}
	if _, found, err := b.Retry(t.Context(), rejected); err != nil || found {
		t.Errorf("a rejection that is gone: %t, %v", found, err)
	}
}

func TestRetryThatFailsIsARejectionAnew(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	rejected := reject(t, b)
	run(t, retries(b, "parser", func(*bus.Message) error { return bus.Park("not-html", errors.New("still a picture")) }))
	for range 2 { // at any time, any number of times
		if _, _, err := b.Retry(t.Context(), rejected); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it is tried", func() bool { return left(t, b, schema.StreamRetries) == 0 })
		if r := rejection(t, b, "not-html"); r.Detail != "still a picture" || string(r.Body) != "7" {
			t.Errorf("rejection is %+v", r)
		}
		if n := left(t, b, schema.StreamRejected); n != 1 {
			t.Fatalf("%d rejections, want the new one alone", n)
		}
		last, _, err := b.Last(t.Context(), schema.StreamRejected, schema.RejectedSubject("parser", "not-html"))
		if err != nil || last.Sequence == rejected {
			t.Fatalf("rejection %d, %v", last.Sequence, err)
		}
		rejected = last.Sequence
	}
}

func TestBrowseYieldsAStreamAndTakesNothing(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	var all []bus.Outgoing
	for n := range 1200 {
		host := []string{"harbour.example", "tide.example"}[n%2]
		subject := schema.ItemDue(host, string(rune('a'+n%26))+"-"+time.Duration(n).String())
		all = append(all, bus.Outgoing{Subject: subject, ID: subject, Body: make([]byte, 4000)})
	}
	if _, err := b.PublishAll(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	seen, before := 0, uint64(0)
	for m, err := range b.Browse(t.Context(), schema.StreamItems, "items.due.tide-example.*", 1) {
		if err != nil {
			t.Fatal(err)
		}
		if m.Sequence <= before || len(m.Body) != 4000 {
			t.Fatalf("message %d after %d", m.Sequence, before)
		}
		seen, before = seen+1, m.Sequence
	}
	if seen != 600 || left(t, b, schema.StreamItems) != 1200 {
		t.Errorf("%d messages seen, %d left", seen, left(t, b, schema.StreamItems))
	}
	for range b.Browse(t.Context(), schema.StreamItems, "items.due.nobody.*", 1) {
		t.Error("found something")
	}
	for _, err := range b.Browse(t.Context(), "NOSUCH", "x", 1) {
		if err == nil {
			t.Error("a stream that isn't there is no error")
		}
	}
}

func TestFireSendsAScheduleNow(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	var fired atomic.Int32
	got := make(chan struct{}, 2)
	run(t, worker(b, func(*bus.Message) error {
		fired.Add(1)
		got <- struct{}{}
		return nil
	}))
	subject := schema.ItemSchedule("h", "a")
	if _, err := b.Schedule(t.Context(), bus.Schedule{Subject: subject, Target: schema.ItemDue("h", "a"), At: time.Now().Add(time.Hour), Fence: bus.Fence{Subject: subject}}); err != nil {
		t.Fatal(err)
	}
	schedule, _, err := b.Last(t.Context(), schema.StreamItems, subject)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Fire(t.Context(), schedule); err != nil {
		t.Fatal(err)
	}
	receive(t, got)
	if err := b.Fire(t.Context(), schedule); !errors.Is(err, bus.ErrFenced) {
		t.Errorf("fired twice: %v", err)
	}
	eventually(t, "nothing is left", func() bool { return left(t, b, schema.StreamItems) == 0 })
	if fired.Load() != 1 {
		t.Errorf("fired %d times", fired.Load())
	}
}

func TestTurnsAreTakenOnceInAWhile(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	bucket, err := b.Bucket(t.Context(), schema.BucketHosts)
	if err != nil {
		t.Fatal(err)
	}
	turns := 0
	for range 5 {
		mine, err := b.Turn(t.Context(), bucket, "sweep", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if mine {
			turns++
		}
	}
	if turns != 1 {
		t.Errorf("%d turns within an hour", turns)
	}
	if mine, err := b.Turn(t.Context(), bucket, "sweep", 0); !mine || err != nil {
		t.Errorf("the next turn: %t, %v", mine, err)
	}
}

func TestWhatIsDeletedTwiceIsGone(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	for range 2 {
		if err := b.Delete(t.Context(), schema.StreamItems, 1); err != nil {
			t.Error(err)
		}
	}
	if n := left(t, b, schema.StreamItems); n != 0 {
		t.Errorf("left are %d messages", n)
	}
}
