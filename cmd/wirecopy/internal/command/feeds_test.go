package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/internal/opml"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	harbour = "https://harbour.example/feed.xml"
	tide    = "https://tide.example/rss"
)

func TestFeedsAreAddedOnce(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	out := run(t, "feeds", "add", "--nats", w.url, "--tag", "ports", "--tag", "north", "--min-interval", "2m", "--max-interval", "1d", "--priority", "4", harbour, tide)
	if want := "added: " + harbour + "\nadded: " + tide + "\n"; out != want {
		t.Errorf("first: %q, want %q", out, want)
	}
	got, found, err := w.catalogue(t).Get(t.Context(), schema.FeedID(harbour))
	want := schema.Feed{
		V: schema.StateVersion, ID: schema.FeedID(harbour), URL: harbour, Tags: []string{"ports", "north"},
		MinInterval: 120, MaxInterval: 86_400, Priority: 4, Added: got.Added,
	}
	if diff := cmp.Diff(want, got); diff != "" || !found || err != nil || got.Added.IsZero() {
		t.Errorf("catalogue has %v (-want +got):\n%s", err, diff)
	}
	out = run(t, "feeds", "add", "--nats", w.url, "--title", "Other", harbour)
	if want := "was there already: " + harbour + "\n"; out != want {
		t.Errorf("again: %q, want %q", out, want)
	}
	if got, _, _ := w.catalogue(t).Get(t.Context(), schema.FeedID(harbour)); got.Title != "" {
		t.Errorf("what was there became %+v", got)
	}
}

func TestFaultyFeedsAreToldBeforeAnythingIsAdded(t *testing.T) {
	t.Parallel()
	// No server is there: the faults are told before one is looked for.
	wantUsage(t, []string{
		"feeds", "add", "--title", "One", "--min-interval", "1500ms", "--max-interval", "1s", "--priority=-1",
		harbour, "ftp://tide.example/", "news.example", "https://ada:secret@lock.example/",
	}, "--title", "--min-interval is 1.5s", "ftp://tide.example/", "news.example", "lock.example", "priority -1", "harbour.example")
	wantUsage(t, []string{"feeds", "add"}, "<url> is missing")
	if _, _, err := (shell{}).run(t.Context(), "feeds", "add", "https://ada:secret@lock.example/"); strings.Contains(err.Error(), "secret") && strings.Contains(err.Error(), "ada") {
		t.Errorf("a password is told: %v", err)
	}
}

func TestFeedsAreRemovedAndTheUnknownNamed(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, harbour, tide)
	out, _, err := shell{}.run(t.Context(), "feeds", "remove", "--nats", w.url, "https://no.example/", " "+harbour, "no key", schema.FeedID(tide))
	if want := "removed: " + harbour + "\nremoved: " + schema.FeedID(tide) + "\n"; out != want {
		t.Errorf("prints %q, want %q", out, want)
	}
	if exitCode(err) != 1 || !strings.Contains(err.Error(), "https://no.example/") || !strings.Contains(err.Error(), `"no key"`) {
		t.Errorf("error is %v", err)
	}
	if left, err := w.catalogue(t).List(t.Context()); len(left) != 0 || err != nil {
		t.Errorf("left are %v, %v", left, err)
	}
}

// poll writes the latest poll of a feed, as a fetcher does.
func (w wire) poll(t *testing.T, p schema.Poll) {
	t.Helper()
	body, err := json.Marshal(p)
	if err == nil {
		_, err = w.JetStream().Publish(t.Context(), schema.PollOf(p.Feed), body)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestListShowsTheStateOfFeeds(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, harbour, tide)
	w.poll(t, schema.Poll{
		V: 1, Feed: schema.FeedID(harbour), URL: harbour, Count: 3, Outcome: schema.OutcomeNotModified, Health: schema.HealthOK, Entries: 25,
		Next: time.Now().Add(4*time.Minute + 30*time.Second), Title: "The\x1b[31m Harbour of Lindholm and its boats", Seen: []byte("packed"),
	})
	out, _, err := shell{width: 60}.run(t.Context(), "feeds", "list", "--nats", w.url)
	want := `STATE  LAST         ENTRIES   NEXT  TITLE        ADDRESS
ok     notModified       25  in 4m  The[31m Ha…  https://ha…
new                                              https://ti…
`
	if diff := cmp.Diff(want, out); diff != "" || err != nil {
		t.Errorf("list: %v (-want +got):\n%s", err, diff)
	}
	if out := run(t, "feeds", "list", "--nats", w.url); !strings.Contains(out, "  The[31m Harbour of Lindholm and its boats  "+harbour+"\n") {
		t.Errorf("without a terminal something is cut:\n%s", out)
	}
}

func TestListInJSONHasFeedAndPoll(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, harbour, tide)
	w.poll(t, schema.Poll{V: 1, Feed: schema.FeedID(harbour), URL: harbour, Count: 3, Health: schema.HealthFailing, Error: "a < b", Seen: []byte("packed")})
	type line struct {
		Feed schema.Feed
		Poll *schema.Poll
	}
	var got []line
	text := run(t, "feeds", "list", "--json", "--nats", w.url)
	for one := range strings.Lines(text) {
		var l line
		if err := json.Unmarshal([]byte(one), &l); err != nil {
			t.Fatalf("%v in %q", err, one)
		}
		got = append(got, l)
	}
	if len(got) != 2 || got[0].Feed.URL != harbour || got[1].Feed.URL != tide || got[1].Poll != nil {
		t.Fatalf("lines are\n%s", text)
	}
	if p := got[0].Poll; p == nil || p.Health != schema.HealthFailing || p.Error != "a < b" || p.Seen != nil || strings.Contains(text, `"seen"`) {
		t.Errorf("poll is %+v", p)
	}
}

func TestListNamesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, harbour)
	kv, err := w.JetStream().KeyValue(t.Context(), schema.BucketCatalogue)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kv.PutString(t.Context(), "spoilt", "{"); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"list", "list --json", "export"} {
		out, _, err := shell{}.run(t.Context(), append(strings.Fields("feeds "+words), "--nats", w.url)...)
		if !errors.Is(err, catalogue.ErrUnreadable) || !strings.Contains(err.Error(), "spoilt") || !strings.Contains(out, harbour) {
			t.Errorf("%s: %v\n%s", words, err, out)
		}
	}
}

func TestImportAddsWhatCanBeUsed(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	run(t, "feeds", "add", "--nats", w.url, harbour)
	list := `<opml version="2.0"><body><outline text="Ports">
		<outline type="rss" text="Harbour" xmlUrl="` + harbour + `"/>
		<outline type="rss" text="Tide" xmlUrl="` + tide + `"/>
		<outline type="rss" text="Lock" xmlUrl="ftp://lock.example/"/>
	</outline></body></opml>`
	file := filepath.Join(t.TempDir(), "feeds.opml")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := shell{}.run(t.Context(), "feeds", "import", "--nats", w.url, file)
	skipped, ok := errors.AsType[*opml.SkippedError](err)
	if !ok || exitCode(err) != 1 || len(skipped.Outlines) != 1 || !strings.Contains(err.Error(), "Lock") || out != "1 added, 1 were there already\n" {
		t.Errorf("%q, %v", out, err)
	}
	got, _, err := w.catalogue(t).Get(t.Context(), schema.FeedID(tide))
	if got.Title != "Tide" || !cmp.Equal(got.Tags, []string{"Ports"}) || got.Added.IsZero() || err != nil {
		t.Errorf("feed is %+v, %v", got, err)
	}
}

func TestExportIsImportedElsewhere(t *testing.T) {
	t.Parallel()
	from, to := newWire(t), newWire(t)
	run(t, "feeds", "add", "--nats", from.url, "--title", "The Harbour", "--tag", "ports", harbour)
	run(t, "feeds", "add", "--nats", from.url, tide)
	list := run(t, "feeds", "export", "--nats", from.url)
	out, _, err := shell{in: strings.NewReader(list)}.run(t.Context(), "feeds", "import", "--nats", to.url, "-")
	if err != nil || out != "2 added, 0 were there already\n" {
		t.Errorf("%q, %v", out, err)
	}
	if again := run(t, "feeds", "export", "--nats", to.url); again != list {
		t.Errorf("the list became\n%s\nof\n%s", again, list)
	}
}

func TestImportRefusesWhatIsNoList(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"<html></html>": "web page", "": "no list"} {
		_, _, err := shell{in: strings.NewReader(in)}.run(t.Context(), "feeds", "import", "-")
		if exitCode(err) != 1 || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", in, err)
		}
	}
	if _, _, err := (shell{}).run(t.Context(), "feeds", "import", filepath.Join(t.TempDir(), "no.opml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that isn't there: %v", err)
	}
}

func TestNoWireIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	for _, line := range []string{"feeds list", "feeds export", "feeds add " + harbour, "feeds remove " + harbour, "tail"} {
		_, _, err := shell{}.run(t.Context(), append(strings.Fields(line), "--nats", "nats://127.0.0.1:1")...)
		if exitCode(err) != 1 || !strings.Contains(err.Error(), "wirecopy up") || !strings.Contains(err.Error(), "127.0.0.1:1") {
			t.Errorf("%s: %v", line, err)
		}
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %s to say so", took)
	}
	// A NATS server that is no wire's.
	server := bustest.Start(t, natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	for _, line := range []string{"feeds list", "tail"} {
		_, _, err := shell{}.run(t.Context(), append(strings.Fields(line), "--nats", server.Addr())...)
		if exitCode(err) != 1 || !strings.Contains(err.Error(), "wire") {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestFeedsEndWhenToldTo(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, line := range []string{"feeds list", "feeds export", "feeds add " + harbour, "feeds remove " + harbour} {
		if _, _, err := (shell{}).run(ctx, append(strings.Fields(line), "--nats", w.url)...); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestFeedsDontMindAClosedPipe(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for _, line := range []string{"feeds add " + harbour + " " + tide, "feeds list", "feeds list --json", "feeds export", "feeds remove " + harbour + " " + tide} {
		if strings.Contains(line, "remove") {
			if all, err := w.catalogue(t).List(t.Context()); len(all) != 2 {
				t.Errorf("of two feeds to add, %d were: %v", len(all), err)
			}
		}
		if _, _, err := (shell{out: gone{}}).run(t.Context(), append(strings.Fields(line), "--nats", w.url)...); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	if left, err := w.catalogue(t).List(t.Context()); len(left) != 0 || err != nil {
		t.Errorf("of two feeds to remove, %d are left: %v", len(left), err)
	}
}
