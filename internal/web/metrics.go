package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts what went over the wire. No label comes from a site.
type metrics struct {
	requests *prometheus.CounterVec // by result: 2xx, 3xx, … or a Kind
	seconds  prometheus.Histogram
	wire     prometheus.Counter
	decoded  prometheus.Counter
	dials    prometheus.Counter
	checks   *prometheus.CounterVec // by answer: notModified, changed or other
}

// newMetrics registers the metrics; a nil registerer keeps them to ourselves.
func newMetrics(r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_web_requests_total",
			Help: "Requests by result: the class of the status, or the kind of fault. Each redirect is one, and one more if it can't be followed.",
		}, []string{"result"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "wirecopy_web_request_seconds",
			Help:    "Time of a request from the gate's leave to enter to the end of the body.",
			Buckets: []float64{.01, .03, .1, .3, 1, 3, 10, 30},
		}),
		wire: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wirecopy_web_wire_bytes_total",
			Help: "Bytes of bodies as they came over the wire.",
		}),
		decoded: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wirecopy_web_decoded_bytes_total",
			Help: "Bytes of bodies after decoding.",
		}),
		dials: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wirecopy_web_dials_total",
			Help: "Attempts at a TCP connection; requests beyond these used a connection again.",
		}),
		checks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_web_conditional_requests_total",
			Help: "Requests that asked only for what had changed, by answer: notModified (304), changed (2xx), or other.",
		}, []string{"answer"}),
	}
	if r == nil {
		return m, nil
	}
	var faults []error
	for _, c := range []prometheus.Collector{m.requests, m.seconds, m.wire, m.decoded, m.dials, m.checks} {
		faults = append(faults, r.Register(c))
	}
	return m, errors.Join(faults...)
}

// ended counts one request. Only those that the gate let in have a begin.
func (m *metrics) ended(begin time.Time, status int, err error) {
	m.requests.WithLabelValues(result(status, err)).Inc()
	if !begin.IsZero() {
		m.seconds.Observe(time.Since(begin).Seconds())
	}
}

// checked counts the answer to a request that went over the wire, if its header
// asked only for what had changed (RFC 9110 §13.1).
func (m *metrics) checked(header http.Header, status int) {
	if header.Get("If-None-Match") == "" && header.Get("If-Modified-Since") == "" {
		return
	}
	answer := "other"
	switch {
	case status == http.StatusNotModified:
		answer = "notModified"
	case status >= 200 && status < 300:
		answer = "changed"
	}
	m.checks.WithLabelValues(answer).Inc()
}

func result(status int, err error) string {
	if err != nil {
		return string(KindOf(err))
	}
	classes := [...]string{"0xx", "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "7xx", "8xx", "9xx"}
	return classes[min(status/100, len(classes)-1)] // net/http lets three digits pass and no more
}
