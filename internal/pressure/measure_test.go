package pressure

import (
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestFetchersAreHeldByManyItems(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	config := Defaults()
	config.ItemsMessages = 10
	w := watch(t, b, config)
	for n := range 9 {
		item(t, b, n, 10)
	}
	look(t, w)
	if err := w.Fetchers(); err != nil {
		t.Fatalf("held below the mark: %v", err)
	}
	item(t, b, 9, 10)
	look(t, w)
	if reason := heldOn(t, w.Fetchers(), Items); !strings.HasPrefix(reason, "10 items wait for their download, and 10 is the mark") {
		t.Errorf("reason is %q", reason)
	}
	if err := w.Parsers(); err != nil {
		t.Errorf("parsers are held by what they should work on: %v", err)
	}
	purge(t, b, schema.StreamItems)
	for n := range 8 {
		item(t, b, 10+n, 10)
	}
	look(t, w)
	heldOn(t, w.Fetchers(), Items)
	purge(t, b, schema.StreamItems)
	for n := range 7 {
		item(t, b, 20+n, 10)
	}
	look(t, w)
	if err := w.Fetchers(); err != nil {
		t.Errorf("held well below the mark: %v", err)
	}
}

func TestFetchersAreHeldByLargeItems(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	config := Defaults()
	config.ItemsBytes = 10 << 10
	w := watch(t, b, config)
	item(t, b, 0, 9<<10)
	look(t, w)
	if err := w.Fetchers(); err != nil {
		t.Fatalf("held below the mark: %v", err)
	}
	item(t, b, 1, 2<<10)
	look(t, w)
	if reason := heldOn(t, w.Fetchers(), Items); !strings.HasPrefix(reason, "11 KiB of items wait for their download, and 10 KiB is the mark") {
		t.Errorf("reason is %q", reason)
	}
	purge(t, b, schema.StreamItems)
	look(t, w)
	if err := w.Fetchers(); err != nil {
		t.Errorf("held by nothing: %v", err)
	}
}

// full fills the storage, whose limit is 100 KiB, and checks who is held when.
func full(t *testing.T, b *bus.Bus, w *Watch) {
	t.Helper()
	item(t, b, 0, 80<<10)
	look(t, w)
	if err := w.Check(t.Context()); err != nil {
		t.Fatalf("held at 80 %%: %v", err)
	}
	item(t, b, 1, 8<<10)
	look(t, w)
	heldOn(t, w.Parsers(), Storage)
	if reason := heldOn(t, w.Fetchers(), Storage); !strings.Contains(reason, "of the 100 KiB that they may, 8") {
		t.Errorf("reason is %q", reason)
	}
	purge(t, b, schema.StreamItems)
	item(t, b, 2, 78<<10)
	look(t, w)
	heldOn(t, w.Parsers(), Storage)
	purge(t, b, schema.StreamItems)
	item(t, b, 3, 70<<10)
	look(t, w)
	if err := w.Check(t.Context()); err != nil {
		t.Errorf("held at 70 %%: %v", err)
	}
}

func TestAllAreHeldWhenTheServerIsFull(t *testing.T) {
	t.Parallel()
	config := Defaults()
	config.MaxStore = 100 << 10
	b := bustest.New(t)
	full(t, b, watch(t, b, config))
}

func TestAllAreHeldWhenTheAccountIsFull(t *testing.T) {
	t.Parallel()
	s, err := server.NewServer(&server.Options{JetStream: true, StoreDir: t.TempDir(), DontListen: true, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(patience) {
		t.Fatal("the server doesn't start")
	}
	err = s.GlobalAccount().UpdateJetStreamLimits(map[string]server.JetStreamAccountLimits{
		"": {MaxMemory: -1, MaxStore: 100 << 10, MaxStreams: -1, MaxConsumers: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bus.Connect(t.Context(), bus.Config{Options: []nats.Option{nats.InProcessServer(s)}}, bus.Deps{Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(100<<10))); err != nil {
		t.Fatal(err)
	}
	full(t, b, watch(t, b, Defaults()))
}

func TestFullestFindsTheNearestLimit(t *testing.T) {
	t.Parallel()
	tier := func(used uint64, limit int64) jetstream.Tier {
		return jetstream.Tier{Store: used, Limits: jetstream.AccountLimits{MaxStore: limit}}
	}
	for _, c := range []struct {
		name        string
		info        jetstream.AccountInfo
		maxStore    int64
		used, limit float64
	}{
		{"none", jetstream.AccountInfo{Tier: tier(10, -1)}, 0, 0, 0},
		{"account", jetstream.AccountInfo{Tier: tier(10, 100)}, 1000, 10, 100},
		{"server", jetstream.AccountInfo{Tier: tier(10, -1)}, 1000, 10, 1000},
		{"server below account", jetstream.AccountInfo{Tier: tier(10, 100)}, 50, 10, 50},
		{"empty", jetstream.AccountInfo{Tier: tier(0, -1)}, 50, 0, 50},
		{"copies of a tier", jetstream.AccountInfo{Tiers: map[string]jetstream.Tier{"R1": tier(50, 100), "R3": tier(240, 100), "odd": tier(1, 100)}}, 0, 240, 300},
		{"server of tiers", jetstream.AccountInfo{Tiers: map[string]jetstream.Tier{"R1": tier(50, -1), "R3": tier(30, -1)}}, 100, 80, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if used, limit := fullest(&c.info, c.maxStore); used != c.used || limit != c.limit {
				t.Errorf("%v of %v, want %v of %v", used, limit, c.used, c.limit)
			}
		})
	}
}
