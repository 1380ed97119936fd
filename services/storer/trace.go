package storer

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// committed tells the trace of an article that the transaction which holds it has
// ended. Its span began when its message was taken up, and ends when that is settled.
func committed(span trace.Span, entry store.Entry, result store.Result, batch int) {
	if !span.IsRecording() {
		return
	}
	span.AddEvent("committed")
	span.SetAttributes(
		attribute.String("wirecopy.store.state", string(result.State)),
		attribute.Int("wirecopy.store.batch", batch),
		attribute.String("wirecopy.article.id", entry.Article.ID),
		attribute.Int("wirecopy.article.version", entry.Article.Version),
	)
}
