package replay

import (
	"context"
	"iter"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// MaxHeld is how much of a window is held, in bytes of records.
const MaxHeld = maxHeld

// OldestFirst yields what a query finds, in windows.
func OldestFirst(ctx context.Context, s Source, q store.Query) iter.Seq2[[]store.Row, error] {
	return func(yield func([]store.Row, error) bool) {
		for w, err := range oldestFirst(ctx, s, q) {
			if !yield(w.rows, err) {
				return
			}
		}
	}
}

// Ends are those of the windows.
func Ends(ctx context.Context, s Source, q store.Query) (ends []time.Time) {
	for w := range oldestFirst(ctx, s, q) {
		ends = append(ends, w.end)
	}
	return ends
}
