package bus

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

// pullRetry lies between two pulls when the first one failed.
const pullRetry = time.Second

// pull calls take until ctx ends, and waits a little whenever it fails: the
// server may be away, or the consumer not be there yet.
func (b *Bus) pull(ctx context.Context, stream, name string, beat func(), take func(context.Context, jetstream.Consumer) error) {
	defer b.intakes.begin(intake{stream, name})()
	log := b.log.With(zap.String("stream", stream), zap.String("consumer", name))
	var consumer jetstream.Consumer
	failing := false
	for ctx.Err() == nil {
		beat()
		var err error
		if consumer == nil {
			consumer, err = b.js.Consumer(ctx, stream, name)
		}
		if err == nil {
			err = take(ctx, consumer)
		}
		if isQuiet(err) {
			if failing && err == nil {
				failing = false
				log.Info("taking messages again")
			}
			continue
		}
		if ctx.Err() != nil {
			break
		}
		if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrConsumerDeleted) || errors.Is(err, jetstream.ErrStreamNotFound) {
			consumer = nil
		}
		if !failing {
			failing = true
			log.Warn("can't take messages, trying again", zap.Error(err))
		}
		select {
		case <-time.After(pullRetry):
		case <-ctx.Done():
		}
	}
}

// isQuiet says whether a pull ended as pulls do when there is nothing to take.
func isQuiet(err error) bool {
	return err == nil || errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded)
}
