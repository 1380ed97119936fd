package fetcher

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func added(feed schema.Feed) catalogue.Change { return catalogue.Change{ID: feed.ID, Feed: feed} }

func TestFeedsOfTheCatalogueArePolled(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.run()
	w.eventually("the feed is polled", func() bool { return w.told().Count == 1 })
	w.eventually("its items are there", func() bool { return len(w.items()) == 3 })
	second := catalogue.New(w.site.URL+"/second.xml", now())
	if _, err := w.catalogue.Add(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	w.eventually("a feed that is added later is polled", func() bool {
		_, found, err := w.bus.Last(t.Context(), schema.StreamPolls, schema.PollOf(second.ID))
		return found && err == nil
	})
}

func TestRestartAsksNothingEarly(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	stop := w.run()
	w.eventually("the feed is polled", func() bool { return w.told().Count == 1 })
	w.eventually("its clock is wound up", func() bool { _, n := w.scheduled(); return n > 0 })
	before, sequence := w.scheduled()
	stop()
	if err := newSeeder(w.fetcher).look(t.Context(), added(w.feed)); err != nil {
		t.Fatal(err)
	}
	if after, now := w.scheduled(); now != sequence || !after.Next.Equal(before.Next) {
		t.Errorf("the schedule was written again: %d, %d", sequence, now)
	}
}

func TestALostFeedGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.handle(w.due(fresh(w.feed), 1))
	before, _ := w.scheduled()
	if err := purge(t.Context(), w.bus, schema.StreamFeeds); err != nil {
		t.Fatal(err)
	}
	if err := newSeeder(w.fetcher).look(t.Context(), added(w.feed)); err != nil {
		t.Fatal(err)
	}
	after, sequence := w.scheduled()
	if sequence == 0 || !after.Next.Equal(before.Next) || after.ETag != before.ETag || after.Count != before.Count {
		t.Errorf("seeded %+v, want %+v", after, before)
	}
}

func TestAFeedInFlightIsNotSeeded(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.due(fresh(w.feed), 1)
	if err := newSeeder(w.fetcher).look(t.Context(), added(w.feed)); err != nil {
		t.Fatal(err)
	}
	if _, sequence := w.scheduled(); sequence != 0 {
		t.Error("a feed whose message is due has a schedule too")
	}
}

func TestFirstPollsAreSpread(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	s := newSeeder(w.fetcher)
	const feeds = 100
	begin, perSecond := now(), map[int]int{}
	for n := range feeds {
		feed := catalogue.New(fmt.Sprintf("https://harbour.example/%d", n), begin)
		if err := s.look(t.Context(), added(feed)); err != nil {
			t.Fatal(err)
		}
		last, found, err := w.bus.Last(t.Context(), schema.StreamFeeds, schema.FeedSchedule(feed.ID))
		if err != nil || !found {
			t.Fatal(found, err)
		}
		state, err := readState(last.Body, feed.ID)
		if err != nil {
			t.Fatal(err)
		}
		perSecond[int(state.Next.Sub(begin)/time.Second)]++
	}
	for second, n := range perSecond {
		if n > w.fetcher.config.FirstPolls+1 {
			t.Errorf("%d first polls in second %d", n, second)
		}
	}
}

func TestResumeGoesOn(t *testing.T) {
	t.Parallel()
	w := newWire(t, nil)
	w.feed.Paused = true
	if err := w.catalogue.Put(t.Context(), w.feed); err != nil {
		t.Fatal(err)
	}
	w.run()
	w.feed.Paused = false
	if err := w.catalogue.Put(t.Context(), w.feed); err != nil {
		t.Fatal(err)
	}
	w.eventually("the feed is polled", func() bool { return w.told().Count == 1 })
}

func TestConfigReportsAllFaults(t *testing.T) {
	t.Parallel()
	if err := Defaults().Validate(); err != nil {
		t.Error(err)
	}
	err := Config{Backfill: -1, BackfillItems: -1}.Validate()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 9 {
		t.Errorf("faults are %v, want those of policy and budget, and seven more", err)
	}
	if _, err := New(Config{}, Deps{}); err == nil || errors.Is(err, catalogue.ErrUnreadable) {
		t.Errorf("made a fetcher that can't work: %v", err)
	}
}
