package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"
)

// ErrFenced is returned when the fence of a publish doesn't hold any more:
// somebody else has done the work, and nothing was written.
var ErrFenced = errors.New("fenced: another message has taken this one's place")

// Outgoing is a message to publish.
type Outgoing struct {
	// Subject is what it is sent to.
	Subject string
	// ID is its Nats-Msg-Id, made from the identity of the work: a second message
	// with the same id is dropped by the server for two hours (in POLLS two minutes).
	ID string
	// Header is sent with it; its names are written as they are.
	Header map[string]string
	// Body is the message.
	Body []byte
}

// message makes the form of the client library.
func (o Outgoing) message() *nats.Msg {
	m := nats.NewMsg(o.Subject)
	m.Data = o.Body
	for name, value := range o.Header {
		m.Header[name] = []string{value}
	}
	return m
}

// Publish stores one message, and returns when it is stored. Stored says whether
// it was new; when it was a duplicate, sequence is that of the first one. The
// message joins the trace that ctx is in.
func (b *Bus) Publish(ctx context.Context, o Outgoing) (sequence uint64, stored bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout) // a server that can't write doesn't answer
	defer cancel()
	m := o.message()
	span := b.send(ctx, m, o.ID)
	ack, err := b.js.PublishMsg(ctx, m, jetstream.WithMsgID(o.ID))
	sent(span, err == nil && ack.Duplicate, err)
	if err != nil {
		return 0, false, fmt.Errorf("publish to %s: %w", o.Subject, err)
	}
	return ack.Sequence, !ack.Duplicate, nil
}

// PublishAll stores messages, any number at once, and returns when all are
// stored, with how many were new. After an error it is unknown which are; they
// may be published again. The messages join the trace that ctx is in.
func (b *Bus) PublishAll(ctx context.Context, all []Outgoing) (stored int, err error) {
	onWay := make([]posting, 0, len(all))
	for _, o := range all {
		m := o.message()
		span := b.send(ctx, m, o.ID)
		future, err := b.js.PublishMsgAsync(m, jetstream.WithMsgID(o.ID), jetstream.WithStallWait(requestTimeout))
		if err != nil {
			sent(span, false, err)
			lose(onWay, err)
			return 0, fmt.Errorf("publish to %s: %w", o.Subject, err)
		}
		onWay = append(onWay, posting{future, span})
	}
	var faults error
	for i, p := range onWay {
		select {
		case ack := <-p.future.Ok():
			sent(p.span, ack.Duplicate, nil)
			if !ack.Duplicate {
				stored++
			}
		case err := <-p.future.Err():
			sent(p.span, false, err)
			faults = errors.Join(faults, fmt.Errorf("publish to %s: %w", p.future.Msg().Subject, err))
		case <-ctx.Done():
			lose(onWay[i:], ctx.Err())
			return stored, fmt.Errorf("publish: %w", context.Cause(ctx))
		}
	}
	return stored, faults
}

// posting is a message on its way to the server.
type posting struct {
	future jetstream.PubAckFuture
	span   trace.Span // nil when it isn't traced
}

// lose ends the spans of messages of which nobody knows what became.
func lose(postings []posting, err error) {
	for _, p := range postings {
		sent(p.span, false, err)
	}
}

// Fence is the condition of a publish: the last message on Subject has this
// Sequence, 0 when there is none.
type Fence struct {
	Subject  string
	Sequence uint64
}

// Schedule is a message that the server sends at a time.
type Schedule struct {
	// Subject is the schedule's own: a second schedule on it replaces the first.
	Subject string
	// Target is where the message goes then; it is in the same stream.
	Target string
	// At is when. What is past or less than 250 ms away goes 250 ms from now.
	At time.Time
	// Fence must hold, else nothing is written and the error is [ErrFenced].
	Fence Fence
	// Header is sent with it, and with the message that it becomes.
	Header map[string]string
	// Body is the message.
	Body []byte
}

// The headers of NATS' message schedules (ADR-51), which are written here
// because the client's own option cuts the time to the second and so fires early.
const (
	headerSchedule = "Nats-Schedule"
	headerTarget   = "Nats-Schedule-Target"
)

// Schedule stores a schedule and gives its sequence.
func (b *Bus) Schedule(ctx context.Context, s Schedule) (sequence uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	m := Outgoing{Subject: s.Subject, Header: s.Header, Body: s.Body}.message()
	m.Header[headerSchedule] = []string{"@at " + ceilMillis(s.At).UTC().Format(time.RFC3339Nano)}
	m.Header[headerTarget] = []string{s.Target}
	ack, err := b.js.PublishMsg(ctx, m, jetstream.WithExpectLastSequenceForSubject(s.Fence.Sequence, s.Fence.Subject))
	if isFenced(err) {
		return 0, fmt.Errorf("schedule %s: %w", s.Subject, ErrFenced)
	}
	if err != nil {
		return 0, fmt.Errorf("schedule %s: %w", s.Subject, err)
	}
	return ack.Sequence, nil
}

// The headers by which a message takes the place of a schedule that hasn't fired (ADR-51).
const (
	headerScheduler = "Nats-Scheduler"
	headerNext      = "Nats-Schedule-Next"
	purgeSchedule   = "purge"
)

func (b *Bus) fire(ctx context.Context, schedule Stored, target string) error {
	m := nats.NewMsg(target)
	m.Data = schedule.Body
	m.Header[headerScheduler] = []string{schedule.Subject}
	m.Header[headerNext] = []string{purgeSchedule}
	_, err := b.js.PublishMsg(ctx, m, jetstream.WithExpectLastSequenceForSubject(schedule.Sequence, schedule.Subject))
	if isFenced(err) {
		return fmt.Errorf("fire schedule %s: %w", schedule.Subject, ErrFenced)
	}
	if err != nil {
		return fmt.Errorf("fire schedule %s: %w", schedule.Subject, err)
	}
	return nil
}

func ceilMillis(t time.Time) time.Time {
	if cut := t.Truncate(time.Millisecond); cut.Before(t) {
		return cut.Add(time.Millisecond)
	}
	return t
}

// isFenced knows the two codes by which a server refuses a fence, the second in clusters.
func isFenced(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) &&
		(api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}
