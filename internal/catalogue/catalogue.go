package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// ErrUnreadable is returned for an entry that is no [schema.Feed], such as one
// that something else has written. Putting the feed again mends it.
var ErrUnreadable = errors.New("not a feed")

// Catalogue is the catalogue of a wire. Its methods may be called by any goroutine.
type Catalogue struct {
	kv  jetstream.KeyValue
	bus *bus.Bus
}

// Open opens the catalogue of the wire behind a bus.
func Open(ctx context.Context, b *bus.Bus) (*Catalogue, error) {
	kv, err := b.JetStream().KeyValue(ctx, schema.BucketCatalogue)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return nil, errors.New("there is no catalogue on this nats server: is it a wire's, and has the wire been started once?")
	}
	if err != nil {
		return nil, fmt.Errorf("open catalogue: %w", err)
	}
	return &Catalogue{kv: kv, bus: b}, nil
}

// New is a feed as it first enters the catalogue.
func New(url string, now time.Time) schema.Feed {
	url = strings.TrimSpace(url)
	return schema.Feed{V: schema.StateVersion, ID: schema.FeedID(url), URL: url, Added: now.UTC().Truncate(time.Second)}
}

// Add puts a feed that isn't there yet; one that is stays as it is, and added is
// false. A faulty feed is an error that names all its faults.
func (c *Catalogue) Add(ctx context.Context, feed schema.Feed) (added bool, err error) {
	body, err := encode(feed)
	if err != nil {
		return false, err
	}
	_, err = c.kv.Create(ctx, feed.ID, body)
	if errors.Is(err, jetstream.ErrKeyExists) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("add feed %s: %w", feed.ID, err)
	}
	return true, nil
}

// Put puts a feed, in the place of what was said of it before.
func (c *Catalogue) Put(ctx context.Context, feed schema.Feed) error {
	body, err := encode(feed)
	if err != nil {
		return err
	}
	if _, err := c.kv.Put(ctx, feed.ID, body); err != nil {
		return fmt.Errorf("put feed %s: %w", feed.ID, err)
	}
	return nil
}

// Get finds a feed by its id; found is false when there is none.
func (c *Catalogue) Get(ctx context.Context, id string) (feed schema.Feed, found bool, err error) {
	entry, err := c.kv.Get(ctx, id)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return schema.Feed{}, false, nil
	}
	if err != nil {
		return schema.Feed{}, false, fmt.Errorf("look up feed %s: %w", id, err)
	}
	feed, err = decode(entry.Key(), entry.Value())
	return feed, err == nil, err
}

// Remove takes a feed out, and says whether it was there.
func (c *Catalogue) Remove(ctx context.Context, id string) (found bool, err error) {
	_, err = c.kv.Get(ctx, id)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return false, nil
	}
	if err == nil {
		err = c.kv.Delete(ctx, id)
	}
	if err != nil {
		return false, fmt.Errorf("remove feed %s: %w", id, err)
	}
	return true, nil
}

// Change is one change of the catalogue.
type Change struct {
	// ID is the feed's.
	ID string
	// Feed is what is said of it now.
	Feed schema.Feed
	// Removed says that it is there no more; Feed is empty then.
	Removed bool
	// Err is [ErrUnreadable] for an entry that is no feed.
	Err error
}

// Watch calls each with every feed that is there and then with every change,
// until ctx ends or each returns an error, which it returns. Current is called
// once, when all that was there has been told; it may be nil.
func (c *Catalogue) Watch(ctx context.Context, each func(Change) error, current func()) error {
	watcher, err := c.kv.WatchAll(ctx)
	if err != nil {
		return fmt.Errorf("watch catalogue: %w", err)
	}
	return follow(ctx, watcher, each, current)
}

// Follow calls each with every change from now on, until ctx ends or each returns
// an error, which it returns. Begun is called once, when from now on has begun.
func (c *Catalogue) Follow(ctx context.Context, each func(Change) error, begun func()) error {
	watcher, err := c.kv.WatchAll(ctx, jetstream.UpdatesOnly())
	if err != nil {
		return fmt.Errorf("watch catalogue: %w", err)
	}
	begun()
	return follow(ctx, watcher, each, nil)
}

// follow hands on what a watcher tells until ctx or each ends it.
func follow(ctx context.Context, watcher jetstream.KeyWatcher, each func(Change) error, current func()) error {
	defer func() { _ = watcher.Stop() }() // it ends with ctx too
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case entry, ok := <-watcher.Updates():
			switch {
			case !ok && ctx.Err() != nil: // both come at once
				return ctx.Err()
			case !ok:
				return errors.New("watch catalogue: the watch ended")
			case entry == nil:
				if current != nil {
					current()
				}
				continue
			}
			if err := each(changeOf(entry)); err != nil {
				return err
			}
		}
	}
}

// List gives all feeds, ordered by their addresses. Entries that are no feeds
// are left out, and named by the error beside the others.
func (c *Catalogue) List(ctx context.Context) ([]schema.Feed, error) {
	var feeds []schema.Feed
	var faults []error
	ctx, done := context.WithCancel(ctx)
	defer done()
	err := c.Watch(ctx, func(change Change) error {
		switch {
		case change.Err != nil:
			faults = append(faults, change.Err)
		case !change.Removed:
			feeds = append(feeds, change.Feed)
		}
		return nil
	}, done)
	if !errors.Is(err, context.Canceled) {
		return nil, err
	}
	slices.SortFunc(feeds, func(a, b schema.Feed) int { return strings.Compare(a.URL+a.ID, b.URL+b.ID) })
	return feeds, errors.Join(faults...)
}

func changeOf(entry jetstream.KeyValueEntry) Change {
	change := Change{ID: entry.Key()}
	if entry.Operation() != jetstream.KeyValuePut {
		change.Removed = true
		return change
	}
	change.Feed, change.Err = decode(entry.Key(), entry.Value())
	return change
}

func encode(feed schema.Feed) ([]byte, error) {
	feed.V = schema.StateVersion
	if err := feed.Validate(); err != nil {
		return nil, err
	}
	body, err := json.Marshal(feed)
	if err != nil {
		return nil, fmt.Errorf("encode feed %s: %w", feed.ID, err)
	}
	return body, nil
}

func decode(key string, body []byte) (schema.Feed, error) {
	var feed schema.Feed
	if err := json.Unmarshal(body, &feed); err != nil {
		return schema.Feed{}, fmt.Errorf("entry %s of the catalogue: %w: %w", key, ErrUnreadable, err)
	}
	if feed.ID != key {
		return schema.Feed{}, fmt.Errorf("entry %s of the catalogue: %w: it holds the id %q", key, ErrUnreadable, feed.ID)
	}
	return feed, nil
}
