package storer

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(childNATS) != "" {
		os.Exit(child())
	}
	goleak.VerifyTestMain(pgtest.Main(m))
}

// open opens an empty store.
func open(t *testing.T) store.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "articles.db"))
}

// openAt opens the store of a file until the test ends.
func openAt(t *testing.T, path string) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// run runs a storer until the test stops it.
func run(t *testing.T, b *bus.Bus, s store.Store) (stop func()) {
	t.Helper()
	r, err := New(Defaults(), Deps{Bus: b, Store: s, Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	return runStorer(t, r)
}

func runStorer(t *testing.T, r *Storer) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	var once atomic.Bool
	stop = func() {
		cancel()
		if once.CompareAndSwap(false, true) {
			if err := <-done; err != nil {
				t.Errorf("stop: %v", err)
			}
		}
	}
	t.Cleanup(stop)
	return stop
}

// publish publishes an article as the parser does.
func publish(t *testing.T, b *bus.Bus, a *schema.Article) {
	t.Helper()
	send(t, b, a.EventID(), record(t, a))
}

func record(t *testing.T, a *schema.Article) []byte {
	t.Helper()
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func send(t *testing.T, b *bus.Bus, id string, body []byte) {
	t.Helper()
	o := bus.Outgoing{Subject: subject(), ID: id, Body: body}
	if _, _, err := b.Publish(t.Context(), o); err != nil {
		t.Fatal(err)
	}
}

// subject is that of all articles here.
func subject() string { return schema.ArticleSubject("en", "harbour.example", "news") }

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	within(t, 20*time.Second, what, holds)
}

// within is eventually with a patience of its own.
func within(t *testing.T, patience time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not in time: %s", what)
		}
	}
}

func count(t *testing.T, s store.Store) store.Count {
	t.Helper()
	n, err := s.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// unacknowledged is how many messages the storer has not acknowledged. What is
// pending the server may not know yet, just after a message was published.
func unacknowledged(t *testing.T, b *bus.Bus) uint64 {
	t.Helper()
	stream, err := b.JetStream().Stream(t.Context(), schema.StreamArticles)
	if err != nil {
		t.Fatal(err)
	}
	consumer, err := stream.Consumer(t.Context(), schema.ConsumerStorer)
	if err != nil {
		t.Fatal(err)
	}
	return stream.CachedInfo().State.LastSeq - consumer.CachedInfo().AckFloor.Stream
}

func TestArticlesAreStoredThenAcknowledged(t *testing.T) {
	t.Parallel()
	b, s := bustest.New(t), open(t)
	for n := range 600 {
		publish(t, b, storetest.Article(n))
	}
	revised := storetest.Revision(storetest.Article(5), 2)
	publish(t, b, revised)
	run(t, b, s)
	eventually(t, "all are acknowledged", func() bool { return unacknowledged(t, b) == 0 })
	if got := count(t, s); got != (store.Count{Articles: 600, Versions: 601}) {
		t.Errorf("stored %+v", got)
	}
	for e, err := range s.Versions(t.Context(), revised.ID) {
		if err != nil || e.Sequence == 0 || e.Subject == "" || e.Stored.IsZero() {
			t.Errorf("stored without its place in the stream: %+v, %v", e, err)
		}
	}
}

func TestWhatIsNoArticleIsRejected(t *testing.T) {
	t.Parallel()
	b, s := bustest.New(t), open(t)
	send(t, b, "1", []byte("{"))
	send(t, b, "2", []byte(`{"id":"not an id"}`))
	publish(t, b, storetest.Article(1))
	run(t, b, s)
	eventually(t, "all are settled", func() bool { return unacknowledged(t, b) == 0 })
	for reason, body := range map[string]string{"invalid": "{", "bad-id": `{"id":"not an id"}`} {
		last, found, err := b.Last(t.Context(), schema.StreamRejected, schema.RejectedSubject("storer", reason))
		if err != nil || !found {
			t.Fatalf("rejection for %s: %t, %v", reason, found, err)
		}
		var r schema.Rejection
		if err := json.Unmarshal(last.Body, &r); err != nil || string(r.Body) != body {
			t.Errorf("rejection for %s keeps %q, %v", reason, r.Body, err)
		}
	}
	if got := count(t, s); got.Articles != 1 {
		t.Errorf("stored %+v, want the good one", got)
	}
}

// failing is a store that can't be written for a while.
type failing struct {
	store.Store
	left atomic.Int32
}

var errFull = errors.New("disk is full")

func (f *failing) Write(ctx context.Context, entries []store.Entry) ([]store.Result, error) {
	if f.left.Add(-1) >= 0 {
		return nil, errFull
	}
	return f.Store.Write(ctx, entries)
}

func TestLaw1NothingIsAcknowledgedWhileTheStoreIsDown(t *testing.T) {
	t.Parallel()
	b, f := bustest.New(t), &failing{Store: open(t)}
	f.left.Store(1 << 20)
	publish(t, b, storetest.Article(1))
	r := newStorer(t, b, f)
	stop := runStorer(t, r)
	eventually(t, "the store was tried, and the storer isn't ready", func() bool {
		return f.left.Load() < 1<<20 && errors.Is(r.check(t.Context()), errFull)
	})
	stop()
	if n := unacknowledged(t, b); n != 1 {
		t.Errorf("%d messages wait, want the one that isn't stored", n)
	}
	f.left.Store(1)
	r = newStorer(t, b, f)
	runStorer(t, r)
	eventually(t, "it is stored when the store is back", func() bool { return unacknowledged(t, b) == 0 && r.check(t.Context()) == nil })
	if got := count(t, f); got.Articles != 1 {
		t.Errorf("stored %+v", got)
	}
}

func TestARejectedArticleIsTriedOnceMoreByTheStorerAlone(t *testing.T) {
	t.Parallel()
	b, s := bustest.New(t), open(t)
	send(t, b, "1", []byte(`{"id":"not an id"}`))
	stop := run(t, b, s)
	eventually(t, "it is rejected", func() bool { return unacknowledged(t, b) == 0 })
	stop()
	before, _, err := b.Last(t.Context(), schema.StreamRejected, schema.RejectedSubject("storer", "bad-id"))
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := b.Retry(t.Context(), before.Sequence); !found || err != nil {
		t.Fatal(found, err)
	}
	run(t, b, s)
	eventually(t, "it is rejected anew", func() bool {
		after, found, err := b.Last(t.Context(), schema.StreamRejected, schema.RejectedSubject("storer", "bad-id"))
		return err == nil && found && after.Sequence > before.Sequence
	})
	stream, err := b.JetStream().Stream(t.Context(), schema.StreamArticles)
	if err != nil {
		t.Fatal(err)
	}
	if n := stream.CachedInfo().State.LastSeq; n != 1 {
		t.Errorf("%d messages for all consumers, want the first alone", n)
	}
}

func TestConfigReportsAllFaults(t *testing.T) {
	t.Parallel()
	err := Config{}.Validate()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 4 {
		t.Errorf("faults are %v, want four", err)
	}
	if _, err := New(Config{}, Deps{}); err == nil {
		t.Error("made a storer that can't work")
	}
}
