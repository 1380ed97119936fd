package bus

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// metrics count what the stages did with their messages.
type metrics struct {
	messages   *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	holds      *prometheus.CounterVec
	inHand     *prometheus.GaugeVec
	rejections *prometheus.CounterVec
	sweeps     *prometheus.CounterVec
	mended     *prometheus.CounterVec
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
		rejections: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_bus_rejections_total",
			Help: "Messages that were kept as rejections, by stage and reason; of the statuses of sites some by themselves, such as http-404, and the others by their class, such as http-5xx.",
		}, []string{"stage", "reason"}),
		sweeps: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_bus_sweeps_total",
			Help: "Looks through all schedules of a stream for those that are stuck, by outcome: done or failed. One replica makes each.",
		}, []string{"stream", "outcome"}),
		mended: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_bus_schedules_mended_total",
			Help: "Schedules that were stuck and were written anew.",
		}, []string{"stream"}),
	}
	if r == nil {
		return m, nil
	}
	var faults []error
	for _, c := range []prometheus.Collector{m.messages, m.seconds, m.holds, m.inHand, m.rejections, m.sweeps, m.mended} {
		faults = append(faults, r.Register(c))
	}
	return m, errors.Join(faults...)
}

// rejected counts a rejection that was not there before.
func (m *metrics) rejected(stage, reason string) {
	m.rejections.WithLabelValues(stage, telemetry.ReasonLabel(reason)).Inc()
}

// watchSweeps has the sweeps of a stream seen before the first one is over: none
// in an hour is what an alert is for.
func (m *metrics) watchSweeps(stream string) {
	m.sweeps.WithLabelValues(stream, sweepDone)
	m.sweeps.WithLabelValues(stream, sweepFailed)
	m.mended.WithLabelValues(stream)
}

// swept counts a sweep.
func (m *metrics) swept(stream string, mended int, err error) {
	outcome := sweepDone
	if err != nil {
		outcome = sweepFailed
	}
	m.sweeps.WithLabelValues(stream, outcome).Inc()
	m.mended.WithLabelValues(stream).Add(float64(mended))
}

// The outcomes of sweeps.
const (
	sweepDone   = "done"
	sweepFailed = "failed"
)
