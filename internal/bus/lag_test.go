package bus_test

import (
	"context"
	"errors"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
)

// seen connects to a server of its own, with metrics that can be read.
func seen(t *testing.T) (*bus.Bus, *prometheus.Registry) {
	t.Helper()
	_, server := bustest.NewWithServer(t)
	registry := prometheus.NewPedanticRegistry()
	config := bus.Config{Name: "seen"}
	config.Options = append(config.Options, server.Client())
	b, err := bus.Connect(t.Context(), config, bus.Deps{Log: bustest.Log(t), Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b, registry
}

func TestTheLagOfAStageIsShown(t *testing.T) {
	t.Parallel()
	const (
		messages = `wirecopy_bus_lag_messages{consumer="parser",stream="ITEMS"}`
		age      = `wirecopy_bus_lag_seconds{consumer="parser",stream="ITEMS"}`
	)
	b, registry := seen(t)
	for n := range 6 {
		item(t, b, n)
	}
	if _, shown := metrictest.Values(t, registry)[messages]; shown {
		t.Error("a process shows the lag of a stage that is not its own")
	}
	goOn := make(chan struct{})
	stop := run(t, func(ctx context.Context) {
		b.Work(ctx, parser(func(ctx context.Context, _ *bus.Message) error {
			select {
			case <-goOn:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}))
	})
	eventually(t, "six messages are behind, four of them in hand", func() bool {
		v := metrictest.Values(t, registry)
		return v[messages] == 6 && v[age] > 0 && v[`wirecopy_bus_in_hand{consumer="parser"}`] == 4
	})
	close(goOn)
	eventually(t, "nothing is behind", func() bool {
		v := metrictest.Values(t, registry)
		waiting, shown := v[messages]
		return shown && waiting == 0 && v[age] == 0
	})
	stop()
	if _, shown := metrictest.Values(t, registry)[messages]; shown {
		t.Error("a worker that has stopped shows a lag")
	}
}

func TestRejectionsAreCountedByReason(t *testing.T) {
	t.Parallel()
	b, registry := seen(t)
	item(t, b, 1)
	item(t, b, 2)
	reasons := make(chan string, 2)
	reasons <- "http-404"
	reasons <- "http-418"
	run(t, func(ctx context.Context) {
		b.Work(ctx, parser(func(context.Context, *bus.Message) error { return bus.Park(<-reasons, errors.New("no page")) }))
	})
	eventually(t, "both are rejected", func() bool {
		v := metrictest.Values(t, registry)
		return v[`wirecopy_bus_rejections_total{reason="http-404",stage="parser"}`] == 1 &&
			v[`wirecopy_bus_rejections_total{reason="http-4xx",stage="parser"}`] == 1
	})
}
