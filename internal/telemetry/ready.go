package telemetry

import (
	"context"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// Register shows what /readyz says as a metric too, so that an alert can name the
// check that fails.
func (h *Health) Register(r prometheus.Registerer) error {
	if err := r.Register(newReadiness(&h.ready)); err != nil {
		return fmt.Errorf("register metrics of readiness: %w", err)
	}
	return nil
}

// readiness shows the checks of a probe. It asks them at each scrape, as /readyz does.
type readiness struct {
	probe *probe
	ready *prometheus.Desc
}

func newReadiness(p *probe) *readiness {
	return &readiness{p, prometheus.NewDesc("wirecopy_ready", "1 while a check of /readyz says that the process can work, else 0.", []string{"check"}, nil)}
}

// Describe is for the registry.
func (r *readiness) Describe(to chan<- *prometheus.Desc) { to <- r.ready }

// Collect is for the registry.
func (r *readiness) Collect(to chan<- prometheus.Metric) {
	worst := map[string]float64{} // of checks of one name the worst
	for _, o := range r.probe.ask(context.Background()).Checks {
		value, said := worst[o.Name]
		switch {
		case !o.OK:
			value = 0
		case !said:
			value = 1
		}
		worst[o.Name] = value
	}
	for name, value := range worst {
		to <- prometheus.MustNewConstMetric(r.ready, prometheus.GaugeValue, value, name)
	}
}
