package fetcher

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// begin runs a fetcher until it is stopped; done is closed when it has ended.
func (w *wire) begin(f *Fetcher) (stop func(), done <-chan struct{}) {
	w.Helper()
	if _, err := f.bus.Bucket(w.Context(), schema.BucketHosts); err != nil { // this is of stops at work, not of one at the start
		w.Fatal(err)
	}
	ctx, stop := context.WithCancel(w.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := f.Run(ctx); err != nil {
			w.Errorf("stop: %v", err)
		}
	}()
	w.Cleanup(func() { stop(); <-ended })
	return stop, ended
}

// pulls is how many pulls for due messages are under way.
func (w *wire) pulls() int {
	w.Helper()
	consumer, err := w.bus.JetStream().Consumer(w.Context(), schema.StreamFeeds, schema.ConsumerFetcher)
	if err != nil {
		w.Fatal(err)
	}
	return consumer.CachedInfo().NumWaiting
}

// TestLaw8AStoppedFetcherFinishesWhatItHasInHand, and takes nothing up any more.
func TestLaw8AStoppedFetcherFinishesWhatItHasInHand(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	asked, answer := make(chan struct{}), make(chan struct{})
	serve := w.site.answer
	w.site.answers(func(rw http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-answer
		serve(rw, r)
	})
	w.due(fresh(w.feed), 1)
	stop, done := w.begin(w.fetcher)
	<-asked
	stop()
	w.eventually("the intake has ended", func() bool { return w.pulls() == 0 })
	first := w.feed
	w.feed.ID = schema.FeedID(w.site.URL + "/second.xml")
	w.due(fresh(w.feed), 1)
	close(answer)
	<-done
	w.feed = first
	state, _ := w.scheduled()
	if state.Count != 1 || state.Outcome != schema.OutcomeChanged || state.Failures != 0 || len(w.items()) != 3 {
		t.Errorf("the poll in hand left %+v and %d items", state, len(w.items()))
	}
	// The schedule of the first feed, and the message of the second one.
	if n := w.state(schema.StreamFeeds).Msgs; n != 2 || len(w.site.asked()) != 1 || w.rejections() != 0 {
		t.Errorf("%d messages, asked %d times, %d rejections", n, len(w.site.asked()), w.rejections())
	}
}

// TestLaw8AStoppedFetcherGivesBackWhatItCannotFinish, and the next one has it at
// once: no stop is a failed poll, however many there are.
func TestLaw8AStoppedFetcherGivesBackWhatItCannotFinish(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	serve := w.site.answer
	asked := make(chan struct{})
	w.site.answers(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	})
	w.due(fresh(w.feed), 1)
	for range 4 { // as often as would make a killer of it
		stuck := w.newFetcher(w.bus)
		stuck.config.Grace = 10 * time.Millisecond
		stop, done := w.begin(stuck)
		select {
		case <-asked:
		case <-time.After(20 * time.Second):
			t.Fatal("the feed was not given back, or it was given up")
		}
		stop()
		<-done
		if _, sequence := w.scheduled(); sequence != 0 {
			t.Fatal("a poll that was cut off wrote a schedule")
		}
	}
	w.site.answers(serve)
	w.run()
	w.eventually("another one polls the feed", func() bool { return w.told().Count == 1 })
	if told := w.told(); told.Failures != 0 || told.Health != schema.HealthOK || len(w.items()) != 3 || w.rejections() != 0 {
		t.Errorf("told %+v, %d items, %d rejections of stops", told, len(w.items()), w.rejections())
	}
}
