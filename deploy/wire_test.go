package deploy_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/check"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/storer"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/stores"
)

// A wire of processes, each with its own user and what that may do, takes the news
// of a check from the feed to the store, and keeps none of it there.
func TestCheckGoesThroughAWireOfGuardedServices(t *testing.T) {
	t.Parallel()
	g := bustest.StartGuarded(t)
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "articles.db")
	var fetch fetcher.Flags
	var parse parser.Flags
	var write storer.Flags
	serve(t, g, accounts.Fetcher, &fetch, fetch.Build, "--host-interval", "0")
	serve(t, g, accounts.Parser, &parse, parse.Build, "--host-interval", "0")
	serve(t, g, accounts.Storer, &write, write.Build, "--store", dsn)

	var stages []string
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for range 2 { // a second one finds nothing of the first in its way
		err := check.Run(ctx, g.Connect(t, accounts.Check), func(s check.Step) {
			t.Logf("%s %s in %s", s.Stage, s.Did, s.Took)
			stages = append(stages, s.Stage)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	once := []string{accounts.Fetcher, accounts.Parser, accounts.Storer}
	if want := slices.Concat(once, once); !slices.Equal(stages, want) {
		t.Errorf("went through %v, want %v", stages, want)
	}
	stored, err := stores.Open(t.Context(), dsn, true)
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Close()
	if count, err := stored.Count(t.Context()); err != nil || count != (store.Count{}) {
		t.Errorf("the store holds %+v: %v", count, err)
	}
	feeds, err := catalogue.Open(t.Context(), g.Connect(t, accounts.Operator))
	if err != nil {
		t.Fatal(err)
	}
	if left, err := feeds.List(t.Context()); err != nil || len(left) > 0 {
		t.Errorf("the catalogue holds %v: %v", left, err)
	}
}

// A check says which stage doesn't work.
func TestCheckNamesTheStageThatIsMissing(t *testing.T) {
	t.Parallel()
	g := bustest.StartGuarded(t)
	var fetch fetcher.Flags
	serve(t, g, accounts.Fetcher, &fetch, fetch.Build, "--host-interval", "0")
	polled := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-polled; cancel() }()
	err := check.Run(ctx, g.Connect(t, accounts.Check), func(check.Step) { close(polled) })
	if err == nil || !strings.HasPrefix(err.Error(), "check the parser: ") || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want one of the parser", err)
	}
	operator := g.Connect(t, accounts.Operator)
	if _, found, err := operator.Last(t.Context(), schema.StreamPolls, schema.PollOf(schema.FeedID(schema.CheckFeed))); found || err != nil {
		t.Errorf("the feed of the check is still there: %v", err)
	}
}

// serve runs a service as its own user until the test ends.
func serve(t *testing.T, g bustest.Guarded, user string, flags any, build stage.BuildFunc, args ...string) {
	t.Helper()
	if _, err := (env.Program{Name: user}).Parse(flags, args, nil); err != nil {
		t.Fatal(err)
	}
	log := bustest.Log(t)
	b := g.Connect(t, user)
	watch, err := pressure.New(pressure.Defaults(), pressure.Deps{Bus: b, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	parts, release, err := build(t.Context(), stage.Outfit{
		Name: user + "@test", Bus: b, Log: log, Registry: prometheus.NewRegistry(), Health: telemetry.NewHealth(), Pressure: watch,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- daemon.Run(ctx, log, append([]daemon.Part{watch.Part()}, parts...)...) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stop the %s: %v", user, err)
		}
		if release == nil {
			return
		}
		if err := release(); err != nil {
			t.Error(err)
		}
	})
}
