package bus

import (
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"
)

// Message is a message that a stage has in hand.
type Message struct {
	Subject string
	Header  map[string][]string
	Body    []byte
	Stream  string
	// Sequence is the message's number in its stream.
	Sequence uint64
	// Deliveries is how often it was delivered, this time included. Above 1, an
	// earlier handler may have got anywhere, to its last step but one.
	Deliveries int
	// Stored is when it was stored.
	Stored time.Time
	// Kept is what the handler leaves for itself, should it be called again while
	// the message is held: what it has from the outside world, it need not ask for twice.
	Kept any

	// Retry is the rejection that the message was taken from, to be tried once
	// more because somebody asked for it; nil for a message of the stream itself.
	Retry *Retry

	raw  jetstream.Msg
	span trace.Span // of the work on the message; nil when it isn't traced
}

// Fence is the fence of what takes the message's place in its stream: the message
// is still the last one on its subject. One that is tried once more has left the
// stream, and nothing must have come in its place.
func (m *Message) Fence() Fence {
	if m.Retry != nil {
		return Fence{Subject: m.Subject}
	}
	return Fence{Subject: m.Subject, Sequence: m.Sequence}
}

// Redelivered says whether another handler may have worked on the message.
func (m *Message) Redelivered() bool { return m.Deliveries > 1 }

// Working tells the server that the message is still being worked on, so that
// nobody else is given it.
func (m *Message) Working() error {
	if m.raw == nil {
		return nil
	}
	return m.raw.InProgress()
}

// newMessage reads what the client library has received.
func newMessage(raw jetstream.Msg) (*Message, error) {
	meta, err := raw.Metadata()
	if err != nil {
		return nil, fmt.Errorf("message on %s: %w", raw.Subject(), err)
	}
	if meta.NumDelivered == 0 {
		return nil, errors.New("message without a delivery")
	}
	return &Message{
		Subject: raw.Subject(), Header: raw.Headers(), Body: raw.Data(), Stream: meta.Stream, Sequence: meta.Sequence.Stream,
		Deliveries: int(meta.NumDelivered), Stored: meta.Timestamp, raw: raw,
	}, nil
}
