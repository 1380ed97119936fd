package bus

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
)

// A sweep that never comes is seen because its counter is there, at 0, before it.
func TestSweepsAreCountedFromTheBeginning(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	m, err := newMetrics(registry)
	if err != nil {
		t.Fatal(err)
	}
	const done, failed = `wirecopy_bus_sweeps_total{outcome="done",stream="FEEDS"}`, `wirecopy_bus_sweeps_total{outcome="failed",stream="FEEDS"}`
	m.watchSweeps("FEEDS")
	if _, shown := metrictest.Values(t, registry)[done]; !shown {
		t.Error("nothing is shown before the first sweep")
	}
	m.swept("FEEDS", 0, nil)
	m.swept("FEEDS", 3, errAway)
	metrictest.Want(t, registry, map[string]float64{done: 1, failed: 1, `wirecopy_bus_schedules_mended_total{stream="FEEDS"}`: 3})
}
