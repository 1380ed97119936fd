package bus_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// worker is a parser whose handler needs no context.
func worker(b *bus.Bus, handle func(m *bus.Message) error) func(context.Context) {
	return func(ctx context.Context) {
		b.Work(ctx, parser(func(_ context.Context, m *bus.Message) error { return handle(m) }))
	}
}

func TestLaw6WorkTakesNoMoreThanItCanDo(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	const messages = 40
	for n := range messages {
		item(t, b, n)
	}
	var inHand, most, seen atomic.Int32
	full, open := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(open) })
	defer release()
	run(t, worker(b, func(*bus.Message) error {
		now := inHand.Add(1)
		defer inHand.Add(-1)
		for m := most.Load(); now > m && !most.CompareAndSwap(m, now); m = most.Load() {
		}
		if now == 4 {
			select {
			case <-full:
			default:
				close(full)
			}
		}
		<-open
		seen.Add(1)
		return nil
	}))
	receive(t, full)
	consumer, err := b.JetStream().Consumer(t.Context(), schema.StreamItems, schema.ConsumerParser)
	if err != nil {
		t.Fatal(err)
	}
	if info := consumer.CachedInfo(); info.NumAckPending > 4 {
		t.Errorf("%d messages taken, and only 4 can be worked on", info.NumAckPending)
	}
	release()
	eventually(t, "all messages are worked on", func() bool { return seen.Load() == messages && left(t, b, schema.StreamItems) == 0 })
	if most.Load() != 4 {
		t.Errorf("at most %d at once, want 4", most.Load())
	}
}

func TestParkedMessageIsKeptWhole(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 7)
	run(t, worker(b, func(*bus.Message) error { return bus.Park("not-html", errors.New("a picture came")) }))
	eventually(t, "the message is rejected", func() bool {
		return left(t, b, schema.StreamRejected) == 1 && left(t, b, schema.StreamItems) == 0
	})
	got := rejection(t, b, "not-html")
	if got.Stage != "parser" || got.Detail != "a picture came" || string(got.Body) != "7" || got.Subject != schema.ItemDue("harbour.example", "7") ||
		got.Stream != schema.StreamItems || got.Sequence == 0 || got.Deliveries != 1 || got.By != "test" || len(got.Header["Nats-Msg-Id"]) != 1 {
		t.Errorf("rejection is %+v", got)
	}
}

// rejection reads the last rejection of a reason.
func rejection(t *testing.T, b *bus.Bus, reason string) schema.Rejection {
	t.Helper()
	last, found, err := b.Last(t.Context(), schema.StreamRejected, schema.RejectedSubject(schema.ConsumerParser, reason))
	if err != nil || !found {
		t.Fatalf("rejection for %s: %t, %v", reason, found, err)
	}
	var r schema.Rejection
	if err := json.Unmarshal(last.Body, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLaw5PanicParksTheMessage(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	item(t, b, 2)
	done := make(chan string, 1)
	run(t, worker(b, func(m *bus.Message) error {
		if string(m.Body) == "1" {
			panic("in the parser")
		}
		done <- string(m.Body)
		return nil
	}))
	receive(t, done)
	eventually(t, "the message is rejected", func() bool { return left(t, b, schema.StreamRejected) == 1 })
	if got := rejection(t, b, bus.ReasonPanic); got.Detail != "the handler panicked: in the parser" {
		t.Errorf("detail is %q", got.Detail)
	}
}

func TestRetryAfterDeliversAgainAndTheFourthTimeParks(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	deliveries := make(chan int, 10)
	const wait = 150 * time.Millisecond
	var begin atomic.Int64
	run(t, worker(b, func(m *bus.Message) error {
		if last := begin.Swap(time.Now().UnixNano()); last != 0 && time.Since(time.Unix(0, last)) < wait {
			t.Errorf("delivery %d came %s after the one before", m.Deliveries, time.Since(time.Unix(0, last)))
		}
		deliveries <- m.Deliveries
		return bus.RetryAfter(wait, errors.New("not now"))
	}))
	for want := 1; want <= 3; want++ {
		if got := receive(t, deliveries); got != want {
			t.Fatalf("delivery %d, want %d", got, want)
		}
	}
	eventually(t, "the message is rejected", func() bool { return left(t, b, schema.StreamRejected) == 1 })
	if got := rejection(t, b, bus.ReasonKiller); got.Deliveries != 4 || len(deliveries) != 0 {
		t.Errorf("rejected at delivery %d, and worked on once more: %t", got.Deliveries, len(deliveries) != 0)
	}
}

func TestMessageIsHeldWhileSomethingIsMissing(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	var calls atomic.Int32
	done := make(chan int, 1)
	run(t, worker(b, func(m *bus.Message) error {
		if calls.Add(1) == 1 {
			return errMissing
		}
		done <- m.Deliveries
		return nil
	}))
	if got := receive(t, done); got != 1 {
		t.Errorf("delivered %d times: it wasn't held", got)
	}
	eventually(t, "the message is acknowledged", func() bool { return left(t, b, schema.StreamItems) == 0 })
}

func TestLaw8StopGivesBackWhatIsHeld(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	held := make(chan struct{}, 10)
	stop := run(t, worker(b, func(*bus.Message) error {
		held <- struct{}{}
		return errMissing
	}))
	receive(t, held)
	stop()
	again := make(chan int, 1)
	run(t, worker(b, func(m *bus.Message) error {
		again <- m.Deliveries
		return nil
	}))
	begin := time.Now()
	if got := receive(t, again); got != 2 || time.Since(begin) > 10*time.Second {
		t.Errorf("delivery %d after %s, want the second at once", got, time.Since(begin))
	}
	if n := left(t, b, schema.StreamRejected); n != 0 {
		t.Errorf("%d rejections of a stop", n)
	}
}

func TestStopLetsWorkInHandFinish(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	begun, finish := make(chan struct{}), make(chan struct{})
	stop := run(t, func(ctx context.Context) {
		b.Work(ctx, parser(func(work context.Context, _ *bus.Message) error {
			close(begun)
			<-finish
			return work.Err() // not ended by the stop
		}))
	})
	receive(t, begun)
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	close(finish)
	receive(t, stopped)
	if n := left(t, b, schema.StreamItems); n != 0 {
		t.Errorf("%d messages left: the work in hand was not acknowledged", n)
	}
}

func TestWorkGoesOnAfterTheServerRestarts(t *testing.T) {
	t.Parallel()
	config := natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:0"}
	server := bustest.Start(t, config)
	config.Listen = server.Addr()
	b, err := bus.Connect(t.Context(), bus.Config{URL: "nats://" + server.Addr(), Name: "test"}, bus.Deps{Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 10)
	run(t, worker(b, func(m *bus.Message) error {
		done <- string(m.Body)
		return nil
	}))
	item(t, b, 1)
	receive(t, done)
	server.Stop()
	bustest.Start(t, config)
	eventually(t, "connected again", func() bool { return b.Check(t.Context()) == nil })
	item(t, b, 2)
	if got := receive(t, done); got != "2" {
		t.Errorf("got message %s", got)
	}
}
