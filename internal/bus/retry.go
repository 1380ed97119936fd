package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Retry says which rejection a message was taken from.
type Retry struct {
	// Rejected is the rejection's number in the stream of rejections.
	Rejected uint64
}

// headerRejected carries that number on a retry.
const headerRejected = "Wirecopy-Rejected"

// Retry sends a rejection back to the stage that gave up, to be tried once more.
// Found is false when there is none of that number.
func (b *Bus) Retry(ctx context.Context, rejected uint64) (r schema.Rejection, found bool, err error) {
	stored, found, err := b.Get(ctx, schema.StreamRejected, rejected)
	if err != nil || !found {
		return schema.Rejection{}, found, err
	}
	if err := json.Unmarshal(stored.Body, &r); err != nil {
		return schema.Rejection{}, false, fmt.Errorf("read rejection %d: %w", rejected, err)
	}
	if len(r.Body) == 0 {
		return r, true, fmt.Errorf("rejection %d doesn't hold its message, which was too large: find it in stream %s, number %d", rejected, r.Stream, r.Sequence)
	}
	_, _, err = b.Publish(ctx, Outgoing{
		Subject: schema.RetrySubject(r.Stage),
		ID:      fmt.Sprintf("%d.%d", rejected, time.Now().UnixNano()), // asked for twice, tried twice
		Header:  map[string]string{"content-type": "application/json", headerRejected: strconv.FormatUint(rejected, 10)},
		Body:    stored.Body,
	})
	return r, true, err
}

// WorkRetries takes up the rejections of a stage that are to be tried once more,
// until ctx ends. What works is no rejection any more; what doesn't becomes one
// anew. The worker's stream is set here, and its consumer is the stage's.
func (b *Bus) WorkRetries(ctx context.Context, w Worker) {
	handle, traced := w.Handle, !w.Untraced
	w.Untraced = true // the trace is that of the message which was rejected
	w.Stream = schema.StreamRetries
	w.Handle = func(ctx context.Context, retry *Message) error {
		m, err := rejectedMessage(retry)
		if err != nil {
			b.log.Error("a retry is no rejection, and is dropped", zap.String("subject", retry.Subject), zap.Error(err))
			return nil
		}
		m.Kept = retry.Kept
		if traced {
			ctx = b.trace(ctx, w.Consumer, m)
		}
		err = handle(ctx, m)
		retry.Kept = m.Kept
		outcome := err
		if parked, ok := errors.AsType[*ParkedError](err); ok {
			err = b.Reject(ctx, w.Consumer, m, parked)
		}
		m.endSpan(outcome)
		if err != nil {
			return err
		}
		return b.deleteRejection(ctx, m.Retry.Rejected)
	}
	w.Killer = func(_ context.Context, m *Message) error {
		b.log.Error("a retry never finished, and is dropped: its rejection stays", zap.String("subject", m.Subject), zap.Int("deliveries", m.Deliveries))
		return nil
	}
	b.Work(ctx, w)
}

// rejectedMessage is the message that was rejected, as it was.
func rejectedMessage(retry *Message) (*Message, error) {
	var r schema.Rejection
	if err := json.Unmarshal(retry.Body, &r); err != nil {
		return nil, fmt.Errorf("read rejection: %w", err)
	}
	rejected, err := strconv.ParseUint(first(retry.Header[headerRejected]), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("read the number of the rejection: %w", err)
	}
	return &Message{
		Subject: r.Subject, Header: r.Header, Body: r.Body, Stream: r.Stream, Sequence: r.Sequence,
		Deliveries: 1, Stored: retry.Stored, Retry: &Retry{Rejected: rejected}, raw: retry.raw,
	}, nil
}

// deleteRejection takes a rejection out of its stream; it may have gone already.
func (b *Bus) deleteRejection(ctx context.Context, sequence uint64) error {
	return b.Delete(ctx, schema.StreamRejected, sequence)
}

// Delete takes a message out of a stream for good; it doesn't mind if it has gone already.
func (b *Bus) Delete(ctx context.Context, stream string, sequence uint64) error {
	s, err := b.streams.open(ctx, b.js, stream)
	if err != nil {
		return err
	}
	err = s.SecureDeleteMsg(ctx, sequence)
	if errors.Is(err, jetstream.ErrMsgDeleteUnsuccessful) { // the client gives the server's reason as words alone
		if _, found, looked := b.Get(ctx, stream, sequence); looked == nil && !found {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("delete message %d of stream %s: %w", sequence, stream, err)
	}
	return nil
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
