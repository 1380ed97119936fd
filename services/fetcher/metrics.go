package fetcher

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count polls and what they brought.
type metrics struct {
	polls   *prometheus.CounterVec
	items   prometheus.Counter
	feeds   prometheus.Gauge
	changes *prometheus.CounterVec
	lies    prometheus.Counter
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
	}
	if r == nil {
		return m, nil
	}
	var faults []error
	for _, c := range []prometheus.Collector{m.polls, m.items, m.feeds, m.changes, m.lies} {
		faults = append(faults, r.Register(c))
	}
	return m, errors.Join(faults...)
}
