package catalogue

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The form of a bucket as a stream (ADR-8).
const (
	bucketStream    = "KV_" + schema.BucketCatalogue
	bucketPrefix    = "$KV." + schema.BucketCatalogue + "."
	headerOperation = "KV-Operation"
)

// Browse yields all that is there, and the feeds that were removed, as it reads
// them: however many there are, it holds some hundreds. A feed that changes
// meanwhile may come twice. After an error nothing follows.
func (c *Catalogue) Browse(ctx context.Context) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		for m, err := range c.bus.Browse(ctx, bucketStream, bucketPrefix+">", 1) {
			if err != nil {
				yield(Change{}, fmt.Errorf("browse catalogue: %w", err))
				return
			}
			change := Change{ID: strings.TrimPrefix(m.Subject, bucketPrefix)}
			if len(m.Header[headerOperation]) > 0 {
				change.Removed = true
			} else {
				change.Feed, change.Err = decode(change.ID, m.Body)
			}
			if !yield(change, nil) {
				return
			}
		}
	}
}
