package replay_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/replay"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

func TestMessagesAreThoseOfTheWire(t *testing.T) {
	t.Parallel()
	first := storetest.Article(1)
	s := newShelf(t, storetest.Revision(first, 2), first)
	s.rows[0].Record = append(s.rows[0].Record[:len(s.rows[0].Record)-2], `,"ofTomorrow":1}`...) // which this release doesn't know
	s.rows[1].Subject = ""
	var sink tray
	c := config(s, &sink)
	c.To = "desk.archive.>"
	done, err := replay.Run(t.Context(), c)
	if err != nil || done.Messages != 2 || done.PassedOver != 0 || !done.Until.Equal(c.Query.Until) {
		t.Fatalf("%+v, %v", done, err)
	}
	for i, m := range sink.all {
		a := []*schema.Article{first, storetest.Revision(first, 2)}[i]
		if m.Subject != "desk.archive.en.harbour-example.news" || string(m.Body) != string(s.rows[1-i].Record) {
			t.Errorf("message %d is on %s: %s", i, m.Subject, m.Body)
		}
		if at, err := time.Parse(time.RFC3339Nano, m.Header[schema.HeaderReplayed]); err != nil || at.IsZero() {
			t.Errorf("replayed at %s", m.Header[schema.HeaderReplayed])
		}
		for name, want := range a.EventHeader() {
			if m.Header[name] != want {
				t.Errorf("%s is %q, want %q", name, m.Header[name], want)
			}
		}
	}
}

// A version's number can be given again after a long rest.
func TestVersionsOfOneNumberAreTwoMessages(t *testing.T) {
	t.Parallel()
	first := storetest.Article(1)
	later := *first
	later.VersionCreated = first.VersionCreated.Add(60 * 24 * time.Hour)
	var sink tray
	if _, err := replay.Run(t.Context(), config(newShelf(t, first, &later), &sink)); err != nil {
		t.Fatal(err)
	}
	if len(sink.all) != 2 || sink.all[0].ID == sink.all[1].ID || sink.all[0].Header["ce-id"] != sink.all[1].Header["ce-id"] {
		t.Errorf("messages are %+v", sink.all)
	}
}

func TestWhatCannotBeReadOrSentIsPassedOver(t *testing.T) {
	t.Parallel()
	s := newShelf(t, boats(4)...)
	s.rows[3].Record = []byte(`{"id":`)
	s.rows[1].Record = append(s.rows[1].Record, strings.Repeat(" ", 1<<20)...)
	var sink tray
	var told []string
	c := config(s, &sink)
	c.MaxPayload = 1 << 20
	c.Tell = func(err error) { told = append(told, err.Error()) }
	done, err := replay.Run(t.Context(), c)
	if err != nil || done.Messages != 2 || done.PassedOver != 2 || len(sink.all) != 2 {
		t.Errorf("%+v, %v, %d messages", done, err, len(sink.all))
	}
	if len(told) != 2 || !strings.Contains(told[0], "passed over: article "+s.rows[3].ID) || !strings.Contains(told[1], "a message holds 1048576") {
		t.Errorf("told %q", told)
	}
}

func TestNoMoreThanTheRateGoesOut(t *testing.T) {
	t.Parallel()
	s := newShelf(t, boats(200)...)
	for rate, want := range map[int]time.Duration{0: 0, 1: 199 * time.Second, 10: 19 * time.Second, 1000: 136 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			var sink tray
			c := config(s, &sink)
			c.Rate = rate
			begun := time.Now()
			if _, err := replay.Run(t.Context(), c); err != nil || len(sink.all) != 200 {
				t.Fatalf("%d messages, %v", len(sink.all), err)
			}
			if took := time.Since(begun); took < want || took > want+time.Second {
				t.Errorf("at %d a second it took %s, want %s", rate, took, want)
			}
		})
	}
}

func TestStreamThatTakesNothingIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := newShelf(t, boats(100)...)
	synctest.Test(t, func(t *testing.T) {
		sink := tray{fails: 12}
		var told []string
		c := config(s, &sink)
		c.Tell = func(err error) { told = append(told, err.Error()) }
		if done, err := replay.Run(t.Context(), c); err != nil || done.Messages != 100 || len(sink.all) != 100 {
			t.Errorf("%+v, %v", done, err)
		}
		if len(told) != 1 || told[0] != "waiting: the stream is full" {
			t.Errorf("told %q", told)
		}
		sink.fails = 1000
		if done, err := replay.Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), "the stream is full: nothing was taken for 1m0s") || done.Until.After(storetest.Epoch()) {
			t.Errorf("%+v, %v", done, err)
		}
	})
}

func TestReplayGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	s := newShelf(t, boats(500)...)
	b := bustest.New(t)
	stream, err := b.JetStream().CreateStream(t.Context(), jetstream.StreamConfig{Name: "DESK", Subjects: []string{"desk.>"}})
	if err != nil {
		t.Fatal(err)
	}
	c := config(s, b)
	stops := 0
	for {
		ctx, stop := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		begun := 0
		c.Reached = func(p replay.Progress) {
			if begun = p.Messages; begun >= 100 {
				stop(enough)
			}
		}
		done, err := replay.Run(ctx, c)
		stop(nil)
		if err == nil {
			break
		}
		if !errors.Is(err, enough) || !done.Until.After(c.Query.Since) {
			t.Fatalf("%+v, %v", done, err)
		}
		c.Query.Since = done.Until
		stops++
	}
	info, err := stream.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stops < 3 || info.State.Msgs != 500 {
		t.Errorf("after %d stops the stream has %d messages, want each of 500 once", stops, info.State.Msgs)
	}
	var last time.Time
	for n := range uint64(500) {
		raw, err := stream.GetMsg(t.Context(), n+1)
		if err != nil {
			t.Fatal(err)
		}
		created, err := time.Parse(time.RFC3339Nano, raw.Header.Get("ce-time"))
		if err != nil || created.Before(last) {
			t.Fatalf("message %d was made at %s, after one of %s (%v)", n+1, created, last, err)
		}
		last = created
	}
}

// The consumer holds the replay up, by a stream that is as full as it wants it.
func TestFullStreamHoldsItUp(t *testing.T) {
	t.Parallel()
	s := newShelf(t, boats(300)...)
	b := bustest.New(t)
	stream, err := b.JetStream().CreateStream(t.Context(), jetstream.StreamConfig{
		Name: "DESK", Subjects: []string{"desk.>"}, Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, MaxMsgs: 100,
	})
	if err != nil {
		t.Fatal(err)
	}
	consumer, err := stream.CreateConsumer(t.Context(), jetstream.ConsumerConfig{Durable: "desk", AckPolicy: jetstream.AckExplicitPolicy})
	if err != nil {
		t.Fatal(err)
	}
	full := make(chan struct{}, 100)
	c := config(s, b)
	c.Tell = func(error) { full <- struct{}{} }
	result := make(chan error, 1)
	go func() {
		done, err := replay.Run(t.Context(), c)
		if err == nil && done.Messages != 300 {
			err = errors.New("not all were replayed")
		}
		result <- err
	}()
	<-full // before anything was taken out
	got := map[string]bool{}
	for len(got) < 300 {
		messages, err := consumer.Fetch(50, jetstream.FetchMaxWait(time.Second))
		if err != nil {
			t.Fatal(err)
		}
		for m := range messages.Messages() {
			got[m.Headers().Get("ce-id")] = true
			if err := m.DoubleAck(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := <-result; err != nil {
		t.Error(err)
	}
}

func TestSubjectThatNoStreamTakes(t *testing.T) {
	t.Parallel()
	done, err := replay.Run(t.Context(), config(newShelf(t, boats(3)...), bustest.New(t)))
	if !errors.Is(err, jetstream.ErrNoStreamResponse) || !strings.Contains(err.Error(), "no stream takes desk.archive: make one first") || done.Messages != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}
