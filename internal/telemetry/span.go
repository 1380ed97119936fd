package telemetry

import (
	"context"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Span begins a span within the one that ctx is in. When that one records nothing,
// neither does this one, and nothing is spent on it.
func Span(ctx context.Context, name string, kind trace.SpanKind) (context.Context, trace.Span) {
	return SpanAt(ctx, name, kind, time.Time{})
}

// SpanAt is [Span] for what began at a time; the zero time is now.
func SpanAt(ctx context.Context, name string, kind trace.SpanKind, at time.Time) (context.Context, trace.Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, noop.Span{}
	}
	return parent.TracerProvider().Tracer(scope).Start(ctx, name, trace.WithSpanKind(kind), trace.WithTimestamp(at))
}

// Fault marks a span as that of something that went wrong, by the kind of the
// fault, one of a small set. The text of an error is never put into a span: it may
// quote an address, and addresses may hold tokens.
func Fault(span trace.Span, kind string) {
	span.SetAttributes(semconv.ErrorTypeKey.String(kind))
	span.SetStatus(codes.Error, "")
}

// PublicURL is an address as a trace may hold it: without user name, password,
// query and fragment. It is "" for one that can't be read.
func PublicURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	public := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return public.String()
}
