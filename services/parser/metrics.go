package parser

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// metrics count what became of items.
type metrics struct {
	items    *prometheus.CounterVec
	articles *prometheus.CounterVec
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
	}
	if r == nil {
		return m, nil
	}
	return m, errors.Join(r.Register(m.items), r.Register(m.articles))
}

func (m *metrics) count(result string) { m.items.WithLabelValues(result).Inc() }

func (m *metrics) published(a *schema.Article) { m.articles.WithLabelValues(a.EventType()).Inc() }
