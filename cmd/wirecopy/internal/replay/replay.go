package replay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/time/rate"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

const (
	maxBatch   = 64                     // messages that are on their way at once
	firstDelay = 100 * time.Millisecond // before a batch that wasn't taken is tried again; doubles
	maxDelay   = 5 * time.Second
	maxHeaders = 8 << 10 // room for a message's headers beside its body, in bytes
)

// Sink is where messages go: a bus.
type Sink interface {
	// PublishAll returns when all messages are stored. After an error it is unknown
	// which are; they may be published again.
	PublishAll(ctx context.Context, all []bus.Outgoing) (stored int, err error)
}

// Config says what is replayed, from where, and to where.
type Config struct {
	Source Source
	Sink   Sink
	// Query says which articles; its Since and Until must be set. With Versions,
	// every version of them goes out, else the current one.
	Query store.Query
	// To is the subject, or a prefix that ends in ".>": see [schema.ReplaySubject].
	To string
	// Rate is how many messages go out in a second at most; 0 is no bound.
	Rate int
	// MaxPayload is how large a message may be, in bytes.
	MaxPayload int64
	// Patience is for how long a stream that takes nothing is waited for.
	Patience time.Duration
	// Reached is called from time to time, with how far it has come.
	Reached func(Progress)
	// Tell is called with what people should know and nothing ends by: a record that
	// is passed over, a stream that takes nothing for the moment.
	Tell func(error)
}

// Progress is how far a replay has come.
type Progress struct {
	Messages   int       // that are in the stream now
	PassedOver int       // versions that can't be read, or are too large
	Until      time.Time // all that was published before has been replayed
}

// Run replays, until all is done, ctx ends, or the stream or the store can't go on.
// The progress that it gives holds with an error too: who begins again with
// its Until for [store.Query.Since] misses nothing.
func Run(ctx context.Context, c Config) (Progress, error) {
	r := &replay{Config: c, batch: maxBatch, limit: rate.NewLimiter(rate.Inf, maxBatch)}
	if c.Rate > 0 {
		r.batch = min(maxBatch, max(1, c.Rate/4))
		r.limit = rate.NewLimiter(rate.Limit(c.Rate), r.batch)
	}
	r.progress.Until = c.Query.Since
	for w, err := range oldestFirst(ctx, c.Source, c.Query) {
		if err != nil {
			return r.progress, err
		}
		for rows := range slices.Chunk(w.rows, r.batch) {
			if err := r.publish(ctx, rows); err != nil {
				return r.progress, err
			}
			c.Reached(r.progress)
		}
		r.progress.Until = w.end
	}
	return r.progress, nil
}

// replay is one that goes on.
type replay struct {
	Config
	batch    int
	limit    *rate.Limiter
	progress Progress
}

// publish publishes some rows.
func (r *replay) publish(ctx context.Context, rows []store.Row) error {
	messages := make([]bus.Outgoing, 0, len(rows))
	until := r.progress.Until
	for _, row := range rows {
		m, published, err := r.message(row)
		if err != nil {
			r.Tell(fmt.Errorf("passed over: %w", err))
			r.progress.PassedOver++
			continue
		}
		messages = append(messages, m)
		if published.After(until) { // rows of a full second come in no order
			until = published
		}
	}
	if err := r.limit.WaitN(ctx, len(messages)); err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	if err := r.send(ctx, messages); err != nil {
		return err
	}
	r.progress.Messages += len(messages)
	r.progress.Until = until
	return nil
}

// message makes the message of a row as it was, with a header that says that it is
// a replay. Its Nats-Msg-Id is longer than the first time: the number of a version
// may be given twice, with months between, which go by in no time here.
func (r *replay) message(row store.Row) (m bus.Outgoing, published time.Time, err error) {
	a, err := row.Article()
	if err != nil {
		return m, published, err
	}
	if size := int64(len(row.Record)); size > r.MaxPayload-maxHeaders {
		return m, published, fmt.Errorf("article %s: its record has %d bytes, and a message holds %d", row.ID, size, r.MaxPayload)
	}
	subject := row.Subject
	if subject == "" { // it came from elsewhere
		subject = schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection)
	}
	header := a.EventHeader()
	header[schema.HeaderReplayed] = time.Now().UTC().Format(time.RFC3339Nano)
	return bus.Outgoing{
		Subject: schema.ReplaySubject(r.To, subject),
		ID:      a.EventID() + "@" + a.VersionCreated.UTC().Format(time.RFC3339Nano),
		Header:  header,
		Body:    row.Record,
	}, store.Published(a), nil
}

// send publishes a batch, again and again while the stream is full or away. What
// was taken the time before has its id, and isn't taken twice.
func (r *replay) send(ctx context.Context, messages []bus.Outgoing) error {
	begun, delay := time.Now(), firstDelay
	for {
		_, err := r.Sink.PublishAll(ctx, messages)
		if err == nil {
			return nil
		}
		err = first(err)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, jetstream.ErrNoStreamResponse) && r.progress.Messages == 0:
			return fmt.Errorf("%w: no stream takes %s: make one first, such as with `nats stream add DESK --subjects '%s'`", err, r.To, r.To)
		case time.Since(begun) > r.Patience:
			return fmt.Errorf("%w: nothing was taken for %s", err, r.Patience)
		}
		if delay == firstDelay {
			r.Tell(fmt.Errorf("waiting: %w", err))
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		delay = min(2*delay, maxDelay)
	}
}

// first is one error of many that were joined: those of a batch are all alike.
func first(err error) error {
	for {
		joined, ok := errors.AsType[interface {
			error
			Unwrap() []error
		}](err)
		if !ok {
			return err
		}
		err = joined.Unwrap()[0]
	}
}
