package bus_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestApplyMayBeRepeatedAndChanged(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	sizes := bus.DefaultSizes().Fit(1 << 30)
	sizes.ArticleAge = 48 * time.Hour
	for range 2 {
		if err := b.Apply(t.Context(), bus.Layout(sizes)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := b.JetStream().Stream(t.Context(), schema.StreamArticles)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.CachedInfo().Config; got.MaxAge != 48*time.Hour || got.MaxBytes != 1<<29 {
		t.Errorf("articles are kept for %s in %d bytes", got.MaxAge, got.MaxBytes)
	}
}

func TestSizesAreChecked(t *testing.T) {
	t.Parallel()
	if err := bus.DefaultSizes().Validate(); err != nil {
		t.Error(err)
	}
	err := bus.Sizes{Replicas: 2, ArticleAge: time.Minute}.Validate()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 3 {
		t.Errorf("faults are %v, want all three", err)
	}
}

func TestPublishKeepsAnIDOnce(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	o := bus.Outgoing{Subject: schema.ItemDue("h", "a"), ID: "work-1", Header: map[string]string{"ce-id": "x"}, Body: []byte("first")}
	first, stored, err := b.Publish(t.Context(), o)
	if err != nil || !stored {
		t.Fatalf("first: stored %t, %v", stored, err)
	}
	o.Body = []byte("second")
	second, stored, err := b.Publish(t.Context(), o)
	if err != nil || stored || second != first {
		t.Errorf("second: sequence %d, stored %t, %v; want %d and not stored", second, stored, err, first)
	}
	got, found, err := b.Get(t.Context(), schema.StreamItems, first)
	if err != nil || !found || string(got.Body) != "first" || got.Subject != o.Subject {
		t.Errorf("kept %q on %s, %t, %v", got.Body, got.Subject, found, err)
	}
	if _, found, err := b.Get(t.Context(), schema.StreamItems, first+1); found || err != nil {
		t.Errorf("a message that isn't there: %t, %v", found, err)
	}
}

func TestPublishAllCountsWhatIsNew(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	item(t, b, 3)
	var all []bus.Outgoing
	for _, n := range []string{"1", "2", "3"} {
		subject := schema.ItemDue("harbour.example", n)
		all = append(all, bus.Outgoing{Subject: subject, ID: subject, Body: []byte(n)})
	}
	if stored, err := b.PublishAll(t.Context(), all); err != nil || stored != 2 {
		t.Errorf("stored %d, %v; want the 2 that are new", stored, err)
	}
	all = append(all, bus.Outgoing{Subject: "nobody.takes.this", ID: "x"})
	if _, err := b.PublishAll(t.Context(), all); err == nil {
		t.Error("a message that no stream took is no error")
	}
}

func TestScheduleFiresNotEarly(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	got := make(chan time.Time, 1)
	run(t, worker(b, func(*bus.Message) error {
		got <- time.Now()
		return nil
	}))
	at := time.Now().Add(700*time.Millisecond + 300*time.Microsecond)
	subject := schema.ItemSchedule("h", "a")
	if _, err := b.Schedule(t.Context(), bus.Schedule{Subject: subject, Target: schema.ItemDue("h", "a"), At: at, Fence: bus.Fence{Subject: subject}}); err != nil {
		t.Fatal(err)
	}
	if fired := receive(t, got); fired.Before(at) {
		t.Errorf("fired %s early", at.Sub(fired))
	}
}

func TestLaw3ScheduleIsFenced(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	subject := schema.FeedSchedule("f")
	s := bus.Schedule{Subject: subject, Target: schema.FeedDue("f"), At: time.Now().Add(time.Hour), Fence: bus.Fence{Subject: subject}, Body: []byte("1")}
	sequence, err := b.Schedule(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	s.Body = []byte("2")
	if _, err := b.Schedule(t.Context(), s); !errors.Is(err, bus.ErrFenced) {
		t.Errorf("a second first schedule gives %v, want ErrFenced", err)
	}
	last, found, err := b.Last(t.Context(), schema.StreamFeeds, subject)
	if err != nil || !found || last.Sequence != sequence || string(last.Body) != "1" {
		t.Errorf("kept %q at %d, %t, %v", last.Body, last.Sequence, found, err)
	}
	s.Fence.Sequence = sequence
	if _, err := b.Schedule(t.Context(), s); err != nil {
		t.Errorf("with the right fence: %v", err)
	}
	if _, found, err := b.Last(t.Context(), schema.StreamFeeds, schema.FeedDue("f")); found || err != nil {
		t.Errorf("due already: %t, %v", found, err)
	}
}
