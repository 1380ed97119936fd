package pressure

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait of a test for something that must happen.
const patience = 20 * time.Second

// wire is a bus whose stream of articles keeps so many bytes.
func wire(t *testing.T, articleBytes int64) *bus.Bus {
	t.Helper()
	b := bustest.New(t)
	sizes := bus.DefaultSizes()
	sizes.ArticleBytes, sizes.RejectedBytes = articleBytes, articleBytes
	if err := b.Apply(t.Context(), bus.Layout(sizes)); err != nil {
		t.Fatal(err)
	}
	return b
}

// watch is a watch that looks when it is told to.
func watch(t *testing.T, b *bus.Bus, config Config) *Watch {
	t.Helper()
	w, err := New(config, Deps{Bus: b, Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// look looks once, and must see all.
func look(t *testing.T, w *Watch) {
	t.Helper()
	if err := w.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// article publishes an article of so many bytes.
func article(t *testing.T, b *bus.Bus, n, size int) {
	t.Helper()
	publish(t, b, schema.ArticleSubject("en", "harbour.example", "news"), n, size)
}

// item publishes an item of so many bytes.
func item(t *testing.T, b *bus.Bus, n, size int) {
	t.Helper()
	publish(t, b, schema.ItemDue("harbour.example", strconv.Itoa(n)), n, size)
}

func publish(t *testing.T, b *bus.Bus, subject string, n, size int) {
	t.Helper()
	_, _, err := b.Publish(t.Context(), bus.Outgoing{Subject: subject, ID: fmt.Sprint(subject, n), Body: make([]byte, size)})
	if err != nil {
		t.Fatal(err)
	}
}

// store takes so many articles as the storer does, and acknowledges them.
func store(t *testing.T, b *bus.Bus, count int) {
	t.Helper()
	storer, err := b.JetStream().Consumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		t.Fatal(err)
	}
	for range count {
		m, err := storer.Next(jetstream.FetchMaxWait(patience))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.DoubleAck(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// stream gives what the server knows of a stream.
func stream(t *testing.T, b *bus.Bus, name string) *jetstream.StreamInfo {
	t.Helper()
	s, err := b.JetStream().Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo()
}

// purge empties a stream.
func purge(t *testing.T, b *bus.Bus, name string) {
	t.Helper()
	s, err := b.JetStream().Stream(t.Context(), name)
	if err == nil {
		err = s.Purge(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// heldOn checks which mark a side is held by, and gives the reason.
func heldOn(t *testing.T, err error, on Mark) string {
	t.Helper()
	held, ok := asHeld(err)
	if !ok || held.On != on || held.Since.IsZero() {
		t.Fatalf("held by %v, want %s", err, on)
	}
	return held.Reason
}
