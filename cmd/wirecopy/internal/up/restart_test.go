package up

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// polled says whether a feed has been polled.
func (r *running) polled(feed schema.Feed) bool {
	r.t.Helper()
	_, found, err := r.bus.Last(r.t.Context(), schema.StreamPolls, schema.PollOf(feed.ID))
	if err != nil {
		r.t.Fatal(err)
	}
	return found
}

func TestLaw8RestartAsksNothingTwice(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 8, 4, 40 })
	feeds := n.Feeds()
	last := feeds[len(feeds)-1]
	args := []string{"--host-interval", "0"}
	for _, network := range n.Networks() {
		args = append(args, "--allow-net", network.String())
	}
	for _, feed := range feeds[:len(feeds)-1] {
		args = append(args, "--feed", feed.URL)
	}
	c := command(t, args...)
	r := run(t, c)
	for _, feed := range feeds[:len(feeds)-1] {
		eventually(t, time.Minute, "the feed is polled", func() bool { return r.polled(feed) })
	}
	eventually(t, time.Minute, "its articles are stored", func() bool { return r.stored().Articles > 30 && r.parked() == 0 && r.waiting() == 0 })
	stored := r.stored()
	before := n.Statistics().Total
	r.stop()

	c.Feed = append(c.Feed, last.URL) // whose poll shows that the clock runs again
	r = run(t, c)
	eventually(t, time.Minute, "the new feed is polled", func() bool { return r.polled(last) })
	eventually(t, time.Minute, "its articles are there", func() bool { return r.stored().Articles > stored.Articles && r.waiting() == 0 })
	after := n.Statistics().Total
	if asked := after.Feeds - before.Feeds; asked != 1 {
		t.Errorf("%d polls after the restart, want that of the new feed", asked)
	}
	if after.Unconditional != 0 || after.Early != 0 {
		t.Errorf("manners: %+v", after)
	}
	if got := r.stored(); got.Versions != got.Articles {
		t.Errorf("stored %+v: something came twice", got)
	}
}

// waiting is how many items have yet to be parsed.
func (r *running) waiting() uint64 { return r.messages(schema.StreamItems) }

// parked is how many messages were rejected.
func (r *running) parked() uint64 { return r.messages(schema.StreamRejected) }

func (r *running) messages(stream string) uint64 {
	r.t.Helper()
	s, err := r.bus.JetStream().Stream(r.t.Context(), stream)
	if err != nil {
		r.t.Fatal(err)
	}
	return s.CachedInfo().State.Msgs
}

func TestDemoShowsArticlesAndLeavesWithItsFeeds(t *testing.T) {
	t.Parallel()
	c := command(t, "--demo")
	r := run(t, c)
	eventually(t, time.Minute, "articles are stored", func() bool { return r.stored().Articles > 5 })
	if feeds, err := r.catalogue.List(t.Context()); err != nil || len(feeds) == 0 {
		t.Fatalf("%d feeds, %v", len(feeds), err)
	}
	r.stop()
	c.Demo = false
	r = run(t, c)
	eventually(t, time.Minute, "its feeds are gone", func() bool {
		feeds, err := r.catalogue.List(t.Context())
		return err == nil && len(feeds) == 0
	})
}

func TestHTTPTellsTheTruth(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := taken.Addr().String()
	taken.Close()
	r := run(t, command(t, "--http", addr))
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	status := func(path string) int {
		res, err := client.Get("http://" + addr + path)
		if err != nil {
			return 0
		}
		res.Body.Close()
		return res.StatusCode
	}
	eventually(t, time.Minute, "it is ready", func() bool { return status("/readyz") == http.StatusOK })
	for path, want := range map[string]int{"/livez": 200, "/metrics": 200, "/debug/pprof/": 404} {
		if got := status(path); got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
	if err := r.store.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "it isn't ready without its store", func() bool { return status("/readyz") == http.StatusServiceUnavailable })
}

func TestListsOfFeedsAreAdded(t *testing.T) {
	t.Parallel()
	const list = `<opml version="2.0"><body><outline text="Europe"><outline text="The Harbour" xmlUrl="https://harbour.example/feed"/>
		<outline text="Broken" xmlUrl="ftp://harbour.example/"/></outline></body></opml>`
	file := filepath.Join(t.TempDir(), "feeds.opml")
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, command(t, "--opml", file, "--opml", "http://127.0.0.1:1/none.opml", "--allow-net", "127.0.0.1/32"))
	eventually(t, time.Minute, "the good feed is there", func() bool {
		feeds, err := r.catalogue.List(t.Context())
		return err == nil && len(feeds) == 1 && feeds[0].Title == "The Harbour"
	})
}

func TestCuratedListIsGood(t *testing.T) {
	t.Parallel()
	r := run(t, command(t)) // knows no feed, so that nobody is asked
	a := &adder{catalogue: r.catalogue, web: r.web}
	feeds, err := a.read(t.Context(), filepath.Join("..", "..", "..", "..", "feeds.opml"))
	if err != nil || len(feeds) < 35 {
		t.Fatalf("%d feeds, %v", len(feeds), err)
	}
	moscow := false
	for _, feed := range feeds {
		moscow = moscow || strings.Contains(feed.URL, "themoscowtimes.com")
		if err := feed.Validate(); err != nil {
			t.Error(err)
		}
	}
	if !moscow {
		t.Error("The Moscow Times is not among them")
	}
}

func TestFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := env.Program{Name: "up"}.Parse(&Command{}, []string{
		"--feed", "ftp://harbour.example/", "--opml", "none.opml", "--http", "8080", "--poll-min", "1s", "--sync", "never", "--wrong",
	}, []string{"WIRECOPY_BACKFIL=1d"})
	if err == nil {
		t.Fatal("all is taken")
	}
	for _, want := range []string{"--feed", "none.opml", "--http", "least interval", "--sync", "--wrong", "did you mean WIRECOPY_BACKFILL"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("faults don't name %q:\n%s", want, err)
		}
	}
}

func TestOpenSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	c := command(t)
	run(t, c)
	if _, err := open(context.WithoutCancel(t.Context()), c, (&view{log: c.Logger()}).log); err == nil || !strings.Contains(err.Error(), "another process uses") {
		t.Errorf("a second wire in the same directory: %v", err)
	}
	other := command(t, "--store", "oracle:x")
	if _, err := open(t.Context(), other, c.Logger()); err == nil || !strings.Contains(err.Error(), "sqlite:PATH") {
		t.Errorf("an unknown store: %v", err)
	}
}
