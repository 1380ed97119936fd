package erasure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// askEvery lies between two questions how far the storer is.
	askEvery = 50 * time.Millisecond
	// idleAsks is at how many questions in a row a storer has to be idle to count
	// as none: between two pulls, one that works looks idle too.
	idleAsks = 4
)

// await waits until the storer has settled some messages of a stream, or is none
// that runs, or patience ends: then the last look finds what it has stored or
// rejected. What it stores even later, the store refuses.
func (e *Eraser) await(ctx context.Context, stream string, numbers []uint64) error {
	if len(numbers) == 0 {
		return nil
	}
	consumer, err := e.bus.JetStream().Consumer(ctx, stream, schema.ConsumerStorer)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return nil // nobody ever stores it
	}
	if err != nil {
		return fmt.Errorf("ask how far the storer is: %w", err)
	}
	last, deadline := numbers[len(numbers)-1], time.Now().Add(e.patience)
	for idle := 0; ; {
		info, err := consumer.Info(ctx)
		if err != nil {
			return fmt.Errorf("ask how far the storer is: %w", err)
		}
		if info.NumAckPending > 0 || info.NumWaiting > 0 {
			idle = 0
		} else {
			idle++
		}
		if info.AckFloor.Stream >= last || idle == idleAsks || time.Now().After(deadline) {
			return nil
		}
		if err := pause(ctx, askEvery); err != nil {
			return err
		}
	}
}
