package robots

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what sites allow. No label names a site.
type metrics struct {
	answers *prometheus.CounterVec
	asks    *prometheus.CounterVec
}

func newMetrics() *metrics {
	return &metrics{
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_robots_answers_total",
			Help: "Addresses that were looked up in robots.txt, by answer: allowed, disallowed, unknown while a site doesn't tell, or failed.",
		}, []string{"answer"}),
		asks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_robots_asks_total",
			Help: "Times that a site was asked for its robots.txt, by outcome: told, silent, or failed when it could not be asked.",
		}, []string{"outcome"}),
	}
}

// Register has the metrics seen; a nil registerer leaves them unseen.
func (p *Permits) Register(r prometheus.Registerer) error {
	if r == nil {
		return nil
	}
	if err := errors.Join(r.Register(p.metrics.answers), r.Register(p.metrics.asks)); err != nil {
		return fmt.Errorf("register metrics of robots.txt: %w", err)
	}
	return nil
}

// answered counts what was said of an address.
func (m *metrics) answered(err error) {
	_, disallowed := errors.AsType[*DisallowedError](err)
	_, unknown := errors.AsType[*UnavailableError](err)
	answer := "failed"
	switch {
	case err == nil:
		answer = "allowed"
	case disallowed:
		answer = "disallowed"
	case unknown:
		answer = "unknown"
	}
	m.answers.WithLabelValues(answer).Inc()
}

// asked counts what a site said.
func (m *metrics) asked(r record, err error) {
	outcome := "told"
	switch {
	case err != nil:
		outcome = "failed"
	case r.Fault != "":
		outcome = "silent"
	}
	m.asks.WithLabelValues(outcome).Inc()
}
