package fetcher

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is a wire with one fetcher, and a site with one feed.
type wire struct {
	testing.TB
	bus       *bus.Bus
	catalogue *catalogue.Catalogue
	fetcher   *Fetcher
	site      *site
	feed      schema.Feed
	server    *natsembed.Server
	web       *web.Client
	clock     *clock
}

// clock is the time of a fetcher under test: the true one, and what the test adds.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now().Add(c.ahead)
}

// advance lets time pass.
func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// reach lets time pass until t.
func (c *clock) reach(t time.Time) {
	if wait := t.Sub(c.now()); wait > 0 {
		c.advance(wait)
	}
}

// newWire makes a wire whose feed is in the catalogue, and runs nothing yet.
func newWire(tb testing.TB, gate web.Gate) *wire {
	tb.Helper()
	return newWireOf(tb, newSite(tb), web.Deps{Gate: gate})
}

// newWireOf makes a wire of a site of its own.
func newWireOf(tb testing.TB, s *site, deps web.Deps) *wire {
	tb.Helper()
	b, server := bustest.NewWithServer(tb)
	c, err := catalogue.Open(tb.Context(), b)
	if err != nil {
		tb.Fatal(err)
	}
	w := &wire{TB: tb, bus: b, catalogue: c, site: s, server: server, web: newClient(tb, deps), clock: &clock{}}
	w.fetcher = w.newFetcher(b)
	w.feed = catalogue.New(w.site.URL+"/feed.xml", now())
	if _, err := c.Add(tb.Context(), w.feed); err != nil {
		tb.Fatal(err)
	}
	return w
}

// newFetcher makes a fetcher on a bus.
func (w *wire) newFetcher(b *bus.Bus) *Fetcher {
	w.Helper()
	f, err := New(Defaults(), Deps{Bus: b, Catalogue: w.catalogue, Web: w.web, Log: bustest.Log(w.TB)})
	if err != nil {
		w.Fatal(err)
	}
	f.random, f.now = func() float64 { return 0.5 }, w.clock.now
	return f
}

// run runs the fetcher until the test ends or stops it.
func (w *wire) run() (stop func()) {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	done := make(chan error, 1)
	go func() { done <- w.fetcher.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			w.Errorf("stop: %v", err)
		}
	})
	w.Cleanup(stop)
	return stop
}

// due makes a due message of a state, as the clock does, for its nth delivery. The
// time is what the state says then.
func (w *wire) due(state schema.Poll, deliveries int) *bus.Message {
	w.Helper()
	w.clock.reach(state.Next)
	body, err := writeState(state)
	if err != nil {
		w.Fatal(err)
	}
	return w.dueBody(body, deliveries)
}

func (w *wire) dueBody(body []byte, deliveries int) *bus.Message {
	w.Helper()
	m := nats.NewMsg(schema.FeedDue(w.feed.ID))
	m.Data = body
	// So a due message takes its schedule away, as when it has fired.
	m.Header["Nats-Scheduler"], m.Header["Nats-Schedule-Next"] = []string{schema.FeedSchedule(w.feed.ID)}, []string{"purge"}
	ack, err := w.bus.JetStream().PublishMsg(w.Context(), m)
	if err != nil {
		w.Fatal(err)
	}
	return &bus.Message{Subject: m.Subject, Body: body, Stream: schema.StreamFeeds, Sequence: ack.Sequence, Deliveries: deliveries}
}

// handle works on a message, which must go well.
func (w *wire) handle(m *bus.Message) {
	w.Helper()
	if err := w.fetcher.handle(w.Context(), m); err != nil {
		w.Fatalf("handle: %v", err)
	}
}

// poll polls the feed once more, at its time.
func (w *wire) poll() schema.Poll {
	w.Helper()
	state, sequence := w.scheduled()
	if sequence == 0 {
		state = fresh(w.feed)
	}
	m := w.due(state, 1)
	w.handle(m)
	w.ack(m)
	state, _ = w.scheduled()
	return state
}

// ack takes a due message off its stream.
func (w *wire) ack(m *bus.Message) {
	w.Helper()
	if err := w.bus.Delete(w.Context(), m.Stream, m.Sequence); err != nil {
		w.Fatal(err)
	}
}

// scheduled is the state in the feed's schedule.
func (w *wire) scheduled() (schema.Poll, uint64) {
	w.Helper()
	return w.stateOn(schema.StreamFeeds, schema.FeedSchedule(w.feed.ID))
}

// told is the state in polls.<feed>.
func (w *wire) told() schema.Poll {
	w.Helper()
	state, _ := w.stateOn(schema.StreamPolls, schema.PollOf(w.feed.ID))
	return state
}

