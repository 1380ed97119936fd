package bus_test

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// batches works on the items by the batch.
func batches(b *bus.Bus, handle bus.BatchHandler) func(context.Context) {
	return func(ctx context.Context) {
		b.WorkBatches(ctx, bus.Batcher{
			Stream: schema.StreamItems, Consumer: schema.ConsumerParser, Size: 10, Age: 200 * time.Millisecond,
			Deadline: 10 * time.Second, Grace: 10 * time.Second, Handle: handle,
		})
	}
}

func TestBatchesAreBoundedAndAcknowledged(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	for n := range 25 {
		item(t, b, n)
	}
	sizes := make(chan int, 30)
	run(t, batches(b, func(_ context.Context, batch []*bus.Message) ([]error, error) {
		sizes <- len(batch)
		return make([]error, len(batch)), nil
	}))
	for total := 0; total < 25; {
		n := receive(t, sizes)
		if n > 10 {
			t.Errorf("a batch of %d, want 10 at most", n)
		}
		total += n
	}
	eventually(t, "all are acknowledged", func() bool { return left(t, b, schema.StreamItems) == 0 })
}

func TestBatchIsHeldUntilItsStoreIsBack(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 1)
	var calls atomic.Int32
	done := make(chan int, 1)
	run(t, batches(b, func(_ context.Context, batch []*bus.Message) ([]error, error) {
		if calls.Add(1) == 1 {
			return nil, errMissing
		}
		done <- batch[0].Deliveries
		return make([]error, len(batch)), nil
	}))
	if got := receive(t, done); got != 1 {
		t.Errorf("delivered %d times: it wasn't held", got)
	}
}

func TestOnlyTheBadMessageOfABatchIsParked(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() error{
		"error": func() error { return bus.Park("bad-id", errors.New("no such id")) },
		"panic": func() error { panic("in the store") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bustest.New(t)
			for n := range 10 {
				item(t, b, n)
			}
			var good atomic.Int32
			run(t, batches(b, func(_ context.Context, batch []*bus.Message) ([]error, error) {
				results := make([]error, len(batch))
				for i, m := range batch {
					if string(m.Body) == strconv.Itoa(4) {
						results[i] = fail()
					}
				}
				good.Add(int32(len(batch)))
				return results, nil
			}))
			eventually(t, "one is parked and the rest is done", func() bool {
				return left(t, b, schema.StreamRejected) == 1 && left(t, b, schema.StreamItems) == 0
			})
			if good.Load() < 9 {
				t.Errorf("%d were worked on, want the 9 good ones at least", good.Load())
			}
		})
	}
}
