package bus

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Spans have the names and attributes of OpenTelemetry's conventions for messaging:
//
//	process feeds.due.{feed}                                  the fetcher's: one trace a poll
//	└─ send items.due.{host}.{item}
//	   └─ process items.due.{host}.{item}                     the parser's
//	      └─ send articles.v1.{language}.{publisher}.{section}
//	         └─ process articles.v1.…                         the storer's
//
// Attributes are set when it is known that a span is recorded, so that a message of
// a trace that is sampled out costs little; no sampler of the SDK reads them.
//
// Spans hold no bodies and no texts of errors, in which addresses with tokens in
// them may stand: only subjects, ids, and kinds of faults.

const (
	operationProcess = "process"
	operationSend    = "send"
	// keyDisposition is what became of a message: done, later, parked or returned.
	keyDisposition = attribute.Key("wirecopy.disposition")
)

// carrier is a message's header as W3C Trace Context is read from it and written
// to it. The names of NATS' headers are as they are written.
type carrier nats.Header

// Get gives a header's value, "" when there is none.
func (c carrier) Get(name string) string { return first(c[name]) }

// Set sets a header.
func (c carrier) Set(name, value string) { c[name] = []string{value} }

// Keys are the names of all headers.
func (c carrier) Keys() []string {
	names := make([]string, 0, len(c))
	for name := range c {
		names = append(names, name)
	}
	return names
}

var _ propagation.TextMapCarrier = carrier{}

// traceOf is the trace that a message is in, as headers for the message that takes
// its place; nil when it is in none.
func traceOf(header map[string][]string) map[string]string {
	parent := first(header[schema.HeaderTraceParent])
	if parent == "" {
		return nil
	}
	kept := map[string]string{schema.HeaderTraceParent: parent}
	if state := first(header[schema.HeaderTraceState]); state != "" {
		kept[schema.HeaderTraceState] = state
	}
	return kept
}

// Trace is the trace that the message is in, as the [Schedule.Header] of a message
// that takes its place: that one is a sibling of this one, as if it had been
// delivered again. It is nil when the message is in none.
func (m *Message) Trace() map[string]string { return traceOf(m.Header) }

// Span is that of the work on the message; one that records nothing when it isn't traced.
func (m *Message) Span() trace.Span {
	if m.span == nil {
		return noop.Span{}
	}
	return m.span
}

// Begin begins a trace with the work on a message, which began at a time. It is for
// the handler of an [Worker.Untraced] worker, which ends the span. When nothing is
// traced, it gives ctx and a span that records nothing.
func (b *Bus) Begin(ctx context.Context, consumer string, m *Message, at time.Time) (context.Context, trace.Span) {
	if b.tracer == nil {
		return ctx, noop.Span{}
	}
	return b.process(ctx, consumer, m, trace.WithNewRoot(), trace.WithTimestamp(at))
}

// trace begins the span of the work on a message, within the trace that the message
// came with; settling the message ends it. When nothing is traced, it gives ctx.
func (b *Bus) trace(ctx context.Context, consumer string, m *Message) context.Context {
	if b.tracer == nil {
		return ctx
	}
	ctx = propagation.TraceContext{}.Extract(ctx, carrier(m.Header))
	ctx, m.span = b.process(ctx, consumer, m)
	return ctx
}

func (b *Bus) process(ctx context.Context, consumer string, m *Message, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	options = append(options, trace.WithSpanKind(trace.SpanKindConsumer))
	ctx, span := b.tracer.Start(ctx, operationProcess+" "+template(m.Subject), options...)
	if !span.IsRecording() {
		return ctx, span
	}
	span.SetAttributes(
		semconv.MessagingSystemKey.String("nats"),
		semconv.MessagingOperationTypeProcess,
		semconv.MessagingOperationName(operationProcess),
		semconv.MessagingDestinationName(m.Subject),
		semconv.MessagingDestinationTemplate(template(m.Subject)),
		semconv.MessagingConsumerGroupName(consumer),
		semconv.MessagingMessageBodySize(len(m.Body)),
		attribute.Int("wirecopy.deliveries", m.Deliveries),
	)
	if id := first(m.Header[nats.MsgIdHdr]); id != "" { // what was scheduled has none
		span.SetAttributes(semconv.MessagingMessageID(id))
	}
	return ctx, span
}

// endSpan ends the span of the work on a message with what became of it.
func (m *Message) endSpan(outcome error) {
	if m.span == nil {
		return
	}
	parked, isParked := errors.AsType[*ParkedError](outcome)
	switch {
	case errors.Is(outcome, daemon.ErrStopping):
		m.span.SetAttributes(keyDisposition.String("returned"))
	case isParked:
		m.span.SetAttributes(keyDisposition.String(disposition(outcome)), semconv.ErrorTypeKey.String(parked.Reason))
		m.span.SetStatus(codes.Error, "")
	default:
		m.span.SetAttributes(keyDisposition.String(disposition(outcome)))
	}
	m.span.End()
	m.span = nil
}

// inSpan is ctx within the span of the work on the message.
func (m *Message) inSpan(ctx context.Context) context.Context {
	if m.span == nil {
		return ctx
	}
	return trace.ContextWithSpan(ctx, m.span)
}

// send begins the span of a message on its way to the server, if ctx is in a trace,
// and puts it into the message's header; nil otherwise.
func (b *Bus) send(ctx context.Context, m *nats.Msg, id string) trace.Span {
	if b.tracer == nil || !trace.SpanContextFromContext(ctx).IsValid() {
		return nil
	}
	ctx, span := b.tracer.Start(ctx, operationSend+" "+template(m.Subject), trace.WithSpanKind(trace.SpanKindProducer))
	propagation.TraceContext{}.Inject(ctx, carrier(m.Header))
	if span.IsRecording() {
		span.SetAttributes(
			semconv.MessagingSystemKey.String("nats"),
			semconv.MessagingOperationTypeSend,
			semconv.MessagingOperationName(operationSend),
			semconv.MessagingDestinationName(m.Subject),
			semconv.MessagingDestinationTemplate(template(m.Subject)),
			semconv.MessagingMessageID(id),
			semconv.MessagingMessageBodySize(len(m.Data)),
		)
	}
	return span
}

// sent ends such a span: the server has stored the message, or had it already, or
// has not said so.
func sent(span trace.Span, duplicate bool, err error) {
	if span == nil {
		return
	}
	switch {
	case err != nil:
		span.SetAttributes(semconv.ErrorTypeOther)
		span.SetStatus(codes.Error, "")
	case duplicate:
		span.SetAttributes(attribute.Bool("wirecopy.duplicate", true))
	}
	span.End()
}

// template is a subject with names for what varies in it.
func template(subject string) string {
	for _, t := range [...]string{
		"feeds.due.{feed}", "polls.{feed}", "items.due.{host}.{item}",
		"articles.v1.{language}.{publisher}.{section}", "rejected.{stage}.{reason}",
	} {
		if fixed, _, _ := strings.Cut(t, "{"); strings.HasPrefix(subject, fixed) {
			return t
		}
	}
	return subject
}
