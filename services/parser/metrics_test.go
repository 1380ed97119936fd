package parser

import (
	"net/http"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

func TestTheTimeFromPollToRecordIsMeasuredOnce(t *testing.T) {
	t.Parallel()
	w := newWireWith(t, discovering{}, nil)
	registry := prometheus.NewPedanticRegistry()
	w.deps.Registerer = registry
	w.parser = w.newParser(w.bus)
	w.site.page("/ferry", "The ferry\nIt sails.")
	w.handle(w.announce(w.item("/ferry", "1"), 1))
	w.site.page("/ferry", "The ferry\nIt sails again.")
	w.handle(w.announce(w.item("/ferry", "2"), 1))
	metrictest.Want(t, registry, map[string]float64{
		"wirecopy_parser_since_poll_seconds":                                1,
		`wirecopy_parser_articles_total{event="news.article.published.v1"}`: 1,
		`wirecopy_parser_articles_total{event="news.article.updated.v1"}`:   1,
	})
}

func TestFaultsAreCountedByReason(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	registry := prometheus.NewPedanticRegistry()
	w.deps.Registerer = registry
	w.parser = w.newParser(w.bus)
	w.site.answer("/slow", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	w.site.answer("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	w.handle(w.announce(w.item("/slow", "1"), 1))
	w.handle(w.announce(w.item("/gone", "1"), 1))
	metrictest.Want(t, registry, map[string]float64{
		`wirecopy_parser_faults_total{reason="http-5xx",then="retried"}`:  1,
		`wirecopy_parser_faults_total{reason="http-410",then="rejected"}`: 1,
	})
}

// discovering is an extractor that keeps when a page was found, as ours does.
type discovering struct{ plain }

// Read reads a page as plain does.
func (d discovering) Read(p extract.Page) (a *schema.Article, next string, err error) {
	if a, next, err = d.plain.Read(p); err == nil {
		a.Discovered = p.Item.Discovered
	}
	return a, next, err
}
