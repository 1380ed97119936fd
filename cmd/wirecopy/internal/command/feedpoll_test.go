package command_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestFeedsArePausedAndResumed(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, "--title", "Tide", tide)
	run(t, "feeds", "add", "--nats", w.url, harbour)
	id := schema.FeedID(tide)
	for _, step := range []struct{ command, want, state string }{
		{"pause", "paused: " + tide + "\n", "paused"},
		{"pause", "was paused already: " + tide + "\n", "paused"},
		{"resume", "resumed: " + tide + "\n", "new"},
		{"resume", "was not paused already: " + tide + "\n", "new"},
	} {
		out, _, err := shell{}.run(t.Context(), "feeds", step.command, "--nats", w.url, "https://no.example/", id, "no key")
		if out != step.want || exitCode(err) != 1 || !strings.Contains(err.Error(), "https://no.example/") || !strings.Contains(err.Error(), `"no key"`) {
			t.Errorf("%s: prints %q, want %q; %v", step.command, out, step.want, err)
		}
		list := strings.Split(run(t, "feeds", "list", "--nats", w.url), "\n")
		if !strings.HasPrefix(list[1], "new ") || !strings.HasPrefix(list[2], step.state+" ") || !strings.Contains(list[2], "Tide") {
			t.Errorf("after %s the list is\n%s", step.command, strings.Join(list, "\n"))
		}
	}
	if _, _, err := (shell{out: gone{}}).run(t.Context(), "feeds", "pause", "--nats", w.url, harbour, tide); err != nil {
		t.Errorf("a closed pipe: %v", err)
	}
	for _, id := range []string{id, schema.FeedID(harbour)} {
		if feed, _, err := w.catalogue(t).Get(t.Context(), id); !feed.Paused || err != nil {
			t.Errorf("feed is %+v, %v", feed, err)
		}
	}
}

// schedule schedules the next poll of a feed, as a fetcher does after one.
func (w wire) schedule(t *testing.T, url string, polled time.Time) {
	t.Helper()
	id := schema.FeedID(url)
	body, err := json.Marshal(schema.Poll{V: schema.StateVersion, Feed: id, URL: url, At: polled})
	if err == nil {
		subject := schema.FeedSchedule(id)
		_, err = w.Schedule(t.Context(), bus.Schedule{
			Subject: subject, Target: schema.FeedDue(id), At: time.Now().Add(time.Hour), Fence: bus.Fence{Subject: subject}, Body: body,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestFeedsArePolledNow(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	const quay = "https://quay.example/feed"
	run(t, "feeds", "add", "--nats", w.url, harbour, tide, quay)
	w.schedule(t, harbour, time.Now().Add(-time.Hour))
	w.schedule(t, tide, time.Now().Add(-time.Minute))
	out, _, err := shell{}.run(t.Context(), "feeds", "poll", "--nats", w.url, harbour, tide, "https://no.example/")
	if want := "polled now: " + harbour + "\n"; out != want {
		t.Errorf("prints %q, want %q", out, want)
	}
	if exitCode(err) != 1 || !strings.Contains(err.Error(), tide) || !strings.Contains(err.Error(), "not again before") || !strings.Contains(err.Error(), "no.example") {
		t.Errorf("error is %v", err)
	}
	if _, found, err := w.Last(t.Context(), schema.StreamFeeds, schema.FeedDue(schema.FeedID(harbour))); !found || err != nil {
		t.Errorf("the feed is not due: %v", err)
	}
	// One is being polled, of one that was never polled nothing is known yet.
	out = run(t, "feeds", "poll", "--nats", w.url, "--min-interval", "30s", harbour, tide, quay)
	if want := "being polled already: " + harbour + "\npolled now: " + tide + "\nbeing polled already: " + quay + "\n"; out != want {
		t.Errorf("prints %q, want %q", out, want)
	}
	run(t, "feeds", "pause", "--nats", w.url, tide)
	if _, _, err := (shell{}).run(t.Context(), "feeds", "poll", "--nats", w.url, tide); exitCode(err) != 1 || !strings.Contains(err.Error(), "feeds resume") {
		t.Errorf("a paused feed: %v", err)
	}
	wantUsage(t, []string{"feeds", "poll", "--min-interval=-1s", harbour}, "--min-interval")
}
