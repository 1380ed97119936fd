package erasure_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/erasure"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shelf is a store in memory: the numbers of the versions, by article.
type shelf struct {
	mu       sync.Mutex
	versions map[string][]uint64 // guarded by mu
	erasing  func() error        // called by Erase before it does its work
}

var _ erasure.Store = (*shelf)(nil)

func (s *shelf) put(id string, sequences ...uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.versions == nil {
		s.versions = map[string][]uint64{}
	}
	s.versions[id] = append(s.versions[id], sequences...)
}

func (s *shelf) count(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.versions[id])
}

// Sequences yields the numbers of an article.
func (s *shelf) Sequences(_ context.Context, id string) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		s.mu.Lock()
		all := s.versions[id]
		s.mu.Unlock()
		for _, sequence := range all {
			if !yield(sequence, nil) {
				return
			}
		}
	}
}

// Erase forgets an article.
func (s *shelf) Erase(_ context.Context, id string) error {
	if s.erasing != nil {
		if err := s.erasing(); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.versions, id)
	return nil
}

// wire is a bus, and a store beside it.
type wire struct {
	*testing.T
	bus   *bus.Bus
	store *shelf
}

func newWire(t *testing.T) *wire {
	t.Helper()
	return &wire{T: t, bus: bustest.New(t), store: new(shelf)}
}

// id is that of the n-th article.
func id(n int) string { return schema.ArticleID(fmt.Sprint("https://harbour.example/", n)) }

func subject() string { return schema.ArticleSubject("en", "harbour.example", "news") }

// publish publishes versions of the n-th article as the parser does, and gives the last one's number.
func (w *wire) publish(n int, versions ...int) (sequence uint64) {
	w.Helper()
	for _, version := range versions {
		a := schema.Article{ID: id(n), Version: version, Headline: fmt.Sprint("Boat ", n)}
		body, err := json.Marshal(a)
		if err != nil {
			w.Fatal(err)
		}
		sequence, _, err = w.bus.Publish(w.Context(), bus.Outgoing{Subject: subject(), ID: a.EventID(), Header: a.EventHeader(), Body: body})
		if err != nil {
			w.Fatal(err)
		}
	}
	return sequence
}

// know makes the revision of the n-th article.
func (w *wire) know(n, version int) {
	w.Helper()
	revisions, err := revision.Open(w.Context(), w.bus)
	if err == nil {
		err = revisions.SwapArticle(w.Context(), id(n), revision.Article{Version: version, ContentHash: "x", Subject: subject()}, bus.Revision{})
	}
	if err != nil {
		w.Fatal(err)
	}
}

// reject rejects a message of a stage.
func (w *wire) reject(stage, stream string, sequence uint64, body string) {
	w.Helper()
	m := &bus.Message{Subject: "s", Stream: stream, Sequence: sequence, Body: []byte(body), Deliveries: 1}
	if err := w.bus.Reject(w.Context(), stage, m, &bus.ParkedError{Reason: "refused", Err: errors.New("no")}); err != nil {
		w.Fatal(err)
	}
}

// run runs a storer until the test ends.
func (w *wire) run(handle func(batch []*bus.Message)) {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	var done sync.WaitGroup
	done.Go(func() {
		w.bus.WorkBatches(ctx, bus.Batcher{
			Stream: schema.StreamArticles, Consumer: schema.ConsumerStorer, Size: 100, Age: 50 * time.Millisecond,
			Deadline: 10 * time.Second, Grace: 10 * time.Second,
			Handle: func(_ context.Context, batch []*bus.Message) ([]error, error) {
				handle(batch)
				return make([]error, len(batch)), nil
			},
		})
	})
	w.Cleanup(func() { cancel(); done.Wait() })
}

// keep is what a storer does.
func (w *wire) keep(batch []*bus.Message) {
	for _, m := range batch {
		var a schema.Article
		if err := json.Unmarshal(m.Body, &a); err != nil {
			w.Error(err)
		}
		w.store.put(a.ID, m.Sequence)
	}
}

// eraser makes an eraser.
func (w *wire) eraser(patience time.Duration) *erasure.Eraser {
	w.Helper()
	e, err := erasure.New(w.Context(), erasure.Config{Bus: w.bus, Store: w.store, Patience: patience})
	if err != nil {
		w.Fatal(err)
	}
	return e
}

// erase erases the n-th article, which must go well.
func (w *wire) erase(n int) erasure.Report {
	w.Helper()
	report, err := w.eraser(time.Minute).Erase(w.Context(), id(n))
	if err != nil {
		w.Fatal(err)
	}
	return report
}

// left is how many messages of a stream there are on a subject.
func (w *wire) left(stream, filter string) (n int) {
	w.Helper()
	for _, err := range w.bus.Browse(w.Context(), stream, filter, 1) {
		if err != nil {
			w.Fatal(err)
		}
		n++
	}
	return n
}

// eventually waits until a condition holds.
func (w *wire) eventually(what string, holds func() bool) {
	w.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			w.Fatalf("not in time: %s", what)
		}
	}
}
