package storer

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// lagPatience bounds how long a scrape waits for the store.
const lagPatience = 5 * time.Second

// lag shows how far what follows writing is behind. It asks the store at each
// scrape; a store that doesn't answer has no lag to show.
type lag struct {
	store         store.Store
	articles, age *prometheus.Desc
}

func newLag(s store.Store) *lag {
	return &lag{
		store: s,
		articles: prometheus.NewDesc("wirecopy_storer_lag_articles",
			"Changes of articles that what follows writing has yet to come to: search or sort.", []string{"part"}, nil),
		age: prometheus.NewDesc("wirecopy_storer_lag_seconds",
			"For how long the first of these changes waits, 0 when none does.", []string{"part"}, nil),
	}
}

// Describe is for the registry.
func (l *lag) Describe(to chan<- *prometheus.Desc) {
	to <- l.articles
	to <- l.age
}

// Collect is for the registry.
func (l *lag) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), lagPatience)
	defer cancel()
	behind, err := l.store.Lag(ctx)
	if err != nil {
		return
	}
	now := time.Now()
	show := func(part string, n int64, since time.Time) {
		age := 0.0
		if !since.IsZero() {
			age = max(0, now.Sub(since).Seconds())
		}
		to <- prometheus.MustNewConstMetric(l.articles, prometheus.GaugeValue, float64(n), part)
		to <- prometheus.MustNewConstMetric(l.age, prometheus.GaugeValue, age, part)
	}
	show("search", behind.Search, behind.SearchSince)
	show("sort", behind.Sort, behind.SortSince)
}
