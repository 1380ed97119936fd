package rawpage

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// bucket is a place in NATS: an object store. The server drops what is older than the
// store keeps, and takes nothing while the store is full, nor what is larger than a message.
type bucket struct{ objects *bus.Objects }

var _ place = bucket{}

func openBucket(ctx context.Context, b *bus.Bus) (bucket, error) {
	objects, err := b.Objects(ctx, schema.BucketPages)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return bucket{}, fmt.Errorf("%w: `wirecopy setup --pages-bytes BYTES` makes it", ErrNoBucket)
	}
	return bucket{objects}, err
}

func (b bucket) put(ctx context.Context, article string, body []byte) error {
	return b.objects.Put(ctx, article, body)
}

func (b bucket) delete(ctx context.Context, article string) (found bool, err error) {
	return b.objects.Delete(ctx, article)
}

func (b bucket) all(ctx context.Context) iter.Seq2[packed, error] {
	return func(yield func(packed, error) bool) {
		for o, err := range b.objects.All(ctx) {
			p := packed{article: o.Name, name: "page " + o.Name + " of the bucket", bytes: o.Body}
			if err != nil {
				p.name = "the bucket"
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

func (bucket) tidy(context.Context, time.Time) (removed int, err error) { return 0, nil }
