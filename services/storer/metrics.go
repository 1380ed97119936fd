package storer

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// metrics count what went into the store.
type metrics struct {
	versions *prometheus.CounterVec
	seconds  prometheus.Histogram
	record   prometheus.Histogram
	poll     prometheus.Histogram
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
		record: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "wirecopy_storer_since_record_seconds",
			Help:    "Time from an article's record to its row, of all versions that were not stored before.",
			Buckets: []float64{.03, .1, .3, 1, 3, 10, 30, 100, 300, 1000, 3600, 10_800, 36_000},
		}),
		poll: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "wirecopy_storer_since_poll_seconds",
			Help:    "Time from the poll that found an article to its row, of first versions.",
			Buckets: []float64{.1, .3, 1, 3, 10, 30, 100, 300, 1000, 3600, 10_800, 36_000},
		}),
	}
	if r == nil {
		return m, nil
	}
	return m, errors.Join(r.Register(m.versions), r.Register(m.seconds), r.Register(m.record), r.Register(m.poll), r.Register(newLag(s)))
}

// count tells of an article that is as durable as the store can make it, at a time.
func (m *metrics) count(a *schema.Article, state store.State, at time.Time) {
	m.versions.WithLabelValues(string(state)).Inc()
	if state != store.New && state != store.Updated {
		return
	}
	m.record.Observe(max(0, at.Sub(a.VersionCreated)).Seconds())
	if state == store.New && a.Version == 1 && !a.Discovered.IsZero() {
		m.poll.Observe(max(0, at.Sub(a.Discovered)).Seconds())
	}
}
