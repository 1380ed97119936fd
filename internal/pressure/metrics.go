package pressure

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics show the marks.
type metrics struct {
	held  *prometheus.GaugeVec
	level *prometheus.GaugeVec
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	on := []string{"on"}
	m := &metrics{
		held: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "wirecopy_pressure",
			Help: "1 while a mark is passed and its stages hold back: articles, items, storage or disk.",
		}, on),
		level: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "wirecopy_pressure_ratio",
			Help: "How far it is to a mark: at 1 it is passed.",
		}, on),
	}
	if r == nil {
		return m, nil
	}
	return m, errors.Join(r.Register(m.held), r.Register(m.level))
}

func (m *metrics) show(k *mark, level float64) {
	held := 0.
	if k.held != nil {
		held = 1
	}
	m.held.WithLabelValues(string(k.name)).Set(held)
	m.level.WithLabelValues(string(k.name)).Set(level)
}
