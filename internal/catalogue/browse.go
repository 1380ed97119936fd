package catalogue

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The form of a bucket as a stream (ADR-8).
const (
	bucketStream    = "KV_" + schema.BucketCatalogue
	bucketPrefix    = "$KV." + schema.BucketCatalogue + "."
	headerOperation = "KV-Operation"
)

const (
	// browseBatch is how many entries are held.
	browseBatch = 500
	// browsePatience bounds the wait for the next one.
	browsePatience = 30 * time.Second
)

// Browse yields all that is there, and the feeds that were removed, as it reads
// them: however many there are, it holds some hundreds. A feed that changes
// meanwhile may come twice. After an error nothing follows; without one, all that
// was there has been told.
//
// It reads by a consumer of its own. To ask for the entries in batches looks
// simpler, but for each batch the server would count what follows it.
func (c *Catalogue) Browse(ctx context.Context) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		if err := c.browse(ctx, yield); err != nil {
			yield(Change{}, fmt.Errorf("browse catalogue: %w", err))
		}
	}
}

// browse yields until all is told or yield has enough, and then has no error.
func (c *Catalogue) browse(ctx context.Context, yield func(Change, error) bool) error {
	consumer, err := c.bus.JetStream().OrderedConsumer(ctx, bucketStream, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverAllPolicy})
	if err != nil {
		return err
	}
	if consumer.CachedInfo().NumPending == 0 {
		return nil
	}
	entries, err := consumer.Messages(jetstream.PullMaxMessages(browseBatch))
	if err != nil {
		return err
	}
	defer entries.Stop()
	defer context.AfterFunc(ctx, entries.Stop)()
	for {
		m, err := entries.Next(jetstream.NextMaxWait(browsePatience))
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		if !yield(changeIn(m), nil) || meta.NumPending == 0 {
			return nil
		}
	}
}

// changeIn reads an entry of the bucket's stream.
func changeIn(m jetstream.Msg) Change {
	change := Change{ID: strings.TrimPrefix(m.Subject(), bucketPrefix)}
	if m.Headers().Get(headerOperation) != "" {
		change.Removed = true
	} else {
		change.Feed, change.Err = decode(change.ID, m.Data())
	}
	return change
}
