package bus_test

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// stopped runs something that stops with a message in hand, which it gives back.
func stopped(t *testing.T, begun <-chan int, run func(ctx context.Context)) (deliveries int) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { run(ctx); close(done) }()
	deliveries = receive(t, begun)
	stop()
	receive(t, done)
	return deliveries
}

// TestLaw8StopsDoNotMakeAMessageAKiller stops a stage with the same message in
// hand, more often than a message may kill its handler.
func TestLaw8StopsDoNotMakeAMessageAKiller(t *testing.T) {
	t.Parallel()
	const grace, age = time.Millisecond, 50 * time.Millisecond
	for name, run := range map[string]func(b *bus.Bus, handle bus.Handler) func(context.Context){
		"one by one": func(b *bus.Bus, handle bus.Handler) func(context.Context) {
			worker := parser(handle)
			worker.Grace = grace
			return func(ctx context.Context) { b.Work(ctx, worker) }
		},
		"by the batch": func(b *bus.Bus, handle bus.Handler) func(context.Context) {
			return func(ctx context.Context) {
				b.WorkBatches(ctx, bus.Batcher{
					Stream: schema.StreamItems, Consumer: schema.ConsumerParser, Size: 10, Age: age, Deadline: time.Minute, Grace: grace,
					Handle: func(ctx context.Context, batch []*bus.Message) ([]error, error) {
						return []error{nil}, handle(ctx, batch[0])
					},
				})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bustest.New(t)
			item(t, b, 1)
			begun := make(chan int)
			hang := func(ctx context.Context, m *bus.Message) error {
				begun <- m.Deliveries
				<-ctx.Done()
				return ctx.Err()
			}
			for want := 1; want <= 5; want++ {
				if got := stopped(t, begun, run(b, hang)); got != want {
					t.Fatalf("delivery %d, want %d: it was not given back at once", got, want)
				}
			}
			done := make(chan int, 1)
			stopped(t, done, run(b, func(_ context.Context, m *bus.Message) error { done <- m.Deliveries; return nil }))
			if left(t, b, schema.StreamItems) != 0 || left(t, b, schema.StreamRejected) != 0 {
				t.Errorf("left are %d messages, and %d rejections of stops", left(t, b, schema.StreamItems), left(t, b, schema.StreamRejected))
			}
		})
	}
}

// TestLaw5AKillerIsParkedWhateverStopsThereWere lets a message be given back once
// and then kill three handlers.
func TestLaw5AKillerIsParkedWhateverStopsThereWere(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	begun := make(chan int)
	worker := parser(func(ctx context.Context, m *bus.Message) error {
		begun <- m.Deliveries
		<-ctx.Done()
		return ctx.Err()
	})
	worker.Grace = time.Millisecond
	stopped(t, begun, func(ctx context.Context) { b.Work(ctx, worker) })
	consumer, err := b.JetStream().Consumer(t.Context(), schema.StreamItems, schema.ConsumerParser)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // they die
		m, err := consumer.Next(jetstream.FetchMaxWait(patience))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.NakWithDelay(time.Millisecond); err != nil { // as when AckWait is over
			t.Fatal(err)
		}
	}
	run(t, func(ctx context.Context) { b.Work(ctx, worker) })
	eventually(t, "the message is rejected", func() bool { return left(t, b, schema.StreamRejected) == 1 })
	if got := rejection(t, b, bus.ReasonKiller); got.Deliveries != 5 {
		t.Errorf("rejected at delivery %d, want the fifth", got.Deliveries)
	}
}
