package storer

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

func TestTheTimeToTheRowIsMeasured(t *testing.T) {
	t.Parallel()
	b, registry := bustest.New(t), prometheus.NewPedanticRegistry()
	r, err := New(Defaults(), Deps{Bus: b, Store: open(t), Log: bustest.Log(t), Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	runStorer(t, r)
	first := storetest.Article(1)
	publish(t, b, first)
	publish(t, b, storetest.Revision(first, 2))
	send(t, b, "again", record(t, first))
	eventually(t, "all are stored", func() bool {
		return metrictest.Values(t, registry)[`wirecopy_storer_versions_total{state="repeat"}`] == 1
	})
	metrictest.Want(t, registry, map[string]float64{
		"wirecopy_storer_since_record_seconds": 2,
		"wirecopy_storer_since_poll_seconds":   1,
	})
}
