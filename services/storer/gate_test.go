package storer

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/erasure"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// gate is a store whose writes wait before or after they are done, until the
// test opens it, or their context ends.
type gate struct {
	store.Store
	after bool
	begun chan struct{} // receives a value for each write that waits
	open  chan struct{} // closed by the test
}

func newGate(s store.Store, after bool) *gate {
	return &gate{Store: s, after: after, begun: make(chan struct{}, 10), open: make(chan struct{})}
}

// Write waits.
func (g *gate) Write(ctx context.Context, entries []store.Entry) (results []store.Result, err error) {
	if g.after {
		results, err = g.Store.Write(ctx, entries)
	}
	g.begun <- struct{}{}
	select {
	case <-g.open:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !g.after {
		results, err = g.Store.Write(ctx, entries)
	}
	return results, err
}

// TestLaw8AStoppedStorerFinishesWhatItHasInHand, and takes nothing up any more.
func TestLaw8AStoppedStorerFinishesWhatItHasInHand(t *testing.T) {
	t.Parallel()
	b, g := bustest.New(t), newGate(open(t), false)
	publish(t, b, storetest.Article(1))
	stop := run(t, b, g)
	<-g.begun
	stopped := make(chan struct{})
	go func() { stop(); close(stopped) }()
	publish(t, b, storetest.Article(2))
	select {
	case <-stopped:
		t.Fatal("stopped with a batch in hand")
	case <-time.After(2 * pullMost):
	}
	close(g.open)
	<-stopped
	if got := count(t, g); got.Articles != 1 || unacknowledged(t, b) != 1 {
		t.Errorf("stored %+v and left %d; want the first one stored and the second one left", got, unacknowledged(t, b))
	}
	if n := messages(t, b, schema.StreamRejected); n != 0 {
		t.Errorf("%d rejections of a stop", n)
	}
}

// pullMost is for how long a pull of the storer may last: what comes after it is the next one's.
const pullMost = 250 * time.Millisecond

// TestLaw8AStoppedStorerGivesBackWhatItCannotFinish, and the next one has it at once.
func TestLaw8AStoppedStorerGivesBackWhatItCannotFinish(t *testing.T) {
	t.Parallel()
	b, g := bustest.New(t), newGate(open(t), false)
	publish(t, b, storetest.Article(1))
	publish(t, b, storetest.Article(2))
	for range 4 { // as often as would make a killer of what it has in hand
		stuck := newStorer(t, b, g)
		stuck.config.Grace = 10 * time.Millisecond
		begin := time.Now()
		until(t, func(ctx context.Context) { stuck.bus.WorkBatches(ctx, stuck.batches()) }, "it has a batch in hand", func() bool { return len(g.begun) > 0 })
		<-g.begun
		if took := time.Since(begin); took > 15*time.Second {
			t.Errorf("the batch came after %s: it was not given back", took)
		}
	}
	close(g.open)
	run(t, b, g)
	eventually(t, "all is stored by another one", func() bool { return unacknowledged(t, b) == 0 })
	if got := count(t, g); got.Articles != 2 || messages(t, b, schema.StreamRejected) != 0 {
		t.Errorf("stored %+v, with %d rejections of stops", got, messages(t, b, schema.StreamRejected))
	}
}

// shelves are a store as an eraser needs it.
type shelves struct{ store.Store }

// Sequences are those of the messages of an article.
func (s shelves) Sequences(ctx context.Context, id string) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for e, err := range s.Versions(ctx, id) {
			if errors.Is(err, store.ErrNotFound) || !yield(e.Sequence, err) {
				return
			}
		}
	}
}

// TestErasedWhileItIsBeingStored erases an article that a storer has in hand and
// doesn't let go: before it is written, and before it is acknowledged.
func TestErasedWhileItIsBeingStored(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before the commit": false, "after the commit": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, s := bustest.New(t), open(t)
			g := newGate(s, after)
			erased, other := storetest.Article(1), storetest.Article(2)
			revisions, err := revision.Open(t.Context(), b)
			if err != nil {
				t.Fatal(err)
			}
			_, read, err := revisions.Article(t.Context(), erased.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := revisions.SwapArticle(t.Context(), erased.ID, revision.Of(erased, subject()), read); err != nil {
				t.Fatal(err)
			}
			publish(t, b, erased)
			publish(t, b, other)
			run(t, b, g)
			<-g.begun
			eraser, err := erasure.New(t.Context(), erasure.Config{Bus: b, Store: shelves{s}, Patience: 50 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			if report, err := eraser.Erase(t.Context(), erased.ID); err != nil || report.Messages != 1 {
				t.Fatalf("erased %+v, %v", report, err)
			}
			close(g.open)
			eventually(t, "all is settled", func() bool { return unacknowledged(t, b) == 0 })
			if _, err := s.Article(t.Context(), erased.ID); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("the article came back: %v", err)
			}
			if _, err := s.Article(t.Context(), other.ID); err != nil {
				t.Errorf("what was in the same batch: %v", err)
			}
			if articles, rejections := messages(t, b, schema.StreamArticles), messages(t, b, schema.StreamRejected); articles != 1 || rejections != 0 {
				t.Errorf("left are %d messages and %d rejections, want that of the other one", articles, rejections)
			}
		})
	}
}
