package fetcher

import (
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// pause pauses the feed in the catalogue, or has it go on.
func (w *wire) pause(paused bool) {
	w.Helper()
	w.feed.Paused = paused
	if err := w.catalogue.Put(w.Context(), w.feed); err != nil {
		w.Fatal(err)
	}
}

// remove takes the feed out of the catalogue.
func (w *wire) remove() {
	w.Helper()
	if _, err := w.catalogue.Remove(w.Context(), w.feed.ID); err != nil {
		w.Fatal(err)
	}
}

// look has the seeder look at the feed as it is in the catalogue.
func (w *wire) look() {
	w.Helper()
	feed, found, err := w.catalogue.Get(w.Context(), w.feed.ID)
	if err != nil {
		w.Fatal(err)
	}
	if err := newSeeder(w.fetcher).look(w.Context(), catalogue.Change{ID: w.feed.ID, Feed: feed, Removed: !found}); err != nil {
		w.Fatal(err)
	}
}

// isDue waits for the feed's due message, and takes it up.
func (w *wire) isDue() *bus.Message {
	w.Helper()
	var due bus.Stored
	w.eventually("the feed is due", func() bool {
		last, found, err := w.bus.Last(w.Context(), schema.StreamFeeds, schema.FeedDue(w.feed.ID))
		due = last
		return found && err == nil
	})
	return &bus.Message{Subject: due.Subject, Body: due.Body, Stream: schema.StreamFeeds, Sequence: due.Sequence, Deliveries: 1}
}

// isLastDue waits for the due message that comes after another one.
func (w *wire) isLastDue(before *bus.Message) *bus.Message {
	w.Helper()
	var m *bus.Message
	w.eventually("the feed is due again", func() bool { m = w.isDue(); return m.Sequence > before.Sequence })
	return m
}

// isTold says whether there is a polls.<feed>.
func (w *wire) isTold() bool {
	w.Helper()
	_, found, err := w.bus.Last(w.Context(), schema.StreamPolls, schema.PollOf(w.feed.ID))
	if err != nil {
		w.Fatal(err)
	}
	return found
}

func TestAPauseIsToldAtOnceAndTheNextPollHealsIt(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	stop := w.run()
	w.eventually("the feed is polled", func() bool { return w.told().Health == schema.HealthOK })
	before := w.told()
	w.pause(true)
	w.eventually("the pause is told", func() bool { return w.told().Health == schema.HealthPaused })
	told := w.told()
	if told.Since.Before(before.At) || told.ETag != before.ETag || !told.Next.Equal(before.Next) || told.Count != 1 {
		t.Errorf("told %+v, before it was %+v", told, before)
	}
	if _, sequence := w.scheduled(); sequence != 0 {
		t.Error("a paused feed has a clock")
	}
	w.pause(false)
	w.eventually("it is scheduled again", func() bool { _, n := w.scheduled(); return n > 0 })
	stop()
	if state, _ := w.scheduled(); state.Next.Before(before.Next) || state.ETag != before.ETag {
		t.Errorf("scheduled %+v, before it was due at %s", state, before.Next)
	}
	if state := w.poll(); state.Health != schema.HealthOK || w.told().Health != schema.HealthOK || len(w.site.asked()) != 2 {
		t.Errorf("after %d requests: %+v", len(w.site.asked()), state)
	}
}

func TestAFeedThatIsAddedPausedIsTold(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.pause(true)
	w.run()
	w.eventually("the pause is told", func() bool { return w.isTold() && w.told().Health == schema.HealthPaused })
	if len(w.site.asked()) != 0 {
		t.Errorf("asked %d times", len(w.site.asked()))
	}
	before := w.state(schema.StreamPolls).LastSeq
	w.look() // as at every reconciliation
	if _, sequence := w.scheduled(); sequence != 0 || w.state(schema.StreamPolls).LastSeq != before {
		t.Error("a pause that was told is told again")
	}
}

func TestAPauseIsOneLogLineAndAMetric(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	core, logs := observer.New(zap.InfoLevel)
	w.fetcher.log = zap.New(core)
	state := w.poll()
	w.pause(true)
	m := w.due(state, 1)
	w.handle(m)
	m.Deliveries = 2 // its acknowledgement was lost
	w.handle(m)
	lines := logs.FilterMessage("feed changed its state").All()
	if len(lines) != 1 || lines[0].ContextMap()["after"] != "paused" || w.told().Health != schema.HealthPaused {
		t.Errorf("logged %v", lines)
	}
}

// While a feed is being polled its user pauses it. The poll's outcome is told, and
// then the pause: at the next look, or when the feed is due.
func TestAPauseDuringAPollWaitsForIt(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	m := w.due(fresh(w.feed), 1)
	done, err := w.fetcher.poll(t.Context(), w.feed, fresh(w.feed))
	if err != nil {
		t.Fatal(err)
	}
	w.pause(true)
	w.look()
	if w.isTold() {
		t.Error("somebody told of a feed that another one has in hand")
	}
	if err := w.fetcher.commit(t.Context(), m, w.feed, done); err != nil {
		t.Fatal(err)
	}
	if w.told().Health != schema.HealthOK || w.told().Count != 1 {
		t.Errorf("told %+v", w.told())
	}
	w.look()
	early := w.isLastDue(m)
	w.handle(early) // the one before is still in hand
	w.ack(early)
	if told := w.told(); told.Health != schema.HealthOK {
		t.Errorf("told %+v", told)
	}
	w.ack(m)
	w.handle(w.isLastDue(early))
	if told := w.told(); told.Health != schema.HealthPaused || told.Count != 1 || len(w.site.asked()) != 1 {
		t.Errorf("told %+v after %d requests", told, len(w.site.asked()))
	}
}

func TestARemovedFeedIsForgotten(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.run()
	w.eventually("the feed is polled", func() bool { return w.told().Count == 1 })
	w.remove()
	w.eventually("nothing is told of it", func() bool { return !w.isTold() })
	w.eventually("it has no clock", func() bool { return w.state(schema.StreamFeeds).Msgs == 0 })
	if _, err := w.catalogue.Add(t.Context(), w.feed); err != nil {
		t.Fatal(err)
	}
	w.eventually("it begins anew", func() bool { return w.isTold() && w.told().Count == 1 })
}

func TestARemovalThatNobodySawIsForgottenLater(t *testing.T) {
	t.Parallel()
	for name, clock := range map[string]bool{"with a clock": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, nil)
			w.poll()
			w.remove()
			if !clock {
				if err := purge(t.Context(), w.bus, schema.StreamFeeds); err != nil {
					t.Fatal(err)
				}
			}
			if err := newSeeder(w.fetcher).walk(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.handle(w.isDue())
			if w.isTold() {
				t.Errorf("told %+v of a feed that isn't there", w.told())
			}
		})
	}
}

