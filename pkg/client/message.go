package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Message is one version of one article, as it came over the wire.
type Message struct {
	// Article is the record; nil for what [OnBad] gets, and never for a [Handler].
	Article *schema.Article
	// Data is the body as published: the record in JSON, with fields in it that
	// a newer wire may have added.
	Data []byte
	// ID identifies the event, the same at each delivery (CloudEvents "id",
	// [schema.Article.EventID]): the key by which to handle it once.
	ID string
	// Type is [schema.EventPublished], [schema.EventUpdated] or
	// [schema.EventWithdrawn]; more may be added (CloudEvents "type").
	Type string
	// Subject is what the [Filter] was held against.
	Subject string
	// Sequence is the message's place in the stream, for [StartAt].
	Sequence uint64
	// Stored is when the stream took the message.
	Stored time.Time
	// Replayed is when `wirecopy replay` published the message once more from a
	// store; the zero time for one of the wire itself.
	Replayed time.Time
	// TraceParent and TraceState are the message's trace, as W3C Trace Context writes
	// it; "" when the wire isn't traced. Give them to your tracer's propagator, under
	// the names traceparent and tracestate, and your work joins the trace of the
	// article, from the poll that found it on.
	TraceParent, TraceState string
	// Deliveries counts how often this message was handed out, this time included.
	Deliveries int
}

// Redelivered says whether the message was handed out before: to this handler,
// to one in another process, or to one that died of it.
func (m *Message) Redelivered() bool { return m.Deliveries > 1 }

// Handler does the consumer's work with an article. What it returns decides
// what becomes of the message:
//
//	nil             done: it won't come again
//	[Retry]         it comes again after the time given
//	[Skip]          given up: it won't come again
//	any other error, or a panic: it comes again, the later the more often it
//	                came, from one second up to five minutes
//
// A message comes again for as long as the stream keeps it; look at
// [Message.Deliveries] to give it up earlier. The handler may take its time: the
// server is told that it still works, so that the message isn't given to
// another. It is the handler's own affair to end; ctx ends when the time to stop
// has run out, with the cause [ErrStopped], and has the values of the context
// that [Subscribe] was given. With several [Workers] it is called concurrently.
type Handler func(ctx context.Context, m *Message) error

// newMessage reads a message. With an error, it is all that could be read.
func newMessage(raw jetstream.Msg) (*Message, error) {
	header := raw.Headers()
	m := &Message{
		Data: raw.Data(), Subject: raw.Subject(), ID: header.Get("ce-id"), Type: header.Get("ce-type"),
		TraceParent: header.Get(schema.HeaderTraceParent), TraceState: header.Get(schema.HeaderTraceState),
	}
	meta, err := raw.Metadata()
	if err != nil {
		return m, fmt.Errorf("read message: %w", err)
	}
	m.Replayed, _ = time.Parse(time.RFC3339Nano, header.Get(schema.HeaderReplayed))
	m.Sequence, m.Stored, m.Deliveries = meta.Sequence.Stream, meta.Timestamp, int(meta.NumDelivered)
	a := new(schema.Article)
	if err := json.Unmarshal(m.Data, a); err != nil {
		return m, fmt.Errorf("read article: %w", err)
	}
	if a.ID == "" {
		return m, errors.New("read article: it has no id")
	}
	m.Article = a
	if m.ID == "" { // published by hand, without the header of an event
		m.ID, m.Type = a.EventID(), a.EventType()
	}
	return m, nil
}
