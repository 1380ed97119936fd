package storer

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// metrics count what went into the store.
type metrics struct {
	versions *prometheus.CounterVec
	seconds  prometheus.Histogram
}

func newMetrics(r prometheus.Registerer, s store.Store) (*metrics, error) {
	m := &metrics{
		versions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_storer_versions_total",
			Help: "Versions of articles by what became of them: new, updated, older, repeat, erased or rejected.",
		}, []string{"state"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "wirecopy_storer_write_seconds",
			Help:    "Time of one transaction.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10, 30},
		}),
	}
	if r == nil {
		return m, nil
	}
	return m, errors.Join(r.Register(m.versions), r.Register(m.seconds), r.Register(newLag(s)))
}
