package websub

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// maxSwaps is how often a change is tried again because another one was faster.
const maxSwaps = 10

// errForeign is for an entry whose form this release doesn't know: a newer
// release wrote it, and it is left alone.
var errForeign = errors.New("its form is not known to this release")

// ledger is the bucket of all subscriptions.
type ledger struct {
	bucket *bus.Bucket
	all    jetstream.KeyValue // the same, to look through
}

func openLedger(ctx context.Context, b *bus.Bus) (ledger, error) {
	bucket, err := b.Bucket(ctx, schema.BucketPushes)
	if err != nil {
		return ledger{}, err
	}
	all, err := b.JetStream().KeyValue(ctx, schema.BucketPushes)
	if err != nil {
		return ledger{}, fmt.Errorf("open bucket %s: %w", schema.BucketPushes, err)
	}
	return ledger{bucket: bucket, all: all}, nil
}

// read is the subscription of a feed, an empty one if it has none. An entry that
// can't be read is as good as none: the hub is asked anew.
func (l ledger) read(ctx context.Context, feed string) (subscription, bus.Revision, error) {
	var s subscription
	revision, err := l.bucket.Get(ctx, feed, &s)
	if isSpoilt(err) {
		if err := l.bucket.Put(ctx, feed, subscription{V: schema.StateVersion}); err != nil {
			return subscription{}, bus.Revision{}, err
		}
		s = subscription{}
		revision, err = l.bucket.Get(ctx, feed, &s)
	}
	if err == nil && s.V > schema.StateVersion+1 {
		err = fmt.Errorf("read the subscription of feed %s: %w", feed, errForeign)
	}
	return s, revision, err
}

func isSpoilt(err error) bool {
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return true
	}
	_, ok := errors.AsType[*json.UnmarshalTypeError](err)
	return ok
}

// change changes the subscription of a feed, and gives what it is then. Apply
// says whether it has changed anything; it is called again when somebody else
// was faster.
func (l ledger) change(ctx context.Context, feed string, apply func(*subscription) bool) (subscription, error) {
	for range maxSwaps {
		s, revision, err := l.read(ctx, feed)
		if err != nil || !apply(&s) {
			return s, err
		}
		s.V = schema.StateVersion
		_, err = l.bucket.Swap(ctx, feed, s, revision)
		if err == nil || !errors.Is(err, bus.ErrFenced) {
			return s, err
		}
	}
	return subscription{}, fmt.Errorf("change the subscription of feed %s: %w", feed, bus.ErrFenced)
}
