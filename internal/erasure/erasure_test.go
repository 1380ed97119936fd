package erasure_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/erasure"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestEraseTakesAllOfAnArticleAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.know(1, 3)
	w.publish(1, 1, 2, 3)
	other := w.publish(2, 1)
	w.run(w.keep)
	w.eventually("all is stored", func() bool { return w.store.count(id(1)) == 3 && w.store.count(id(2)) == 1 })
	w.store.put(id(1), other, 0, 4711) // numbers of a stream that was made anew since, and none
	if got, want := w.erase(1), (erasure.Report{Versions: 6, Messages: 3}); got != want {
		t.Errorf("erased %+v, want %+v", got, want)
	}
	if w.store.count(id(1)) != 0 || w.store.count(id(2)) != 1 || w.left(schema.StreamArticles, schema.SubjectArticles) != 1 {
		t.Errorf("left are %d and %d versions, and %d messages", w.store.count(id(1)), w.store.count(id(2)), w.left(schema.StreamArticles, schema.SubjectArticles))
	}
	if got := w.erase(1); !got.Nothing() {
		t.Errorf("erased once more: %+v", got)
	}
}

func TestEraseNeedsNoStoreToFindMessages(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.know(1, 2)
	w.publish(1, 1, 2)
	// Nobody stores anything, and that is not waited for.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	report, err := w.eraser(time.Hour).Erase(ctx, id(1))
	if err != nil || report != (erasure.Report{Messages: 2}) {
		t.Fatalf("erased %+v, %v", report, err)
	}
	w.publish(2, 1)
	w.run(w.keep)
	w.eventually("the storer starts", func() bool { return w.store.count(id(2)) == 1 })
	if n := w.store.count(id(1)); n != 0 {
		t.Errorf("%d versions came back", n)
	}
}

func TestAnUnknownArticleIsNeverPublished(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	if got := w.erase(1); !got.Nothing() {
		t.Errorf("erased %+v", got)
	}
	revisions, err := revision.Open(t.Context(), w.bus)
	if err != nil {
		t.Fatal(err)
	}
	if known, _, err := revisions.Article(t.Context(), id(1)); !known.Erased || err != nil {
		t.Errorf("revision is %+v, %v", known, err)
	}
	for _, no := range []string{"", "https://harbour.example/", "a.>", "Ä"} {
		if _, err := w.eraser(0).Erase(t.Context(), no); err == nil {
			t.Errorf("%q is taken for an id", no)
		}
	}
}