func (w *wire) stateOn(stream, subject string) (schema.Poll, uint64) {
	w.Helper()
	return w.stateOf(stream, subject, w.feed.ID)
}

// stateOf is the state of any feed, and its sequence, 0 when there is none.
func (w *wire) stateOf(stream, subject, feed string) (schema.Poll, uint64) {
	w.Helper()
	last, found, err := w.bus.Last(w.Context(), stream, subject)
	if err != nil {
		w.Fatal(err)
	}
	if !found {
		return schema.Poll{}, 0
	}
	state, err := readState(last.Body, feed)
	if err != nil {
		w.Fatal(err)
	}
	return state, last.Sequence
}

// tell writes polls.<feed>, as a poll does.
func (w *wire) tell(state schema.Poll) {
	w.Helper()
	body, err := writeState(state)
	if err != nil {
		w.Fatal(err)
	}
	if _, _, err := w.bus.Publish(w.Context(), bus.Outgoing{Subject: schema.PollOf(state.Feed), ID: state.Feed + ".told", Body: body}); err != nil {
		w.Fatal(err)
	}
}

// items are all that was announced, in order.
func (w *wire) items() []schema.Item {
	w.Helper()
	stream, err := w.bus.JetStream().Stream(w.Context(), schema.StreamItems)
	if err != nil {
		w.Fatal(err)
	}
	var items []schema.Item
	state := stream.CachedInfo().State
	for sequence := max(state.FirstSeq, 1); sequence <= state.LastSeq; sequence++ {
		m, err := stream.GetMsg(w.Context(), sequence)
		if err != nil {
			w.Fatal(err)
		}
		var item schema.Item
		if err := json.Unmarshal(m.Data, &item); err != nil {
			w.Fatal(err)
		}
		if want := schema.ItemDue(mustHost(w.TB, item.URL), item.ID); m.Subject != want {
			w.Errorf("item on %s, want %s", m.Subject, want)
		}
		items = append(items, item)
	}
	return items
}

func mustHost(tb testing.TB, url string) string {
	tb.Helper()
	host, err := schema.HostOf(url)
	if err != nil {
		tb.Fatal(err)
	}
	return host
}

// rejections is how many messages were rejected.
func (w *wire) rejections() uint64 {
	w.Helper()
	return w.state(schema.StreamRejected).Msgs
}

func (w *wire) state(stream string) jetstream.StreamState {
	w.Helper()
	s, err := w.bus.JetStream().Stream(w.Context(), stream)
	if err != nil {
		w.Fatal(err)
	}
	return s.CachedInfo().State
}

// eventually waits until a condition holds.
func (w *wire) eventually(what string, holds func() bool) {
	w.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			w.Fatalf("not in time: %s", what)
		}
	}
}

// site is a web site with one feed, which the test changes as it goes.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	answer   func(w http.ResponseWriter, r *http.Request) // by the test
	requests []*http.Request
}

func newSite(tb testing.TB) *site {
	tb.Helper()
	s := newSilentSite(tb)
	s.Start()
	return s
}

// newSilentSite makes a site that the test starts.
func newSilentSite(tb testing.TB) *site {
	tb.Helper()
	s := &site{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r)
		answer := s.answer
		s.mu.Unlock()
		answer(w, r)
	}))
	tb.Cleanup(s.Close)
	s.publish("one", "two", "three")
	return s
}

// at is the site's address under a name.
func (s *site) at(host, path string) string {
	_, port, _ := strings.Cut(strings.TrimPrefix(s.Listener.Addr().String(), "["), ":")
	return "http://" + host + ":" + port + path
}

// names lets every name lead to the sites of the tests.
type names struct{}

func (names) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

// answers sets what the site answers from now on.
func (s *site) answers(answer func(w http.ResponseWriter, r *http.Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

// publish sets the entries of the feed, whose validators follow from them.
func (s *site) publish(titles ...string) {
	var body strings.Builder
	body.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>The Harbour</title><link>/</link><language>en-gb</language>`)
	for _, title := range titles {
		fmt.Fprintf(&body, "<item><title>%s</title><link>/news/%s?utm_source=rss</link><guid>%[2]s</guid></item>", "Title "+title, title)
	}
	body.WriteString("</channel></rss>")
	etag := fmt.Sprintf("%q", strings.Join(titles, "."))
	const modified = "Tue, 24 Nov 2026 10:00:00 GMT"
	s.answers(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", modified)
		w.Header().Set("Content-Type", "application/rss+xml")
		if r.Header.Get("If-None-Match") == etag && r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte(body.String()))
	})
}

// asked are the requests so far.
func (s *site) asked() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// lanes spares hosts as a whole wire does.
func lanes(spacing time.Duration) *lane.Local {
	return lane.NewLocal(lane.Config{Spacing: spacing, Patience: 10 * time.Millisecond})
}
