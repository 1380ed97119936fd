package bus

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// browseBatch is how many messages are asked for at once.
const browseBatch = 500

// Browse yields the messages of a stream whose subjects match a filter, by their
// sequences, from one on, and reads as it goes. It takes nothing off the stream,
// also where that is a work queue. After an error nothing follows.
func (b *Bus) Browse(ctx context.Context, stream, filter string, from uint64) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		for next := max(from, 1); ; {
			count := 0
			batch, err := jetstreamext.GetBatch(ctx, b.js, stream, browseBatch,
				jetstreamext.GetBatchSubject(filter), jetstreamext.GetBatchSeq(next))
			if err != nil {
				yield(Stored{}, fmt.Errorf("browse stream %s: %w", stream, err))
				return
			}
			for raw, err := range batch {
				if errors.Is(err, jetstreamext.ErrNoMessages) {
					return
				}
				if err != nil {
					yield(Stored{}, fmt.Errorf("browse stream %s: %w", stream, err))
					return
				}
				count++
				next = raw.Sequence + 1
				if !yield(storedOf(raw), nil) {
					return
				}
			}
			if count == 0 { // fewer than asked for is no end: the server bounds bytes too
				return
			}
		}
	}
}

func storedOf(raw *jetstream.RawStreamMsg) Stored {
	return Stored{Subject: raw.Subject, Sequence: raw.Sequence, Time: raw.Time, Header: raw.Header, Body: raw.Data}
}
