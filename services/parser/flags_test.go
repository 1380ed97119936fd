package parser

import (
	"errors"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/internal/stage"
)

func TestABucketOfPagesIsMadeByWhoMaySetUp(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	f := &Flags{}
	if _, err := (env.Program{Name: "parser"}).Parse(f, []string{"--pages", "nats", "--pages-bytes", "1000000"}, nil); err != nil {
		t.Fatal(err)
	}
	outfit := stage.Outfit{Name: "parser", Bus: b, Log: bustest.Log(t), Pressure: &pressure.Watch{}}
	build := func() error {
		outfit.Registry = prometheus.NewRegistry()
		_, release, err := f.Build(t.Context(), outfit)
		if err != nil {
			return err
		}
		return release()
	}
	if err := build(); !errors.Is(err, rawpage.ErrNoBucket) {
		t.Errorf("without leave to set up: %v", err)
	}
	sizes := bus.DefaultSizes()
	outfit.Sizes = &sizes
	if err := build(); err != nil {
		t.Errorf("with it: %v", err)
	}
	if err := build(); err != nil {
		t.Errorf("once more: %v", err)
	}
}
