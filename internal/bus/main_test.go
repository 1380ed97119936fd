package bus_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait of a test for something that must happen.
const patience = 20 * time.Second

// item publishes a message for the parser.
func item(t *testing.T, b *bus.Bus, n int) {
	t.Helper()
	subject := schema.ItemDue("harbour.example", strconv.Itoa(n))
	if _, _, err := b.Publish(t.Context(), bus.Outgoing{Subject: subject, ID: subject, Body: []byte(strconv.Itoa(n))}); err != nil {
		t.Fatal(err)
	}
}

// parser is a worker on the items.
func parser(handle bus.Handler) bus.Worker {
	return bus.Worker{
		Stream: schema.StreamItems, Consumer: schema.ConsumerParser, Count: 4,
		Deadline: 10 * time.Second, Grace: 10 * time.Second, Handle: handle,
	}
}

// run starts something that ends with the test at the latest, and gives how to stop it.
func run(t *testing.T, work func(ctx context.Context)) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { work(ctx); close(done) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

// receive waits for a value.
func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		t.Fatalf("nothing within %s", patience)
		panic("unreachable")
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

// left is how many messages a stream holds.
func left(t *testing.T, b *bus.Bus, stream string) uint64 {
	t.Helper()
	s, err := b.JetStream().Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().State.Msgs
}

var errMissing = errors.New("the database is away")
