package erasure

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// clear deletes messages of a stream that the storer reads, in the order of their
// numbers, and counts them. It lets the storer get past them first, as long as
// patience lasts: the server takes a message that is deleted in a consumer's hand
// for one that is done, so that afterwards nobody can tell any more.
//
// The error is [ErrInHand] when they are deleted and the storer may have one.
func (e *Eraser) clear(ctx context.Context, stream string, numbers []uint64, count *int) error {
	if len(numbers) == 0 {
		return nil
	}
	consumer, err := e.bus.JetStream().Consumer(ctx, stream, schema.ConsumerStorer)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		return e.delete(ctx, stream, numbers, count) // nobody ever stores it
	}
	if err != nil {
		return fmt.Errorf("ask how far the storer is: %w", err)
	}
	before, err := e.await(ctx, consumer, numbers[len(numbers)-1])
	if err != nil {
		return err
	}
	if err := e.delete(ctx, stream, numbers, count); err != nil {
		return err
	}
	after, err := consumer.Info(ctx)
	if err != nil {
		return fmt.Errorf("ask how far the storer is: %w", err)
	}
	if slices.ContainsFunc(numbers, func(n uint64) bool { return mayHave(before, after, n) }) {
		return fmt.Errorf("%w (stream %s): erase it once more in a minute, when the storer runs", ErrInHand, stream)
	}
	return nil
}

// await waits until the storer has settled all up to a message, or is none that
// runs, or patience ends; it gives the state at the end.
func (e *Eraser) await(ctx context.Context, consumer jetstream.Consumer, last uint64) (*jetstream.ConsumerInfo, error) {
	deadline := time.Now().Add(e.patience)
	for idle := 0; ; {
		info, err := consumer.Info(ctx)
		if err != nil {
			return nil, fmt.Errorf("ask how far the storer is: %w", err)
		}
		if info.NumAckPending > 0 || info.NumWaiting > 0 {
			idle = 0
		} else {
			idle++
		}
		if info.AckFloor.Stream >= last || idle == idleAsks || time.Now().After(deadline) {
			return info, nil
		}
		if err := pause(ctx, askEvery); err != nil {
			return nil, err
		}
	}
}

// mayHave says whether the storer may have a message in hand that was deleted
// between two states.
func mayHave(before, after *jetstream.ConsumerInfo, number uint64) bool {
	switch {
	case number <= before.AckFloor.Stream:
		return false // it was settled
	case number > after.Delivered.Stream:
		return false // it was not delivered, and never will be
	case number > before.Delivered.Stream:
		// The server may have passed over it because it was gone.
		return after.Delivered.Consumer > before.Delivered.Consumer
	default:
		return true
	}
}
