package command_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// desk makes a stream of a consumer's own.
func (w wire) desk(t *testing.T, subject string) {
	t.Helper()
	if _, err := w.JetStream().CreateStream(t.Context(), jetstream.StreamConfig{Name: "DESK", Subjects: []string{subject}}); err != nil {
		t.Fatal(err)
	}
}

// replayed are the next messages that a consumer of the desk gets.
func (w wire) replayed(t *testing.T, n int, filter client.Filter, subject string) (all []*client.Message) {
	t.Helper()
	got := make(chan *client.Message, n)
	s, err := client.Subscribe(t.Context(), w.Conn(), filter, func(ctx context.Context, m *client.Message) error {
		select {
		case got <- m:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}, client.StartAll(), client.Replayed("DESK", subject))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	for range n {
		select {
		case m := <-got:
			all = append(all, m)
		case <-time.After(20 * time.Second):
			t.Fatalf("%d of %d messages came", len(all), n)
		}
	}
	return all
}

func TestReplayBringsANewConsumerWhatIsStored(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.desk(t, "desk.>")
	all := boats(40)
	for _, a := range all[30:] {
		a.InLanguage = "de"
	}
	gone := storetest.Revision(all[3], 2)
	gone.PubStatus = schema.StatusCanceled
	dir, _ := fill(t, append(all, gone, storetest.Revision(all[7], 2))...)
	out := run(t, "replay", "--nats", w.url, "--data", dir, "--from", "2031", "--to", "2032", "--to-subject", "desk.replayed.>", "--rate", "0")
	if out != "replayed to desk.replayed.>: messages: 40\n" {
		t.Errorf("it says %q", out)
	}
	for i, m := range w.replayed(t, 40, client.Filter{}, "desk.replayed.>") {
		want := all[i]
		switch i {
		case 3:
			want = gone
		case 7:
			want = storetest.Revision(all[7], 2)
		}
		record, err := want.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if m.ID != want.EventID() || m.Type != want.EventType() || m.Replayed.IsZero() || strings.TrimSpace(string(m.Data)) != strings.TrimSpace(string(record)) {
			t.Errorf("message %d is %s %s, want %s %s\n%s", i, m.ID, m.Type, want.EventID(), want.EventType(), m.Data)
		}
	}
	if m := w.replayed(t, 1, client.Filter{Languages: []string{"de"}}, "desk.replayed.>")[0]; m.Article.ID != all[30].ID {
		t.Errorf("the first in German is %s", m.Article.URL)
	}
}

func TestReplayTakesWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	all := boats(8)
	all[2].InLanguage, all[4].Keywords = "de", []string{"Whales"}
	dir, _ := fill(t, append(all, storetest.Revision(all[6], 2), storetest.Revision(all[6], 3))...)
	for flags, want := range map[string]string{
		"":                                       "0 1 2 3 4 5 6.3 7",
		"--from=2031-05-04T03:05Z":               "3 4 5 6.3 7",
		"--to=2031-05-04T03:05Z":                 "0 1 2",
		"--language=de":                          "2",
		"--keyword=whales":                       "4",
		"--versions --from=2031-05-04T03:07:30Z": "6.1 6.2 6.3 7",
	} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			w.desk(t, "desk")
			args := []string{"replay", "--nats", w.url, "--data", dir, "--from=2031", "--to=2032", "--to-subject=desk"}
			run(t, append(args, strings.Fields(flags)...)...)
			var got []string
			for _, m := range w.replayed(t, len(strings.Fields(want)), client.Filter{}, "desk") {
				name := strings.TrimPrefix(m.Article.URL, "https://harbour.example/news/")
				if name == "6" {
					name = strings.Replace(m.ID, m.Article.ID, name, 1)
				}
				got = append(got, name)
			}
			if !slices.Equal(got, strings.Fields(want)) {
				t.Errorf("replayed %v, want %s", got, want)
			}
			if info, err := w.JetStream().Stream(t.Context(), "DESK"); err != nil || info.CachedInfo().State.Msgs != uint64(len(got)) {
				t.Errorf("the stream has %+v, %v", info.CachedInfo().State, err)
			}
		})
	}
}

// What a run was stopped at, the next one goes on with; nothing is there twice.
func TestReplayGoesOnFromWhereItSays(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.desk(t, "desk")
	dir, _ := fill(t, boats(100)...)
	args := []string{"replay", "--nats", w.url, "--data", dir, "--to=2032", "--to-subject=desk"}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	result := make(chan error, 1)
	go func() {
		_, _, err := shell{}.run(ctx, append(args, "--from=2031", "--rate=5")...)
		result <- err
	}()
	w.replayed(t, 10, client.Filter{}, "desk")
	stop()
	err := <-result
	if err == nil {
		t.Fatal("it ended before it was stopped")
	}
	_, from, found := strings.Cut(err.Error(), "begin with --from ")
	if !found {
		t.Fatalf("it doesn't say how to go on: %v", err)
	}
	run(t, append(args, "--from="+from)...)
	ids := map[string]bool{}
	for _, m := range w.replayed(t, 100, client.Filter{}, "desk") {
		ids[m.ID] = true
	}
	if info, err := w.JetStream().Stream(t.Context(), "DESK"); err != nil || len(ids) != 100 || info.CachedInfo().State.Msgs != 100 {
		t.Errorf("%d articles came, and the stream has %+v, %v", len(ids), info.CachedInfo().State, err)
	}
}

func TestReplaySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	wantUsage(t, []string{"replay"}, "--from", "--to-subject")
	wantUsage(t, []string{"replay", "--from=soon", "--to=never", "--to-subject=articles.v1.en.x.y", "--rate=-1", "--patience=0s", "--simhash=x"},
		"--from", "--to", "belongs to the wire", "--rate", "--patience", "simhash")
	wantUsage(t, []string{"replay", "--from=2031", "--to=2030", "--to-subject=desk"}, "2030 is before 2031")
	w := newWire(t)
	dir, s := fill(t, boats(3)...)
	args := []string{"replay", "--nats", w.url, "--data", dir, "--from=2031", "--to=2032", "--to-subject=desk"}
	if _, _, err := (shell{}).run(t.Context(), args...); exitCode(err) != 1 || !strings.Contains(err.Error(), "no stream takes desk: make one first") || strings.Contains(err.Error(), "\n") {
		t.Errorf("without a stream it says %v", err)
	}
	w.desk(t, "desk")
	spoil(t, s, dir, "UPDATE articles SET record = '{\"id\":\"\x1b\"' WHERE id = ?", storetest.Article(1).ID)
	out, complaints, err := shell{}.run(t.Context(), args...)
	if exitCode(err) != 1 || !strings.Contains(err.Error(), "passed over: 1") || !strings.Contains(complaints, storetest.Article(1).ID) || !strings.Contains(out, "messages: 2") {
		t.Errorf("with a broken record it says %q, %q, %v", out, complaints, err)
	}
}
