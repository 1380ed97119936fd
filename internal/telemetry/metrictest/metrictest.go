// Package metrictest lets tests read metrics.
package metrictest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// Values are all metrics by the names that Prometheus writes, such as
// `polls_total{outcome="failed"}`, the labels in the order of the alphabet. A
// histogram's value is the number of its observations.
func Values(tb testing.TB, from prometheus.Gatherer) map[string]float64 {
	tb.Helper()
	families, err := from.Gather()
	if err != nil {
		tb.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			var labels []string
			for _, label := range metric.GetLabel() {
				labels = append(labels, label.GetName()+"="+strconv.Quote(label.GetValue()))
			}
			name := family.GetName()
			if len(labels) > 0 {
				name += "{" + strings.Join(labels, ",") + "}"
			}
			values[name] = metric.GetCounter().GetValue() + metric.GetGauge().GetValue() + float64(metric.GetHistogram().GetSampleCount())
		}
	}
	return values
}

// Want checks some of the metrics.
func Want(tb testing.TB, from prometheus.Gatherer, want map[string]float64) {
	tb.Helper()
	got := Values(tb, from)
	for name, value := range want {
		if got[name] != value {
			tb.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
}
