package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// settle carries out what the handler's error says. It goes on after a stop: a
// message that is done must be acknowledged. What can't be settled is delivered
// again after the consumer's AckWait.
func (b *Bus) settle(ctx context.Context, stage string, m *Message, outcome error) {
	if errors.Is(outcome, daemon.ErrStopping) {
		b.giveBack(ctx, stage, m)
		return
	}
	ctx = m.inSpan(ctx)
	var parked *ParkedError
	var later *LaterError
	var err error
	switch {
	case outcome == nil: // without the server's word: if it is lost, the message comes again, and its effect is there
		err = m.raw.Ack()
	case errors.As(outcome, &parked):
		err = b.park(ctx, stage, m, parked)
	case errors.As(outcome, &later):
		err = m.raw.NakWithDelay(later.After)
	default:
		err = m.raw.NakWithDelay(holdMost)
	}
	b.tell(m, err)
	b.metrics.messages.WithLabelValues(stage, disposition(outcome)).Inc()
	m.endSpan(outcome)
}

// park keeps a message as a rejection and takes it off its stream.
func (b *Bus) park(ctx context.Context, stage string, m *Message, why *ParkedError) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	if err := b.Reject(ctx, stage, m, why); err != nil {
		return err
	}
	return m.raw.TermWithReason(why.Reason)
}

// tell tells of a message whose fate the server wasn't told.
func (b *Bus) tell(m *Message, err error) {
	if err != nil {
		b.log.Warn("message not settled, it will come again", zap.String("subject", m.Subject), zap.Uint64("sequence", m.Sequence), zap.Error(err))
	}
}

// Reject keeps a message as a [schema.Rejection]; it doesn't take it off its
// stream. The same message rejected again for the same reason is kept once.
func (b *Bus) Reject(ctx context.Context, stage string, m *Message, why *ParkedError) error {
	rejection := schema.Rejection{
		V: schema.StateVersion, Stage: stage, Reason: why.Reason, Detail: why.Err.Error(),
		Subject: m.Subject, Stream: m.Stream, Sequence: m.Sequence, Header: m.Header, Body: m.Body,
		Deliveries: m.Deliveries, By: b.name, At: time.Now().UTC(),
	}
	id := fmt.Sprintf("%s.%d.%s", m.Stream, m.Sequence, why.Reason)
	if m.Retry != nil {
		id += fmt.Sprintf(".%d", m.Retry.Rejected) // rejected once more, and not the same again
	}
	body, err := json.Marshal(rejection)
	if err != nil {
		return fmt.Errorf("encode rejection: %w", err)
	}
	if limit := b.conn.MaxPayload(); int64(len(body)) > limit-maxHeaders {
		return b.rejectWithoutBody(ctx, rejection, limit, id)
	}
	return b.publishRejection(ctx, rejection, body, id)
}

// maxHeaders is room for a message's headers beside its body, in bytes.
const maxHeaders = 4 << 10

// rejectWithoutBody keeps what fits of a message that is too large to be kept
// inside another one: base64 adds a third.
func (b *Bus) rejectWithoutBody(ctx context.Context, r schema.Rejection, limit int64, id string) error {
	r.Detail += fmt.Sprintf(" (its %d bytes don't fit into a rejection, whose limit is %d: it has to be found in stream %s)", len(r.Body), limit, r.Stream)
	r.Body, r.Header = nil, nil
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode rejection: %w", err)
	}
	return b.publishRejection(ctx, r, body, id)
}

func (b *Bus) publishRejection(ctx context.Context, r schema.Rejection, body []byte, id string) error {
	_, stored, err := b.Publish(ctx, Outgoing{
		Subject: schema.RejectedSubject(r.Stage, r.Reason),
		ID:      id,
		Header:  map[string]string{"content-type": "application/json"},
		Body:    body,
	})
	if stored {
		b.metrics.rejected(r.Stage, r.Reason)
	}
	return err
}
