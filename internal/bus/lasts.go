package bus

import (
	"context"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// MaxLasts is how many subjects [Bus.Lasts] may be asked for at once.
const MaxLasts = 1024

// Lasts yields the last message on each of some subjects of a stream, at most
// [MaxLasts], in one request; those without a message are left out. They are what
// was there at one moment, but the server may leave out more, for their bytes: it
// is a screen for many, and [Bus.Last] is certain of one. After an error nothing follows.
func (b *Bus) Lasts(ctx context.Context, stream string, subjects []string) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		if len(subjects) == 0 {
			return
		}
		found, err := b.gather(ctx, func(ctx context.Context) (iter.Seq2[*jetstream.RawStreamMsg, error], error) {
			return jetstreamext.GetLastMsgsFor(ctx, b.js, stream, subjects)
		})
		if err != nil {
			yield(Stored{}, fmt.Errorf("read the last messages of stream %s: %w", stream, err))
			return
		}
		for _, m := range found {
			if !yield(m, nil) {
				return
			}
		}
	}
}
