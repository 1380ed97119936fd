package screen

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// Figures are what a wire has done since it was started.
type Figures struct {
	Feeds    int // in the catalogue, and not paused
	Polls    int
	Failed   int // of the polls
	New      int // entries that were announced
	Stored   int // versions of articles
	Parked   int // messages that became rejections
	Requests int // to sites; who was sent away at the gate made none
}

// read gathers the figures from the metrics of the services.
func read(metrics prometheus.Gatherer) (Figures, error) {
	families, err := metrics.Gather()
	if err != nil {
		return Figures{}, fmt.Errorf("read metrics: %w", err)
	}
	m := map[string]*dto.MetricFamily{}
	for _, f := range families {
		m[f.GetName()] = f
	}
	return Figures{
		Feeds:    sum(m["wirecopy_fetcher_feeds"]),
		Polls:    sum(m["wirecopy_fetcher_polls_total"], "changed", "unchanged", "notModified", "failed"),
		Failed:   sum(m["wirecopy_fetcher_polls_total"], "failed"),
		New:      sum(m["wirecopy_fetcher_items_total"]),
		Stored:   sum(m["wirecopy_storer_versions_total"], "new", "updated", "older"),
		Parked:   sum(m["wirecopy_parser_items_total"], "rejected") + sum(m["wirecopy_bus_messages_total"], "parked"),
		Requests: sum(m["wirecopy_web_requests_total"]) - sum(m["wirecopy_web_requests_total"], "gate"),
	}, nil
}

// sum adds up the samples of a metric that have one of the values in any label;
// all of them when no value is given.
func sum(family *dto.MetricFamily, values ...string) int {
	total := 0.0
	for _, sample := range family.GetMetric() {
		if len(values) == 0 || hasLabel(sample, values) {
			total += sample.GetCounter().GetValue() + sample.GetGauge().GetValue()
		}
	}
	return int(total)
}

func hasLabel(sample *dto.Metric, values []string) bool {
	for _, label := range sample.GetLabel() {
		for _, value := range values {
			if label.GetValue() == value {
				return true
			}
		}
	}
	return false
}
