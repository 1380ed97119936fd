package command_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// newsstand is a wire with a feed in each state.
func newsstand(t *testing.T) wire {
	t.Helper()
	w := newWire(t)
	since := time.Now().Add(-75 * time.Hour)
	for name, p := range map[string]*schema.Poll{
		"new":    nil,
		"ok":     {Health: schema.HealthOK, Since: since},
		"quiet":  {Health: schema.HealthQuiet, Since: since, Brought: time.Date(2031, 4, 5, 23, 0, 0, 0, time.UTC)},
		"failed": {Health: schema.HealthFailing, Since: since, Failures: 14, Outcome: schema.OutcomeFailed, Error: "connect:\n connection\x1b[31m refused"},
		"gone":   {Health: schema.HealthGone, Since: since, Failures: 1, Outcome: schema.OutcomeFailed, Error: "the site answered 410 Gone"},
		"barred": {Health: schema.HealthBlocked, Failures: 2, Outcome: schema.OutcomeFailed, Error: "there is no secret \"login\""},
		"paused": {Health: schema.HealthFailing, Since: since, Failures: 3, Error: "it no longer matters"},
	} {
		address := "https://" + name + ".example/feed"
		run(t, "feeds", "add", "--nats", w.url, address)
		if p != nil {
			p.V, p.Feed, p.URL, p.Count = 1, schema.FeedID(address), address, 20
			w.poll(t, *p)
		}
		if name == "paused" {
			run(t, "feeds", "pause", "--nats", w.url, address)
		}
	}
	return w
}

func TestListSaysOfFeedsThatAreNotWellSinceWhenAndWhy(t *testing.T) {
	t.Parallel()
	w := newsstand(t)
	want := `STATE    LAST    ENTRIES  NEXT  TITLE  ADDRESS
blocked  failed        0               https://barred.example/feed
  2 polls in a row: there is no secret "login"
failing  failed        0               https://failed.example/feed
  since 3d ago, 14 polls in a row: connect: connection[31m refused
gone     failed        0               https://gone.example/feed
  since 3d ago, the site answered 410 Gone
new                                    https://new.example/feed
ok                     0               https://ok.example/feed
paused                 0               https://paused.example/feed
quiet                  0               https://quiet.example/feed
  since 3d ago, nothing new since 2031-04-05
`
	if diff := cmp.Diff(want, run(t, "feeds", "list", "--nats", w.url)); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

func TestListHasOnlyTheStatesThatAreAskedFor(t *testing.T) {
	t.Parallel()
	w := newsstand(t)
	for states, want := range map[string]string{
		"--state failing,gone":             "failed gone",
		"--state=new --state=blocked":      "barred new",
		"--state paused":                   "paused",
		"--state ok,quiet --json":          "ok quiet",
		"--state failing --json":           "failed",
		"--state=gone --state=gone --json": "gone",
	} {
		out := run(t, append([]string{"feeds", "list", "--nats", w.url}, strings.Fields(states)...)...)
		var got []string
		for line := range strings.Lines(out) {
			if _, rest, found := strings.Cut(line, "https://"); found {
				name, _, _ := strings.Cut(rest, ".")
				got = append(got, name)
			}
		}
		if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s", states, diff, out)
		}
	}
	wantUsage(t, []string{"feeds", "list", "--state", "failing,broken"}, "--state", "broken", "quiet")
}

func TestListLeavesOutAPollThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, harbour, tide)
	if _, err := w.JetStream().Publish(t.Context(), schema.PollOf(schema.FeedID(tide)), []byte("{")); err != nil {
		t.Fatal(err)
	}
	w.poll(t, schema.Poll{V: 1, Feed: schema.FeedID("https://removed.example/"), URL: "https://removed.example/"})
	w.poll(t, schema.Poll{V: 1, Feed: schema.FeedID(harbour), URL: harbour, Health: schema.HealthOK})
	out, _, err := shell{}.run(t.Context(), "feeds", "list", "--nats", w.url)
	if err == nil || !strings.Contains(err.Error(), schema.FeedID(tide)) || strings.Contains(out, "removed") {
		t.Errorf("%v\n%s", err, out)
	}
	if !strings.Contains(out, "ok ") || !strings.Contains(out, harbour) || !strings.Contains(out, tide) {
		t.Errorf("feeds are missing:\n%s", out)
	}
}
