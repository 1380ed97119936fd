package parser

import (
	"context"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// describe tells the item's trace what it is.
func (t *task) describe(span trace.Span) {
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(
		attribute.String("wirecopy.feed.id", t.item.Feed.ID),
		attribute.String("wirecopy.item.id", t.item.ID),
		attribute.Int("wirecopy.item.attempt", t.item.Attempt),
		attribute.Int("wirecopy.item.look", t.item.Look),
	)
}

// traceOfNext is the trace that an item which comes again goes on with. A look at a
// page that nobody announced is a story of its own, maybe weeks later.
func (t *task) traceOfNext(next schema.Item) map[string]string {
	if next.Look != t.item.Look {
		return nil
	}
	return t.message.Trace()
}

// get makes a request, in a span of its own.
func (p *Parser) get(ctx context.Context, request web.Request) (*web.Response, error) {
	ctx, span := telemetry.Span(ctx, http.MethodGet, trace.SpanKindClient)
	defer span.End()
	response, err := p.web.Get(ctx, request)
	if !span.IsRecording() {
		return response, err
	}
	host, _ := schema.HostOf(request.URL) // "" for one that can't be asked
	span.SetAttributes(semconv.HTTPRequestMethodGet, semconv.ServerAddress(host), semconv.URLFull(telemetry.PublicURL(request.URL)))
	if response != nil {
		span.SetAttributes(semconv.HTTPResponseStatusCode(response.Status), semconv.HTTPResponseBodySize(len(response.Body)))
	}
	switch kind := web.KindOf(err); {
	case kind == web.KindGate, kind == web.KindCanceled: // no fault of the site
		span.SetAttributes(attribute.Bool("wirecopy.put_off", true))
	case err != nil:
		telemetry.Fault(span, string(kind))
	case response.Status >= http.StatusBadRequest:
		telemetry.Fault(span, strconv.Itoa(response.Status))
	}
	return response, err
}

// extract makes the record of a page, in a span of its own.
func (p *Parser) extract(ctx context.Context, page extract.Page) (article *schema.Article, next string, err error) {
	_, span := telemetry.Span(ctx, "extract", trace.SpanKindInternal)
	defer span.End()
	article, next, err = p.extractor.Read(page)
	switch {
	case !span.IsRecording():
	case err != nil:
		telemetry.Fault(span, faultOf(err).reason)
	default:
		span.SetAttributes(
			attribute.String("wirecopy.article.id", article.ID),
			attribute.String("wirecopy.extraction.method", article.Extraction.Method),
			attribute.Float64("wirecopy.extraction.confidence", article.Extraction.Confidence),
		)
	}
	return article, next, err
}
