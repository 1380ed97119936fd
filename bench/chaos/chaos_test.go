package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// interval is the time between two polls of a feed: the least that there is.
	interval = time.Minute
	// spacing is the time between two requests to a host.
	spacing = 100 * time.Millisecond
	// settling is how long the wire may take for all that was in hand at a kill:
	// an item comes again after 90 seconds, a feed is due again after a minute.
	settling = 6 * time.Minute
	// skew is what the least interval may be short by when a hub calls: clocks differ.
	skew = time.Second
	// lapse is what may lie between the delivery of a due message and the poll.
	lapse = 5 * time.Second
	// moving is the share of the feeds that move for good.
	moving = 0.3
	// hubbing is the share of the feeds whose hub tells of news.
	hubbing = 0.5
)

// TestLaw4Chaos kills processes at random for a while, and then looks whether
// anything was lost, doubled, forgotten, asked twice at once or too early.
// `make chaos` runs it for a minute; a seed repeats the kills, not the races.
func TestLaw4Chaos(t *testing.T) {
	t.Parallel()
	seed := setting(t, "WIRECOPY_TEST_SEED", time.Now().UnixNano(), func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
	lasting := setting(t, "WIRECOPY_TEST_CHAOS", 20*time.Second, time.ParseDuration)
	t.Logf("seed %d, chaos for %s", seed, lasting)
	dice := rand.New(rand.NewPCG(uint64(seed), 1))

	w := newWeb(t, uint64(seed))
	f := newFleet(t, w.newsroom.Networks())
	f.start(t)
	table := keepTimetable(t, f.bus)
	f.add(t, w.newsroom.Feeds())
	kills := map[string]int{}
	for begin := time.Now(); time.Since(begin) < lasting; {
		if time.Since(begin) > lasting/3 {
			w.move(t)
		}
		p := f.all[dice.IntN(len(f.all))]
		p.kill(t)
		kills[p.name]++
		pause(t, time.Duration(dice.IntN(1000))*time.Millisecond)
		p.start(t)
		pause(t, time.Duration(dice.IntN(3000))*time.Millisecond)
	}
	w.clock.stop() // nothing new from here on
	t.Logf("kills: %v", kills)
	f.settle(t, w)
	f.stop(t)
	table.judge(t)
	w.judge(t, f)
}

// judge looks at what the news web has seen, and at what was published.
func (w *web) judge(t *testing.T, f *fleet) {
	t.Helper()
	report, err := w.newsroom.Check(bytes.NewReader(f.published))
	if err != nil {
		t.Fatal(err)
	}
	if report.Missing+report.Duplicates+report.Split+report.Revised+report.Unknown > 0 {
		t.Errorf("what was published is not what there was:\n%s", report)
	}
	statistics := w.newsroom.Statistics()
	shortest, repeated := time.Hour, 0
	for _, feed := range statistics.Feeds {
		if feed.MaxParallel > 1 {
			t.Errorf("%s was polled %d times at once", feed.URL, feed.MaxParallel)
		}
		if shortest = min(shortest, feed.MinInterval); feed.MinInterval < interval {
			repeated++
		}
	}
	for _, host := range statistics.Hosts {
		if host.MaxParallel > 1 {
			t.Errorf("%s was asked %d times at once", host.Host, host.MaxParallel)
		}
		if host.Violations > 0 {
			t.Errorf("%s: robots.txt was not obeyed %d times", host.Host, host.Violations)
		}
	}
	// A poll that was in flight at a kill is repeated when AckWait has passed since
	// its message was delivered, a little before the poll began.
	if least := bus.FetcherAckWait - lapse; shortest < least {
		t.Errorf("a feed was polled again after %s, want %s at least also after a crash", shortest, least)
	}
	t.Logf("%d articles, %d polls, %d pages, %d redirects of feeds", report.Published, statistics.Total.Feeds, statistics.Total.Pages, statistics.Total.Faults[newsroom.FaultMoved])
	hub := w.newsroom.HubStatistics()
	if hub.Verified == 0 || hub.Delivered == 0 {
		t.Errorf("no hub was in play: %+v", hub)
	}
	t.Logf("the hub: %+v", hub)
	t.Logf("%d unconditional repeats, %d feeds repeated by another fetcher; shortest interval %s", statistics.Total.Unconditional, repeated, shortest)
}

// web is a news web whose clock the test stops.
type web struct {
	newsroom *newsroom.Newsroom
	clock    *clock
	moved    bool
}

// move has some feeds move for good, once: from then on they answer 301.
func (w *web) move(t *testing.T) {
	t.Helper()
	if w.moved {
		return
	}
	w.moved = true
	if err := w.newsroom.SetFaults(newsroom.Faults{Feeds: newsroom.Shares{Moved: moving}}); err != nil {
		t.Fatal(err)
	}
}

// clock is that of what is published, and stands still after stop.
type clock struct {
	mu      sync.Mutex
	stopped time.Time // zero while it runs
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped.IsZero() {
		return time.Now()
	}
	return c.stopped
}

func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = time.Now()
}

func newWeb(t *testing.T, seed uint64) *web {
	t.Helper()
	w := &web{clock: &clock{}}
	config := newsroom.Defaults()
	config.Seed, config.Feeds, config.Hosts, config.Backlog = seed, 60, 20, 300
	config.PerDay, config.Speed, config.Now, config.Stopwatch = 2000, 1, w.clock.now, time.Now
	config.Hub = hubbing
	config.Address = netip.AddrFrom4([4]byte{127, 0, 7, 1})
	var err error
	if w.newsroom, err = newsroom.New(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.newsroom.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return w
}

// setting reads a variable of `make chaos`.
func setting[T any](t *testing.T, name string, otherwise T, read func(string) (T, error)) T {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		return otherwise
	}
	v, err := read(value)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// pause lets time pass: it is part of the chaos and waits for no result.
func pause(t *testing.T, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
		t.Fatal("the test has ended")
	}
}

