package client_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// replay publishes articles into a stream DESK of the user's own, as `wirecopy replay` does.
func (w *wire) replay(t *testing.T, to string, all ...*schema.Article) {
	t.Helper()
	if _, err := w.js.CreateOrUpdateStream(t.Context(), jetstream.StreamConfig{Name: "DESK", Subjects: []string{to}}); err != nil {
		t.Fatal(err)
	}
	if err := replayed(t.Context(), w.js, to, all...); err != nil {
		t.Fatal(err)
	}
}

// replayed publishes articles as they are replayed.
func replayed(ctx context.Context, js jetstream.JetStream, to string, all ...*schema.Article) error {
	for _, a := range all {
		m, err := event(a)
		if err != nil {
			return err
		}
		m.Subject = schema.ReplaySubject(to, m.Subject)
		m.Header.Set(schema.HeaderReplayed, "2026-03-14T09:26:53.5Z")
		if _, err := js.PublishMsg(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func TestReplayedArticlesAreReadFromAnotherStream(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, article(9, "en"))
	w.replay(t, "desk.replayed.>", append(articles(1, 3, "en"), article(4, "fr"))...)
	for name, tt := range map[string]struct {
		filter client.Filter
		want   string
	}{
		"all":      {client.Filter{}, "1 2 3 4"},
		"language": {client.Filter{Languages: []string{"en"}}, "1 2 3"},
		"section":  {client.Filter{Languages: []string{"en", "fr"}, Sections: []string{"politics"}}, "2 4"},
	} {
		for kind, options := range kinds() {
			got := make(chan *client.Message, 10)
			if kind == "durable" {
				options = append(options, client.Durable(name))
			}
			s := w.subscribe(t, tt.filter, into(got), append(options, client.Replayed("DESK", "desk.replayed.>"))...)
			wantNumbers(t, got, tt.want)
			drain(t, s)
		}
	}
}

func TestReplayedMessageIsThatOfTheWire(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, article(1, "en"))
	w.replay(t, "desk.replayed", article(1, "en"))
	first, again := make(chan *client.Message, 1), make(chan *client.Message, 1)
	w.subscribe(t, client.Filter{}, into(first), client.StartAll())
	w.subscribe(t, client.Filter{Keywords: []string{"boats"}}, into(again), client.StartAll(), client.Replayed("DESK", "desk.replayed"))
	a, b := wait(t, first), wait(t, again)
	if a.ID != b.ID || a.Type != b.Type || string(a.Data) != string(b.Data) {
		t.Errorf("on the wire it is %s %s, replayed %s %s", a.ID, a.Type, b.ID, b.Type)
	}
	if want := time.Date(2026, 3, 14, 9, 26, 53, 5e8, time.UTC); !a.Replayed.IsZero() || !b.Replayed.Equal(want) {
		t.Errorf("replayed %v and %v", a.Replayed, b.Replayed)
	}
}

func TestFaultyReplaysAreToldAtOnce(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for want, tt := range map[string]struct {
		filter client.Filter
		option client.Option
	}{
		`stream "ARTICLES"`:        {client.Filter{}, client.Replayed(schema.StreamArticles, "desk")},
		`stream ""`:                {client.Filter{}, client.Replayed("", "desk")},
		"belongs to the wire":      {client.Filter{}, client.Replayed("DESK", "articles.v1.>")},
		"replay to desk.> to":      {client.Filter{Languages: []string{"en"}}, client.Replayed("DESK", "desk")},
		"a stream that takes desk": {client.Filter{}, client.Replayed("DESK", "desk")},
	} {
		_, err := client.Subscribe(t.Context(), w.conn, tt.filter, into(nil), tt.option)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
	_, err := client.Subscribe(t.Context(), w.conn, client.Filter{}, into(nil), client.Durable("x"), client.Replayed("DESK", "desk"))
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		t.Errorf("without the stream it says %v", err)
	}
}
