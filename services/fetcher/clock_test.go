package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestARedeliveryAfterTheNextScheduleAsksNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	m := w.due(fresh(w.feed), 1)
	w.handle(m)
	_, sequence := w.scheduled()
	m.Deliveries = 2 // its acknowledgement was lost
	w.handle(m)
	if _, now := w.scheduled(); now != sequence || len(w.site.asked()) != 1 {
		t.Errorf("schedule %d became %d after %d requests", sequence, now, len(w.site.asked()))
	}
}

func TestARedeliveryTellsWhatADeadFetcherCouldNot(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	m := w.due(fresh(w.feed), 1)
	next := fresh(w.feed)
	next.Count, next.Next = 1, now().Add(time.Hour)
	body, err := writeState(next)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.bus.Schedule(t.Context(), bus.Schedule{ // its last deed
		Subject: schema.FeedSchedule(w.feed.ID), Target: m.Subject, At: next.Next,
		Fence: bus.Fence{Subject: m.Subject, Sequence: m.Sequence}, Body: body,
	}); err != nil {
		t.Fatal(err)
	}
	m.Deliveries = 2
	w.handle(m)
	if told := w.told(); told.Count != 1 || !told.Next.Equal(next.Next) {
		t.Errorf("told %+v, want what was scheduled", told)
	}
	if n := len(w.site.asked()); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

func purge(ctx context.Context, b *bus.Bus, stream string) error {
	s, err := b.JetStream().Stream(ctx, stream)
	if err != nil {
		return err
	}
	return s.Purge(ctx)
}

func TestARedeliveryAfterTheNextDueMessageAsksNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	late := w.due(fresh(w.feed), 2)
	next := w.due(fresh(w.feed), 1) // the schedule has fired meanwhile
	w.handle(late)
	if n := len(w.site.asked()); n != 0 {
		t.Errorf("asked %d times by a message that was superseded", n)
	}
	w.handle(next)
	if n := len(w.site.asked()); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
}

func TestARedeliveryBeforeTheNextSchedulePolls(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.handle(w.due(fresh(w.feed), 2))
	if state, _ := w.scheduled(); state.Count != 1 {
		t.Errorf("state is %+v", state)
	}
}

func TestASlowFetcherWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	slow := w.due(fresh(w.feed), 1)
	serve := w.site.answer
	w.site.answers(func(rw http.ResponseWriter, r *http.Request) {
		// While it asks, its message is given to another one, which is done.
		w.site.answers(serve)
		again := *slow
		again.Deliveries = 2
		if err := w.fetcher.handle(r.Context(), &again); err != nil {
			t.Errorf("the other one: %v", err)
		}
		serve(rw, r)
	})
	before := len(w.items())
	w.handle(slow)
	state, _ := w.scheduled()
	if state.Count != 1 {
		t.Errorf("%d polls are written, want one", state.Count)
	}
	if n := len(w.items()) - before; n != 3 {
		t.Errorf("%d items, want each once", n)
	}
}

func TestPausedAndRemovedFeedsEndTheirClock(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(w *wire) error{
		"paused": func(w *wire) error {
			w.feed.Paused = true
			return w.catalogue.Put(w.Context(), w.feed)
		},
		"removed": func(w *wire) error {
			_, err := w.catalogue.Remove(w.Context(), w.feed.ID)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, nil)
			if err := change(w); err != nil {
				t.Fatal(err)
			}
			w.handle(w.due(fresh(w.feed), 1))
			if _, sequence := w.scheduled(); sequence != 0 || len(w.site.asked()) != 0 {
				t.Errorf("polled %d times, next schedule %d", len(w.site.asked()), sequence)
			}
		})
	}
}

func TestAStateThatCannotBeReadIsKeptAndTheFeedGoesOn(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON": "{", "another form": `{"v":99}`, "another feed": `{"v":1,"feed":"x"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, nil)
			w.handle(w.dueBody([]byte(body), 1))
			if n := w.rejections(); n != 1 {
				t.Errorf("%d rejections, want the state that was lost", n)
			}
			if state, sequence := w.scheduled(); sequence == 0 || state.Count != 0 {
				t.Errorf("the feed doesn't begin anew: %+v", state)
			}
		})
	}
}

