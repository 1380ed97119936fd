package fetcher

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// metrics count polls and what they brought.
type metrics struct {
	polls   *prometheus.CounterVec
	items   prometheus.Counter
	feeds   prometheus.Gauge
	changes *prometheus.CounterVec
	lies    prometheus.Counter

	failures   *prometheus.CounterVec
	delay      prometheus.Histogram
	health     *prometheus.GaugeVec
	reconciled *prometheus.CounterVec
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		polls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_fetcher_polls_total",
			Help: "Polls by outcome: changed, unchanged, notModified, failed, or putOff when the host's lane was taken, it was too soon, or the wire holds back.",
		}, []string{"outcome"}),
		items: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wirecopy_fetcher_items_total",
			Help: "New and changed entries that were announced.",
		}),
		feeds: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "wirecopy_fetcher_feeds",
			Help: "Feeds that have a clock: those of the catalogue that are not paused. Each replica tells the same number.",
		}),
		changes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_fetcher_health_changes_total",
			Help: "Changes of a feed's state, by the new one.",
		}, []string{"health"}),
		lies: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wirecopy_fetcher_broken_validators_total",
			Help: "Feeds that had changed although their sites said for a week that they hadn't.",
		}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_fetcher_failures_total",
			Help: "Polls that failed, by reason: a fault of the request (dns, connect, timeout and so on), a status such as http-404 or http-5xx, a document that is no feed, robots, or setting.",
		}, []string{"reason"}),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "wirecopy_fetcher_since_publication_seconds",
			Help:    "Time from an entry's publication, by its own date, to the poll that found it; only of entries whose date can be believed.",
			Buckets: []float64{5, 15, 60, 180, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400},
		}),
		health: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "wirecopy_fetcher_feeds_health",
			Help: "Feeds of the catalogue by state: new, ok, quiet, failing, gone, paused or blocked. Counted every few minutes, in a large wire once an hour; only the replica that counted last has it.",
		}, []string{"health"}),
		reconciled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_fetcher_reconciliations_total",
			Help: "Comparisons of the whole catalogue with the clocks of feeds, by outcome: done or failed. One replica makes each.",
		}, []string{"outcome"}),
	}
	if r == nil {
		return m, nil
	}
	var faults []error
	for _, c := range []prometheus.Collector{
		m.polls, m.items, m.feeds, m.changes, m.lies, m.failures, m.delay, m.health, m.reconciled,
	} {
		faults = append(faults, r.Register(c))
	}
	return m, errors.Join(faults...)
}

// found counts what a poll announced.
func (m *metrics) found(stored int, delays []time.Duration) {
	m.items.Add(float64(stored))
	for _, d := range delays {
		m.delay.Observe(d.Seconds())
	}
}

// tell shows how many feeds there are of each state.
func (m *metrics) tell(feeds map[schema.Health]int) {
	for _, health := range []schema.Health{
		schema.HealthNew, schema.HealthOK, schema.HealthQuiet, schema.HealthFailing,
		schema.HealthGone, schema.HealthPaused, schema.HealthBlocked,
	} {
		m.health.WithLabelValues(string(health)).Set(float64(feeds[health]))
	}
}

// compared counts a comparison of the catalogue with the clocks.
func (m *metrics) compared(err error) {
	outcome := "done"
	if err != nil {
		outcome = "failed"
	}
	m.reconciled.WithLabelValues(outcome).Inc()
}