// A feed is removed, and added again while its last message is in hand.
func TestARemovalThatWasTakenBackGoesOn(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	state := w.poll()
	w.remove()
	w.look()
	m := w.isDue()
	if _, err := w.catalogue.Add(t.Context(), w.feed); err != nil {
		t.Fatal(err)
	}
	w.look() // sees the message, and leaves the feed to whoever has it
	w.clock.reach(state.Next)
	w.handle(m)
	if after, sequence := w.scheduled(); sequence == 0 || after.Count != 2 || !w.isTold() {
		t.Errorf("the feed has stopped: %+v", after)
	}
}

func TestAnEntryThatCannotBeReadKeepsNoWorker(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	kv, err := w.bus.JetStream().KeyValue(t.Context(), schema.BucketCatalogue)
	if err != nil {
		t.Fatal(err)
	}
	m := w.due(fresh(w.feed), 1)
	if _, err := kv.PutString(t.Context(), w.feed.ID, "{"); err != nil {
		t.Fatal(err)
	}
	w.handle(m)
	if _, sequence := w.scheduled(); sequence != 0 || len(w.site.asked()) != 0 {
		t.Errorf("asked %d times", len(w.site.asked()))
	}
	w.ack(m)
	w.pause(false) // put again
	w.look()
	if _, sequence := w.scheduled(); sequence == 0 {
		t.Error("the feed doesn't go on")
	}
}

func TestQuietIsAState(t *testing.T) {
	t.Parallel()
	v := newVisits(t)
	first := v.poll()
	v.clock.advance(31 * 24 * time.Hour)
	if state := v.poll(); state.Health != schema.HealthQuiet || !state.Since.Equal(state.At) {
		t.Errorf("after a month of silence: %+v", state)
	}
	v.site.publish("four", "one")
	if state := v.poll(); state.Health != schema.HealthOK || state.Since.Equal(first.Since) {
		t.Errorf("after something new: %+v", state)
	}
}

// A pause that is taken back before its message has come is no reason to poll early.
func TestAPauseThatWasTakenBackPollsNothingEarly(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	before := w.poll()
	w.pause(true)
	w.look()
	w.pause(false)
	w.handle(w.isDue())
	after, sequence := w.scheduled()
	if sequence == 0 || !after.Next.Equal(before.Next) || after.Health != schema.HealthOK || len(w.site.asked()) != 1 {
		t.Errorf("after %d requests: %+v", len(w.site.asked()), after)
	}
}
