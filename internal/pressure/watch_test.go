package pressure

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// run runs a watch until the end of the test, or until it is stopped.
func run(t *testing.T, w *Watch) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run ended with %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func TestRunTellsEachChangeOnce(t *testing.T) {
	t.Parallel()
	b := wire(t, 64<<10)
	core, logs := observer.New(zapcore.InfoLevel)
	registry := prometheus.NewRegistry()
	config := Defaults()
	config.Every = 5 * time.Millisecond
	w, err := New(config, Deps{Bus: b, Log: zap.New(core), Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	stop := run(t, w)
	for n := range 20 {
		article(t, b, n, 2<<10)
	}
	eventually(t, "parsers are held", func() bool { return w.Parsers() != nil })
	woken := make(chan error)
	go func() { woken <- w.Wait(t.Context(), w.Parsers) }()
	store(t, b, 20)
	if err := <-woken; err != nil || w.Parsers() != nil {
		t.Errorf("woken with %v while %v", err, w.Parsers())
	}
	stop()
	look(t, w)
	if logs.FilterMessageSnippet("storage is not watched").Len() != 1 {
		t.Error("that the storage has no limit must be told once")
	}
	held, over := logs.FilterMessage("holding back"), logs.FilterMessage("no need to hold back any more")
	if held.Len() != 1 || over.Len() != 1 || logs.Len() != 3 {
		t.Errorf("logged %v", logs.All())
	}
	if got := held.All()[0].ContextMap(); got["on"] != "articles" || !strings.Contains(got["reason"].(string), "is its store up?") {
		t.Errorf("logged %v", got)
	}
	want := map[string]float64{"wirecopy_pressure articles": 0, "wirecopy_pressure disk": 0, "wirecopy_pressure_ratio disk": 0, "wirecopy_pressure items": 0, "wirecopy_pressure storage": 0, "wirecopy_pressure_ratio articles": 0, "wirecopy_pressure_ratio items": 0, "wirecopy_pressure_ratio storage": 0}
	if diff := cmp.Diff(want, gauges(t, registry)); diff != "" {
		t.Error(diff)
	}
	for n := range 16 {
		article(t, b, 20+n, 2<<10)
	}
	look(t, w)
	got := gauges(t, registry)
	if ratio := got["wirecopy_pressure_ratio articles"]; got["wirecopy_pressure articles"] != 1 || ratio < 1 || ratio > 1.1 {
		t.Errorf("half behind, the metrics are %v", got)
	}
}

// gauges gives the metrics by their name and label.
func gauges(t *testing.T, r *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			all[f.GetName()+" "+m.GetLabel()[0].GetValue()] = m.GetGauge().GetValue()
		}
	}
	return all
}

// counted counts the looks at the storage.
type counted struct {
	jetstream.JetStream
	looks *atomic.Int32
}

func (c counted) AccountInfo(ctx context.Context) (*jetstream.AccountInfo, error) {
	c.looks.Add(1)
	return c.JetStream.AccountInfo(ctx)
}

func TestAServerThatIsGoneChangesNothing(t *testing.T) {
	t.Parallel()
	server := bustest.Start(t, natsembed.Config{Dir: t.TempDir()})
	b := bustest.Connect(t, server, "test")
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
		t.Fatal(err)
	}
	config := Defaults()
	config.ItemsMessages, config.Every = 1, 5*time.Millisecond
	core, logs := observer.New(zapcore.InfoLevel)
	w, err := New(config, Deps{Bus: b, Log: zap.New(core)})
	if err != nil {
		t.Fatal(err)
	}
	free := watch(t, b, Defaults())
	item(t, b, 0, 10)
	look(t, w)
	before := w.Fetchers()
	heldOn(t, before, Items)

	server.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	for _, w := range []*Watch{w, free} {
		if err := w.Look(ctx); err == nil || !strings.Contains(err.Error(), "look at") {
			t.Errorf("looked at a server that is gone: %v", err)
		}
	}
	if after := w.Fetchers(); after.Error() != before.Error() || w.Parsers() != nil {
		t.Errorf("it was %v, and now %v and %v", before, after, w.Parsers())
	}
	if err := free.Check(t.Context()); err != nil {
		t.Errorf("who was free is held now: %v", err)
	}
	logs.TakeAll()
	b.Close() // so that looks fail at once, many times
	var looks atomic.Int32
	w.js = counted{w.js, &looks}
	stop := run(t, w)
	eventually(t, "the watch looks again and again", func() bool { return looks.Load() > 3 })
	stop()
	if logs.Len() != 1 {
		t.Errorf("logged %v", logs.All())
	}
}

