package bus

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

const (
	// browseBatch and browseBytes are how much is asked for at once, and held: the
	// server sends one message more than the bytes allow at most. For each batch it
	// counts all subjects of the stream, so that small ones take long in large streams.
	browseBatch, browseBytes = 10_000, 4 << 20
	// browseTimeout bounds the wait for a batch. A server that has a million
	// subjects to count is slow to begin.
	browseTimeout = 30 * time.Second
)

// Browse yields the messages of a stream whose subjects match a filter, by their
// sequences, from one on, and reads as it goes. It takes nothing off the stream,
// also where that is a work queue. After an error nothing follows; without one,
// all that was there has been told.
func (b *Bus) Browse(ctx context.Context, stream, filter string, from uint64) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		if b.isWhole(ctx, stream, filter) {
			filter = everything
		}
		for next := max(from, 1); ; {
			batch, err := b.gather(ctx, func(ctx context.Context) (iter.Seq2[*jetstream.RawStreamMsg, error], error) {
				return jetstreamext.GetBatch(ctx, b.js, stream, browseBatch,
					jetstreamext.GetBatchSubject(filter), jetstreamext.GetBatchSeq(next), jetstreamext.GetBatchMaxBytes(browseBytes))
			})
			if err != nil {
				yield(Stored{}, fmt.Errorf("browse stream %s: %w", stream, err))
				return
			}
			for _, m := range batch {
				if !yield(m, nil) {
					return
				}
			}
			if len(batch) == 0 { // fewer than asked for is no end: the server bounds bytes too
				return
			}
			next = batch[len(batch)-1].Sequence + 1
		}
	}
}

// everything is the filter that matches all subjects. The server need not look at
// them to count what it matches.
const everything = ">"

// isWhole says whether a filter leaves nothing of a stream out.
func (b *Bus) isWhole(ctx context.Context, stream, filter string) bool {
	s, err := b.streams.open(ctx, b.js, stream)
	return err == nil && slices.Equal(s.CachedInfo().Config.Subjects, []string{filter})
}

// gather waits for all answers to a request for several messages. The client ends
// such a request without a word when the answers stay away, and a part must not
// be taken for the whole.
func (b *Bus) gather(ctx context.Context, request func(context.Context) (iter.Seq2[*jetstream.RawStreamMsg, error], error)) ([]Stored, error) {
	ctx, cancel := context.WithTimeout(ctx, browseTimeout)
	defer cancel()
	answers, err := request(ctx)
	if err != nil {
		return nil, err
	}
	var all []Stored
	for raw, err := range answers {
		if errors.Is(err, jetstreamext.ErrNoMessages) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, storedOf(raw))
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("the server's answer didn't end, %d messages came: %w", len(all), err)
	}
	if b.conn.IsClosed() {
		return nil, errors.New("the connection was closed")
	}
	return all, nil
}

func storedOf(raw *jetstream.RawStreamMsg) Stored {
	return Stored{Subject: raw.Subject, Sequence: raw.Sequence, Time: raw.Time, Header: raw.Header, Body: raw.Data}
}