func TestAFeedThatKillsItsFetcherIsSpared(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	m := w.due(fresh(w.feed), 4)
	if err := w.fetcher.spare(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	state, _ := w.scheduled()
	if len(w.site.asked()) != 0 || w.rejections() != 1 || state.Health != schema.HealthFailing || time.Until(state.Next) < 23*time.Hour {
		t.Errorf("asked %d times, %d rejections, state %+v", len(w.site.asked()), w.rejections(), state)
	}
}

func TestWhatIsHeldIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	m := w.due(fresh(w.feed), 1)
	ctx, cancel := context.WithCancel(t.Context())
	serve := w.site.answer
	w.site.answers(func(rw http.ResponseWriter, r *http.Request) { serve(rw, r) })
	done, err := w.fetcher.poll(ctx, w.feed, fresh(w.feed))
	if err != nil {
		t.Fatal(err)
	}
	m.Kept = done
	cancel()
	if err := w.fetcher.handle(ctx, m); err == nil {
		t.Fatal("published without a context")
	}
	w.handle(m)
	if n := len(w.site.asked()); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	if n := len(w.items()); n != 3 {
		t.Errorf("%d items", n)
	}
}

func TestStopIsNoFailure(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	m := w.due(fresh(w.feed), 1)
	ctx, stop := context.WithCancel(t.Context())
	w.site.answers(func(_ http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	})
	if err := w.fetcher.handle(ctx, m); err == nil {
		t.Error("a poll that was cut off is no poll")
	}
	if _, sequence := w.scheduled(); sequence != 0 {
		t.Error("a poll that was cut off wrote a schedule")
	}
}

func TestHeadersNameSecrets(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.feed.Headers = []schema.HeaderRef{{Name: "Authorization", Secret: "harbour"}}
	if err := w.catalogue.Put(t.Context(), w.feed); err != nil {
		t.Fatal(err)
	}
	w.handle(w.due(fresh(w.feed), 1))
	if state, _ := w.scheduled(); state.Health != schema.HealthBlocked || len(w.site.asked()) != 0 {
		t.Errorf("without its secret the feed is %s, asked %d times", state.Health, len(w.site.asked()))
	}
	w.fetcher.secrets = secrets{"harbour": "Basic YTpi"}
	state, _ := w.scheduled()
	w.handle(w.due(state, 1))
	if state, _ := w.scheduled(); state.Health != schema.HealthOK {
		t.Errorf("with its secret the feed is %s: %s", state.Health, state.Error)
	}
	if got := w.site.asked()[0].Header.Get("Authorization"); got != "Basic YTpi" {
		t.Errorf("sent %q", got)
	}
}

type secrets map[string]string

func (s secrets) Secret(_ context.Context, name string) (string, error) {
	if value, ok := s[name]; ok {
		return value, nil
	}
	return "", errors.New(fmt.Sprint("there is no secret ", name))
}

func TestPollNowPollsOnceAndNotTooSoon(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.run()
	w.eventually("the feed is polled", func() bool { return w.told().Count == 1 })
	tooSoon, ok := errors.AsType[*catalogue.TooSoonError](w.catalogue.PollNow(t.Context(), w.feed.ID, time.Minute))
	if !ok || time.Until(tooSoon.Next) < 50*time.Second {
		t.Errorf("a poll right after another one: %v", tooSoon)
	}
	w.clock.advance(w.fetcher.config.Least)
	if err := w.catalogue.PollNow(t.Context(), w.feed.ID, 0); err != nil {
		t.Fatal(err)
	}
	w.eventually("it is polled again", func() bool { return w.told().Count == 2 })
	if err := w.catalogue.PollNow(t.Context(), "nosuch", 0); !errors.Is(err, catalogue.ErrNotScheduled) {
		t.Errorf("a feed that isn't there: %v", err)
	}
	if poll, found, err := w.catalogue.Latest(t.Context(), w.feed.ID); !found || err != nil || poll.Outcome != schema.OutcomeNotModified {
		t.Errorf("latest poll: %+v, %t, %v", poll, found, err)
	}
}

func TestARejectedPollIsTriedOnceMore(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	due := w.due(fresh(w.feed), 4)
	if err := w.fetcher.spare(t.Context(), due); err != nil {
		t.Fatal(err)
	}
	if err := w.bus.Delete(t.Context(), due.Stream, due.Sequence); err != nil { // as its acknowledgement does
		t.Fatal(err)
	}
	w.clock.advance(time.Hour)
	w.run()
	if _, found, err := w.bus.Retry(t.Context(), 1); !found || err != nil {
		t.Fatal(found, err)
	}
	w.eventually("the feed is polled", func() bool { return w.told().Health == schema.HealthOK })
	w.eventually("it is no rejection any more", func() bool { return w.rejections() == 0 })
}