func TestRejectionsThatHoldTheArticleGoToo(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	revisions, err := revision.Open(t.Context(), w.bus)
	if err != nil {
		t.Fatal(err)
	}
	if err := revisions.SwapAlias(t.Context(), "0f", revision.Alias{Article: id(1)}, bus.Revision{}); err != nil {
		t.Fatal(err)
	}
	w.reject("storer", schema.StreamArticles, 1, `{"id":"`+id(1)+`"}`)
	w.reject("parser", schema.StreamItems, 2, `{"id":"`+id(1)+`"}`) // an item has the id of its address too
	w.reject("parser", schema.StreamItems, 3, `{"id":"0f"}`)
	for n, other := range []string{`{"id":"` + id(2) + `"}`, `{"id":"1f"}`, `{"id":"no key"}`, `{"x":"` + id(1) + `"}`, "{", ""} {
		w.reject("parser", schema.StreamItems, uint64(10+n), other)
	}
	if _, _, err := w.bus.Publish(t.Context(), bus.Outgoing{Subject: schema.RejectedSubject("storer", "odd"), ID: "odd", Body: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	// One is on its way back to the storer.
	if _, found, err := w.bus.Retry(t.Context(), 1); !found || err != nil {
		t.Fatal(found, err)
	}
	if got, want := w.erase(1), (erasure.Report{Rejections: 4}); got != want {
		t.Errorf("erased %+v, want %+v", got, want)
	}
	if rejected, retries := w.left(schema.StreamRejected, schema.SubjectRejected), w.left(schema.StreamRetries, schema.SubjectRetries); rejected != 7 || retries != 0 {
		t.Errorf("left are %d rejections and %d retries", rejected, retries)
	}
}

func TestWhatTheStorerHasInHandIsStoredBeforeAndNotAfter(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.know(1, 1)
	taken, erasing := make(chan struct{}), make(chan struct{})
	var inHand atomic.Bool
	w.store.erasing = func() error {
		if inHand.Load() {
			t.Error("erased in the store while the storer had it in hand")
		}
		return nil
	}
	w.run(func(batch []*bus.Message) {
		inHand.Store(true)
		close(taken)
		<-erasing
		<-time.After(300 * time.Millisecond) // a slow disk
		w.keep(batch)
		inHand.Store(false)
	})
	w.publish(1, 1)
	<-taken
	close(erasing)
	if got, want := w.erase(1), (erasure.Report{Messages: 1}); got != want {
		t.Errorf("erased %+v, want %+v", got, want)
	}
	if w.store.count(id(1)) != 0 || w.left(schema.StreamArticles, schema.SubjectArticles) != 0 {
		t.Error("something is left")
	}
}

func TestAStorerThatDiedIsNotWaitedForLong(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.know(1, 1)
	w.publish(1, 1)
	consumer, err := w.bus.JetStream().Consumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := consumer.Next(jetstream.FetchMaxWait(10 * time.Second)); m == nil || err != nil { // and never settles it
		t.Fatal(m, err)
	}
	begin := time.Now()
	report, err := w.eraser(200*time.Millisecond).Erase(t.Context(), id(1))
	if err != nil || report.Messages != 1 || w.left(schema.StreamArticles, schema.SubjectArticles) != 0 {
		t.Errorf("erased %+v, %v", report, err)
	}
	if took := time.Since(begin); took > 15*time.Second {
		t.Errorf("waited %s", took)
	}
}

func TestWhatComesMeanwhileIsErasedToo(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.know(1, 1)
	w.publish(1, 1)
	w.run(w.keep)
	looks := 0
	w.store.erasing = func() error {
		if looks++; looks == 1 {
			w.publish(1, 2) // by a parser that had begun before
		}
		return nil
	}
	if got := w.erase(1); got.Messages != 2 || w.store.count(id(1)) != 0 || w.left(schema.StreamArticles, schema.SubjectArticles) != 0 {
		t.Errorf("erased %+v", got)
	}
	w.store.erasing = func() error { looks++; w.publish(1, looks+10); return nil }
	w.publish(1, 3)
	if _, err := w.eraser(0).Erase(t.Context(), id(1)); err == nil {
		t.Error("the wire goes on publishing, and nobody is told")
	}
}

func TestErasingGoesOnAfterACrash(t *testing.T) {
	t.Parallel()
	b, server := bustest.NewWithServer(t)
	w := &wire{T: t, bus: b, store: new(shelf)}
	crash := errors.New("killed")
	for n, death := range []bustest.Death{{Write: 1}, {Write: 1, After: true}, {}} {
		w.know(n, 1)
		w.store.put(id(n), w.publish(n, 1, 2))
		dying := &wire{T: t, bus: bustest.Mortal(t, server, death), store: w.store}
		w.store.erasing = func() error { return crash }
		died := bustest.Dies(func() {
			if _, err := dying.eraser(0).Erase(t.Context(), id(n)); !errors.Is(err, crash) {
				t.Errorf("error is %v", err)
			}
		})
		if died != (death.Write > 0) {
			t.Fatalf("%+v: died is %t", death, died)
		}
		w.store.erasing = nil
		w.erase(n)
		if w.store.count(id(n)) != 0 || w.left(schema.StreamArticles, schema.SubjectArticles) != 0 {
			t.Errorf("%+v: something is left", death)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.eraser(0).Erase(ctx, id(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("told to end: %v", err)
	}
}
