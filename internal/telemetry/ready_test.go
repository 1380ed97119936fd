package telemetry_test

import (
	"context"
	"errors"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
)

func TestReadinessIsAMetricToo(t *testing.T) {
	t.Parallel()
	h, registry := telemetry.NewHealth(), prometheus.NewPedanticRegistry()
	if err := h.Register(registry); err != nil {
		t.Fatal(err)
	}
	fine := func(context.Context) error { return nil }
	full := func(context.Context) error { return errors.New("the disk is full") }
	h.Ready("nats", fine)
	h.Ready("store", full)
	h.Ready("shard", full)
	h.Ready("shard", fine) // of two by one name the worst counts
	h.Live("loop", full)
	metrictest.Want(t, registry, map[string]float64{
		`wirecopy_ready{check="nats"}`: 1, `wirecopy_ready{check="store"}`: 0, `wirecopy_ready{check="shard"}`: 0,
	})
	if n := len(metrictest.Values(t, registry)); n != 3 {
		t.Errorf("%d metrics of three checks", n)
	}
	if err := h.Register(registry); err == nil {
		t.Error("registered twice without an error")
	}
}

func TestReasonsAreFew(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]string{
		"dns": "dns", "not-a-feed": "not-a-feed", "http-404": "http-404", "http-429": "http-429",
		"http-418": "http-4xx", "http-599": "http-5xx", "http-999": "http-other", "http-1": "http-other", "http-": "http-other",
	} {
		if got := telemetry.ReasonLabel(reason); got != want {
			t.Errorf("%s becomes %s, want %s", reason, got, want)
		}
	}
}
