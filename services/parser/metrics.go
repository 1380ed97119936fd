package parser

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// metrics count what became of items.
type metrics struct {
	items    *prometheus.CounterVec
	articles *prometheus.CounterVec
	faults   *prometheus.CounterVec
	record   prometheus.Histogram
	unkept   prometheus.Counter
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		items: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_parser_items_total",
			Help: "Items by what became of them, if not a new version: known, unchanged, gone (to be confirmed), unseen (a look that brought nothing), erased, retried or rejected.",
		}, []string{"result"}),
		articles: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_parser_articles_total",
			Help: "Versions of articles that were published, by event: news.article.published.v1 and so on.",
		}, []string{"event"}),
		faults: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_parser_faults_total",
			Help: "Items whose page could not be had or read, by reason and what followed: retried, rejected, or unseen after a look that loses nothing.",
		}, []string{"reason", "then"}),
		record: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "wirecopy_parser_since_poll_seconds",
			Help:    "Time from the poll that found an article to its first record.",
			Buckets: []float64{.1, .3, 1, 3, 10, 30, 100, 300, 1000, 3600, 10_800, 36_000},
		}),
		unkept: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wirecopy_parser_unkept_pages_total",
			Help: "Pages that were to be kept and could not be; their articles are published all the same.",
		}),
	}
	if r == nil {
		return m, nil
	}
	return m, errors.Join(r.Register(m.items), r.Register(m.articles), r.Register(m.faults), r.Register(m.record), r.Register(m.unkept))
}

func (m *metrics) count(result string) { m.items.WithLabelValues(result).Inc() }

// fault counts why there is no record of a page, and what follows from it.
func (m *metrics) fault(why *fault, then string) {
	m.faults.WithLabelValues(telemetry.ReasonLabel(why.reason), then).Inc()
}

func (m *metrics) published(a *schema.Article) {
	m.articles.WithLabelValues(a.EventType()).Inc()
	if a.Version == 1 && !a.Discovered.IsZero() {
		m.record.Observe(max(0, a.VersionCreated.Sub(a.Discovered)).Seconds())
	}
}
