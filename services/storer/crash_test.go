package storer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// soon is the AckWait of the tests in which a storer dies: what it had in hand
// comes again after it.
const soon = 500 * time.Millisecond

// mortal is a store whose commits count as writes of a process that dies.
type mortal struct {
	store.Store
	process *bustest.Doomed
}

// Write may be the last thing that the process does, or has done.
func (m *mortal) Write(ctx context.Context, entries []store.Entry) (results []store.Result, err error) {
	m.process.Write(func() { results, err = m.Store.Write(ctx, entries) })
	return results, err
}

// newStorer makes a storer that waits for no others.
func newStorer(t *testing.T, b *bus.Bus, s store.Store) *Storer {
	t.Helper()
	config := Defaults()
	config.BatchAge = 20 * time.Millisecond
	r, err := New(config, Deps{Bus: b, Store: s, Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mourn lets a storer work until it dies, or until all is done and it didn't.
func mourn(t *testing.T, process *bustest.Doomed, work func(ctx context.Context), done func() bool) (died bool) {
	t.Helper()
	dead := func() bool {
		select {
		case <-process.Died():
			return true
		default:
			return false
		}
	}
	until(t, work, "it dies or is done", func() bool { return dead() || done() })
	return dead() // it may have died of the last thing that it did
}

// until lets a storer work until something holds, and stops it.
func until(t *testing.T, work func(ctx context.Context), what string, holds func() bool) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	working.Go(func() { work(ctx) })
	defer working.Wait()
	defer stop()
	eventually(t, what, holds)
}

// hurry sets the AckWait of the storer's consumers.
func hurry(t *testing.T, b *bus.Bus, ackWait time.Duration) {
	t.Helper()
	for _, stream := range []string{schema.StreamArticles, schema.StreamRetries} {
		consumer, err := b.JetStream().Consumer(t.Context(), stream, schema.ConsumerStorer)
		if err != nil {
			t.Fatal(err)
		}
		config := consumer.CachedInfo().Config
		config.AckWait = ackWait
		if _, err := b.JetStream().UpdateConsumer(t.Context(), stream, config); err != nil {
			t.Fatal(err)
		}
	}
}

// deaths runs a test for every crash window: before and after each of so many
// writes. At one write more nobody dies, so that there was no other window.
func deaths(t *testing.T, writes int, run func(t *testing.T, death bustest.Death) (died bool)) {
	t.Helper()
	for write := 1; write <= writes+1; write++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("write %d, after %t", write, after), func(t *testing.T) {
				t.Parallel()
				died := run(t, bustest.Death{Write: write, After: after})
				if died != (write <= writes) {
					t.Errorf("died is %t, and there are %d writes", died, writes)
				}
			})
		}
	}
}

// TestLaw2AStorerMayDieAnywhere: the commit, the acknowledgements of three
// articles, and the rejection of what is none, which is published and then taken
// off the stream.
func TestLaw2AStorerMayDieAnywhere(t *testing.T) {
	t.Parallel()
	for kind, open := range map[string]func(t *testing.T) store.Store{"sqlite": open, "postgres": func(t *testing.T) store.Store {
		t.Helper()
		return openPostgres(t, pgtest.Database(t))
	}} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			dieAnywhere(t, open)
		})
	}
}

func dieAnywhere(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	deaths(t, 6, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		b, server := bustest.NewWithServer(t)
		hurry(t, b, soon)
		s := open(t)
		publish(t, b, storetest.Article(1))
		send(t, b, "no article", []byte("{"))
		publish(t, b, storetest.Article(2))
		publish(t, b, storetest.Article(3))

		settled := func() bool { return unacknowledged(t, b) == 0 }
		process := bustest.Doom(t, server, death)
		dying, next := newStorer(t, process.Bus, &mortal{s, process}), newStorer(t, b, s)
		died := mourn(t, process, func(ctx context.Context) { process.WorkBatches(ctx, dying.batches()) }, settled)
		wantDurable(t, b, s)
		until(t, func(ctx context.Context) { b.WorkBatches(ctx, next.batches()) }, "all is settled", settled)
		if got := count(t, s); got != (store.Count{Articles: 3, Versions: 3}) {
			t.Errorf("stored %+v, want each article once", got)
		}
		if n := messages(t, b, schema.StreamRejected); n != 1 {
			t.Errorf("%d rejections, want one", n)
		}
		return died
	})
}

// wantDurable checks that all that is acknowledged is in the store or a
// rejection. Messages are settled in their order.
func wantDurable(t *testing.T, b *bus.Bus, s store.Store) {
	t.Helper()
	consumer, err := b.JetStream().Consumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		t.Fatal(err)
	}
	info := consumer.CachedInfo()
	if settled := info.Delivered.Stream - uint64(info.NumAckPending); info.AckFloor.Stream != settled {
		t.Errorf("%d messages are settled, but only the first %d without a gap", settled, info.AckFloor.Stream)
	}
	stored := map[uint64]bool{}
	for n := 1; n <= 3; n++ {
		for e, err := range s.Versions(t.Context(), storetest.Article(n).ID) {
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				t.Fatal(err)
			}
			stored[e.Sequence] = err == nil
		}
	}
	for sequence := uint64(1); sequence <= info.AckFloor.Stream; sequence++ {
		if isArticle := sequence != 2; isArticle && !stored[sequence] || !isArticle && messages(t, b, schema.StreamRejected) == 0 {
			t.Errorf("message %d is acknowledged, and is nowhere", sequence)
		}
	}
}

// messages is how many messages a stream holds.
func messages(t *testing.T, b *bus.Bus, stream string) uint64 {
	t.Helper()
	s, err := b.JetStream().Stream(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().State.Msgs
}

// TestLaw2AStorerMayDieTryingARejectionOnceMore: the commit, and the acknowledgement.
func TestLaw2AStorerMayDieTryingARejectionOnceMore(t *testing.T) {
	t.Parallel()
	deaths(t, 2, func(t *testing.T, death bustest.Death) bool {
		t.Helper()
		b, server := bustest.NewWithServer(t)
		hurry(t, b, soon)
		s := open(t)
		rejected := &bus.Message{Stream: schema.StreamArticles, Sequence: 7, Subject: "articles.v1.en.x.y", Body: record(t, storetest.Article(1)), Deliveries: 1}
		if err := b.Reject(t.Context(), schema.ConsumerStorer, rejected, &bus.ParkedError{Reason: "refused", Err: errors.New("no room")}); err != nil {
			t.Fatal(err)
		}
		if _, found, err := b.Retry(t.Context(), 1); !found || err != nil {
			t.Fatal(found, err)
		}
		tried := func() bool { return messages(t, b, schema.StreamRetries) == 0 }
		process := bustest.Doom(t, server, death)
		dying, next := newStorer(t, process.Bus, &mortal{s, process}), newStorer(t, b, s)
		died := mourn(t, process, func(ctx context.Context) { process.WorkRetries(ctx, dying.retries()) }, tried)
		until(t, func(ctx context.Context) { b.WorkRetries(ctx, next.retries()) }, "it is tried", tried)
		if got := count(t, s); got != (store.Count{Articles: 1, Versions: 1}) || messages(t, b, schema.StreamRejected) != 0 {
			t.Errorf("stored %+v, and left are %d rejections", got, messages(t, b, schema.StreamRejected))
		}
		return died
	})
}
