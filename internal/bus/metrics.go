package bus

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what the stages did with their messages.
type metrics struct {
	messages *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	holds    *prometheus.CounterVec
	inHand   *prometheus.GaugeVec
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	consumer := []string{"consumer"}
	m := &metrics{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_bus_messages_total",
			Help: "Messages by consumer and what became of them: done, later, parked or returned.",
		}, []string{"consumer", "disposition"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "wirecopy_bus_message_seconds",
			Help:    "Time from taking a message up to its end.",
			Buckets: []float64{.003, .01, .03, .1, .3, 1, 3, 10, 30, 100},
		}, consumer),
		holds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_bus_holds_total",
			Help: "Times that a message was held because something that all work needs was missing.",
		}, consumer),
		inHand: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "wirecopy_bus_in_hand",
			Help: "Messages that are being worked on now.",
		}, consumer),
	}
	if r == nil {
		return m, nil
	}
	var faults []error
	for _, c := range []prometheus.Collector{m.messages, m.seconds, m.holds, m.inHand} {
		faults = append(faults, r.Register(c))
	}
	return m, errors.Join(faults...)
}
