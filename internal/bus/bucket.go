package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Bucket is a key-value bucket whose values are JSON. Its methods may be called
// by any goroutine.
type Bucket struct {
	kv jetstream.KeyValue
}

// Revision is the state of a key: 0 when it isn't there, and another number
// after every write.
type Revision struct {
	Number  uint64
	Written time.Time
}

// Bucket opens a bucket of the topology. To open it again costs nothing.
func (b *Bus) Bucket(ctx context.Context, name string) (*Bucket, error) {
	if known, ok := b.buckets.Load(name); ok {
		return known.(*Bucket), nil //nolint:forcetypeassert // nothing else is put there
	}
	kv, err := b.js.KeyValue(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("open bucket %s: %w", name, err)
	}
	opened := &Bucket{kv: kv}
	b.buckets.Store(name, opened)
	return opened, nil
}

// Get reads a key into value, which stays as it is when there is none.
func (b *Bucket) Get(ctx context.Context, key string, value any) (Revision, error) {
	entry, err := b.kv.Get(ctx, key)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return Revision{}, nil
	}
	if err != nil {
		return Revision{}, fmt.Errorf("read %s of bucket %s: %w", key, b.kv.Bucket(), err)
	}
	if err := json.Unmarshal(entry.Value(), value); err != nil {
		return Revision{}, fmt.Errorf("read %s of bucket %s: %w", key, b.kv.Bucket(), err)
	}
	return Revision{Number: entry.Revision(), Written: entry.Created()}, nil
}

// Each calls each with the keys that match a filter, and their values, as they
// are now. It ends at the first error of each, and returns it.
func (b *Bucket) Each(ctx context.Context, filter string, each func(key string, body []byte) error) error {
	watcher, err := b.kv.Watch(ctx, filter, jetstream.IgnoreDeletes())
	if err != nil {
		return fmt.Errorf("read %s of bucket %s: %w", filter, b.kv.Bucket(), err)
	}
	defer func() { _ = watcher.Stop() }() // it ends with ctx too
	for {
		select {
		case entry, ok := <-watcher.Updates():
			if !ok {
				return fmt.Errorf("read %s of bucket %s: the watch ended", filter, b.kv.Bucket())
			}
			if entry == nil { // all that was there has come
				return nil
			}
			if err := each(entry.Key(), entry.Value()); err != nil {
				return err
			}
		case <-ctx.Done():
			return fmt.Errorf("read %s of bucket %s: %w", filter, b.kv.Bucket(), ctx.Err())
		}
	}
}

// Swap writes a key if its state is still the one that was read, and gives the
// new state; otherwise nothing is written and the error is [ErrFenced].
func (b *Bucket) Swap(ctx context.Context, key string, value any, read Revision) (Revision, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return Revision{}, fmt.Errorf("write %s of bucket %s: %w", key, b.kv.Bucket(), err)
	}
	var number uint64
	if read.Number == 0 {
		number, err = b.kv.Create(ctx, key, body)
	} else {
		number, err = b.kv.Update(ctx, key, body, read.Number)
	}
	switch {
	case errors.Is(err, jetstream.ErrKeyExists), isFenced(err):
		return Revision{}, fmt.Errorf("write %s of bucket %s: %w", key, b.kv.Bucket(), ErrFenced)
	case err != nil:
		return Revision{}, fmt.Errorf("write %s of bucket %s: %w", key, b.kv.Bucket(), err)
	}
	return Revision{Number: number, Written: time.Now()}, nil
}

// Put writes a key, whatever its state.
func (b *Bucket) Put(ctx context.Context, key string, value any) error {
	body, err := json.Marshal(value)
	if err == nil {
		_, err = b.kv.Put(ctx, key, body)
	}
	if err != nil {
		return fmt.Errorf("write %s of bucket %s: %w", key, b.kv.Bucket(), err)
	}
	return nil
}
