package fetcher

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// trace begins the trace of a poll, which what it announces goes on with. Only a
// poll that found something or failed has one: most bring nothing new, and are
// counted. So its spans are made when that is known, for the time that it took.
// Each poll has a trace of its own; the clock carries none from one to the next.
//
// The feed is named by its id and its host, and not by its address, which people
// give with tokens in it.
func (f *Fetcher) trace(ctx context.Context, m *bus.Message, p *polled) (context.Context, trace.Span) {
	if p.putOff || len(p.items) == 0 && p.state.Outcome != schema.OutcomeFailed {
		return ctx, noop.Span{}
	}
	ctx, span := f.bus.Begin(ctx, schema.ConsumerFetcher, m, p.state.At)
	if !span.IsRecording() {
		return ctx, span
	}
	span.SetAttributes(
		attribute.String("wirecopy.feed.id", p.state.Feed),
		attribute.String("wirecopy.poll.outcome", string(p.state.Outcome)),
		attribute.Int("wirecopy.poll.items", len(p.items)),
	)
	if p.state.Outcome == schema.OutcomeFailed {
		telemetry.Fault(span, p.why)
	}
	p.traceRequest(ctx)
	return ctx, span
}

// traceRequest makes the span of the request, if there was one.
func (p *polled) traceRequest(ctx context.Context) {
	if p.state.Millis == 0 && p.state.Status == 0 {
		return
	}
	address := p.state.URL
	if p.part != nil {
		address = p.part.URL
	}
	host, _ := schema.HostOf(address) // "" for one that can't be asked
	_, span := telemetry.SpanAt(ctx, http.MethodGet, trace.SpanKindClient, p.state.At)
	span.SetAttributes(semconv.HTTPRequestMethodGet, semconv.ServerAddress(host))
	switch status := p.state.Status; {
	case status == 0:
		telemetry.Fault(span, p.why)
	case status >= http.StatusBadRequest:
		telemetry.Fault(span, strconv.Itoa(status))
		fallthrough
	default:
		span.SetAttributes(semconv.HTTPResponseStatusCode(status))
	}
	span.End(trace.WithTimestamp(p.state.At.Add(time.Duration(p.state.Millis) * time.Millisecond)))
}
