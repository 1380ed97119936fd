package lane

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/web"
)

// metrics count who is let into the lanes and who isn't, and the rests that hosts
// ask for. No label names a host.
type metrics struct {
	entries *prometheus.CounterVec
	wait    prometheus.Histogram
	rests   *prometheus.CounterVec
}

func newMetrics() *metrics {
	return &metrics{
		entries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_lane_claims_total",
			Help: "Claims to a host's lane by outcome: entered, busy when the host could not be asked yet, canceled, or failed when nothing could be known of it.",
		}, []string{"outcome"}),
		wait: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "wirecopy_lane_wait_seconds",
			Help:    "Time that those who were let in had waited for it: for the spacing, or for a request before.",
			Buckets: []float64{.001, .01, .1, .3, 1, 2, 5, 10, 30},
		}),
		rests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_lane_rests_total",
			Help: "Rests that hosts asked for, by status, 429 or 503, and by hint: retryAfter when they named a time, else none.",
		}, []string{"status", "hint"}),
	}
}

// Register has the metrics of the lanes seen; a nil registerer leaves them unseen.
func (p *porter) Register(r prometheus.Registerer) error {
	if r == nil {
		return nil
	}
	hosts := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "wirecopy_lane_hosts",
		Help: "Hosts whose lane this process has in mind.",
	}, p.hosts)
	m := p.metrics
	if err := errors.Join(r.Register(m.entries), r.Register(m.wait), r.Register(m.rests), r.Register(hosts)); err != nil {
		return fmt.Errorf("register metrics of the lanes: %w", err)
	}
	return nil
}

func (p *porter) hosts() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return float64(len(p.doors))
}

// claimed counts a claim that came to its end after a wait.
func (m *metrics) claimed(wait time.Duration, err error) {
	_, busy := errors.AsType[*BusyError](err)
	outcome := "failed"
	switch {
	case err == nil:
		outcome = "entered"
		m.wait.Observe(wait.Seconds())
	case busy:
		outcome = "busy"
	case errors.Is(err, context.Canceled):
		outcome = "canceled"
	}
	m.entries.WithLabelValues(outcome).Inc()
}

// answered counts the rest that a host asks for by its answer.
func (m *metrics) answered(a web.Answer) {
	if a.Status != http.StatusTooManyRequests && a.Status != http.StatusServiceUnavailable {
		return
	}
	hint := "none"
	if !a.RetryAfter.IsZero() {
		hint = "retryAfter"
	}
	m.rests.WithLabelValues(strconv.Itoa(a.Status), hint).Inc()
}
