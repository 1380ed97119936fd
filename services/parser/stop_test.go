package parser

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// begin runs a parser until it is stopped; done is closed when it has ended.
func (w *wire) begin(p *Parser) (stop func(), done <-chan struct{}) {
	w.Helper()
	ctx, stop := context.WithCancel(w.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := p.Run(ctx); err != nil {
			w.Errorf("stop: %v", err)
		}
	}()
	w.Cleanup(func() { stop(); <-ended })
	return stop, ended
}

// waiting is how many items wait for a parser, or are in one's hand.
func (w *wire) waiting() uint64 {
	w.Helper()
	s, err := w.bus.JetStream().Stream(w.Context(), schema.StreamItems)
	if err != nil {
		w.Fatal(err)
	}
	return s.CachedInfo().State.Msgs
}

// pulls is how many pulls for items are under way.
func (w *wire) pulls() int {
	w.Helper()
	consumer, err := w.bus.JetStream().Consumer(w.Context(), schema.StreamItems, schema.ConsumerParser)
	if err != nil {
		w.Fatal(err)
	}
	return consumer.CachedInfo().NumWaiting
}

// TestLaw8AStoppedParserFinishesWhatItHasInHand, and takes nothing up any more.
func TestLaw8AStoppedParserFinishesWhatItHasInHand(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	asked, answer := make(chan struct{}), make(chan struct{})
	w.site.answer("/a", func(rw http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-answer
		_, _ = rw.Write([]byte("Boats come in\nFirst."))
	})
	w.site.page("/b", "Boats go out\nSecond.")
	w.announce(w.item("/a", "1"), 1)
	stop, done := w.begin(w.parser)
	<-asked
	stop()
	w.eventually("the intake has ended", func() bool { return w.pulls() == 0 })
	w.announce(w.item("/b", "1"), 1)
	close(answer)
	<-done
	w.eventually("the acknowledgement has arrived", func() bool { return w.waiting() < 2 }) // it is sent without waiting for the server
	articles, _ := w.articles()
	if len(articles) != 1 || w.waiting() != 1 || len(w.rejections()) != 0 || w.site.asked() != 1 {
		t.Errorf("%d articles, %d items wait, %d rejections, asked %d times; want the first item done and the second one untouched",
			len(articles), w.waiting(), len(w.rejections()), w.site.asked())
	}
}

// TestLaw8AStoppedParserGivesBackWhatItCannotFinish, and the next one has it at
// once: no stop is a failed try, however many there are.
func TestLaw8AStoppedParserGivesBackWhatItCannotFinish(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	asked := make(chan struct{})
	w.site.answer("/a", func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	})
	item := w.item("/a", "1")
	w.announce(item, 1)
	for range 4 { // as often as would make a killer of it
		stuck := w.newParser(w.bus)
		stuck.config.Grace = 10 * time.Millisecond
		stop, done := w.begin(stuck)
		select {
		case <-asked:
		case <-time.After(20 * time.Second):
			t.Fatal("the item was not given back, or it was given up")
		}
		stop()
		<-done
	}
	if got := w.scheduled(item); got.Attempt != -1 {
		t.Errorf("put off, at attempt %d, by a stop", got.Attempt)
	}
	w.site.page("/a", "Boats come in\nFirst.")
	w.run()
	w.eventually("another one does it", func() bool { return w.waiting() == 0 })
	if articles, _ := w.articles(); len(articles) != 1 || articles[0].Extraction.Method == "feed" || len(w.rejections()) != 0 {
		t.Errorf("%d articles, %d rejections of stops", len(articles), len(w.rejections()))
	}
}