func TestOneThingThatCannotBeSeenLeavesTheOthers(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	if err := b.JetStream().DeleteConsumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer); err != nil {
		t.Fatal(err)
	}
	config := Defaults()
	config.ItemsMessages = 1
	w := watch(t, b, config)
	item(t, b, 0, 10)
	if err := w.Look(t.Context()); err == nil || !strings.Contains(err.Error(), "look at consumer storer of stream ARTICLES") {
		t.Errorf("error is %v", err)
	}
	heldOn(t, w.Fetchers(), Items)
	if err := w.Parsers(); err != nil {
		t.Errorf("parsers are held: %v", err)
	}
}

// blank is a watch without a server, whose marks the test sets.
func blank(t *testing.T) *Watch {
	t.Helper()
	w, err := New(Defaults(), Deps{Bus: &bus.Bus{}, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// set takes a level in, as a look does.
func (w *Watch) set(at int, level float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.say(w.marks[at].read(reading{level, "so it is"}, time.Now()))
}

func TestWaitWakesAllWhenTheirSideIsFree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := blank(t)
		w.set(0, 1)
		w.set(1, 1)
		w.set(2, 1)
		const waiters = 1000
		var mu sync.Mutex
		woken := map[string]int{}
		wait := func(name string, side func() error) {
			if err := w.Wait(t.Context(), side); err != nil {
				t.Error(err)
			}
			mu.Lock()
			woken[name]++
			mu.Unlock()
		}
		for range waiters {
			go wait("parsers", w.Parsers)
			go wait("fetchers", w.Fetchers)
		}
		expect := func(parsers, fetchers int) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if woken["parsers"] != parsers || woken["fetchers"] != fetchers {
				t.Errorf("woken are %v, want %d parsers and %d fetchers", woken, parsers, fetchers)
			}
		}
		begin := time.Now()
		expect(0, 0)
		last := w.word.Load()
		if w.set(1, 2); w.word.Load() == last || w.word.Load().over != last.over {
			t.Error("a look that changes nothing must say the new reason, and wake nobody")
		}
		w.set(1, 0) // the storage holds fetchers still
		expect(0, 0)
		w.set(2, 0)
		expect(0, waiters)
		w.set(0, .9)
		expect(0, waiters)
		w.set(0, .7)
		expect(waiters, waiters)
		if took := time.Since(begin); took != 0 {
			t.Errorf("somebody waited for a time: %s", took)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	w := blank(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Wait(ctx, w.Parsers); err != nil {
		t.Errorf("held although it is free: %v", err)
	}
	w.set(0, 2)
	if err := w.Wait(ctx, w.Parsers); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

func TestWaitersAndLooksAtOnce(t *testing.T) {
	t.Parallel()
	w := blank(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for range 100 {
				if err := w.Wait(t.Context(), w.Fetchers); err != nil {
					t.Error(err)
				}
				_ = w.Check(t.Context())
			}
		})
	}
	for range 1000 {
		w.set(1, 1)
		w.set(2, 1)
		w.set(1, 0)
		w.set(2, 0)
	}
	all.Wait()
}

func TestErrorsHoldAllReasons(t *testing.T) {
	t.Parallel()
	w := blank(t)
	w.set(0, 1)
	w.set(2, 1)
	since, _ := asHeld(w.Fetchers())
	one := "so it is (since " + since.Since.UTC().Format(time.RFC3339) + ")"
	if since.On != Storage || since.Error() != one {
		t.Errorf("fetchers: %v", since)
	}
	if got := w.Parsers().Error(); !strings.HasPrefix(got, "so it is (since ") || strings.Count(got, "; so it is (since ") != 1 {
		t.Errorf("parsers: %v", got)
	}
	if got := strings.Count(w.Check(t.Context()).Error(), "so it is"); got != 2 {
		t.Errorf("the storage must be told once to whoever asks for all: %v", w.Check(t.Context()))
	}
}

func BenchmarkFetchers(b *testing.B) {
	w, err := New(Defaults(), Deps{Bus: &bus.Bus{}, Log: zap.NewNop()})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if w.Fetchers() != nil {
			b.Fatal("held")
		}
	}
}