// fleet is all processes of a wire.
type fleet struct {
	server *process
	all    []*process // the server among them
	url    string
	keys   *keys
	bus    *bus.Bus // as people's commands have it

	published []byte // all records, a line each
}

func newFleet(t *testing.T, networks []netip.Prefix) *fleet {
	t.Helper()
	const fetchers = 3
	binaries, dir, hubs := build(t), t.TempDir(), newCallbacks(t, fetchers)
	addr := freeAddress(t)
	k := newKeys(t, dir, addr)
	f := &fleet{url: "nats://" + addr, keys: k, server: &process{
		name: "nats", path: os.Args[0], env: []string{childServer + "=" + k.config},
	}}
	f.all = append(f.all, f.server)
	asking := []string{"--host-interval", spacing.String()}
	for _, network := range networks {
		asking = append(asking, "--allow-net", network.String())
	}
	for _, stage := range []struct {
		name  string
		count int
		args  []string
	}{
		{"fetcher", fetchers, asking},
		{"parser", 3, asking},
		{"storer", 2, []string{"--store", "sqlite:" + filepath.Join(dir, "articles.db")}},
	} {
		for n := range stage.count {
			args := append([]string{"--nats", f.url, "--nats-nkey", k.seed(stage.name), "--no-setup", "--http", "127.0.0.1:0", "--log-level", "warn"}, stage.args...)
			if stage.name == "fetcher" {
				args = append(args, hubs.flags(n)...)
			}
			f.all = append(f.all, &process{
				name: stage.name, path: filepath.Join(binaries, stage.name),
				args: args,
			})
		}
	}
	return f
}

func (f *fleet) start(t *testing.T) {
	t.Helper()
	for _, p := range f.all {
		p.start(t)
		t.Cleanup(func() {
			if p.cmd.ProcessState == nil {
				p.kill(t)
			}
		})
	}
	if err := f.connect(t, accounts.Setup).Apply(t.Context(), bus.Layout(bus.DefaultSizes())); err != nil {
		t.Fatal(err)
	}
	f.bus = f.connect(t, accounts.Operator)
}

// connect connects as a user.
func (f *fleet) connect(t *testing.T, user string) *bus.Bus {
	t.Helper()
	b, err := bus.Connect(t.Context(), bus.Config{URL: f.url, Name: user, Login: f.keys.login(user), Patience: time.Minute}, bus.Deps{Log: bustest.Log(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// add puts feeds into the catalogue, as soon as there is one.
func (f *fleet) add(t *testing.T, feeds []schema.Feed) {
	t.Helper()
	var c *catalogue.Catalogue
	f.eventually(t, time.Minute, "there is a catalogue", func() (err error) {
		c, err = catalogue.Open(t.Context(), f.bus)
		return err
	})
	for _, feed := range feeds {
		feed.MinInterval, feed.MaxInterval = int(interval/time.Second), int(interval/time.Second)
		f.eventually(t, time.Minute, "the feed is added", func() error {
			_, err := c.Add(t.Context(), feed)
			return err
		})
	}
}

// settle waits until everything that there is has been published and stored.
func (f *fleet) settle(t *testing.T, w *web) {
	t.Helper()
	f.eventually(t, settling, "all articles are published", func() error {
		published, count, err := f.records(t)
		if err != nil {
			return err
		}
		f.published = published
		if want := w.newsroom.Published(); count < want {
			return fmt.Errorf("%d of %d", count, want)
		}
		return nil
	})
	f.eventually(t, settling, "no feed is forgotten", func() error {
		for _, feed := range w.newsroom.Statistics().Feeds {
			if feed.Requests < 2 {
				return fmt.Errorf("%s was polled %d times", feed.URL, feed.Requests)
			}
		}
		return nil
	})
	f.eventually(t, settling, "all articles are stored", func() error {
		consumer, err := f.bus.JetStream().Consumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer)
		if err != nil {
			return err
		}
		if info := consumer.CachedInfo(); info.NumPending > 0 || info.NumAckPending > 0 {
			return fmt.Errorf("%d wait, %d are in hand", info.NumPending, info.NumAckPending)
		}
		return nil
	})
}

// records are all records on the stream, a line each, and how many there are.
func (f *fleet) records(t *testing.T) (lines []byte, count int, err error) {
	t.Helper()
	var all bytes.Buffer
	for m, err := range f.bus.Browse(t.Context(), schema.StreamArticles, schema.SubjectArticles, 1) {
		if err != nil {
			return nil, 0, err
		}
		if !json.Valid(m.Body) {
			t.Errorf("message %d is no JSON", m.Sequence)
		}
		all.Write(m.Body)
		all.WriteByte('\n')
		count++
	}
	return all.Bytes(), count, nil
}

func (f *fleet) stop(t *testing.T) {
	t.Helper()
	for _, p := range slices.Backward(f.all) {
		p.stop(t)
		for _, line := range p.refused() {
			t.Errorf("%s lacks a permission: %s", p.name, line)
		}
	}
}

// eventually waits until something works.
func (f *fleet) eventually(t *testing.T, patience time.Duration, what string, try func() error) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %s: %s: %v", patience, what, err)
		}
	}
}
