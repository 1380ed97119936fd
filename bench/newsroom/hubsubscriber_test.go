package newsroom_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/websub"
)

// press is a wire with two subscribers, of which only the first is called by
// the hub: the second one asks.
type press struct {
	*testing.T
	room   *newsroom.Newsroom
	clock  *hands
	bus    *bus.Bus
	feed   schema.Feed
	hints  schema.Hints
	called *websub.Subscriber
	asking *websub.Subscriber
}

func newPress(t *testing.T, secure bool) *press {
	t.Helper()
	room, clock := hubbed(t, func(c *newsroom.Config) { c.HubTLS = secure })
	p := &press{T: t, room: room, clock: clock, bus: bustest.New(t), feed: room.Feeds()[0]}
	feeds, err := catalogue.Open(t.Context(), p.bus)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := feeds.Add(t.Context(), p.feed); err != nil {
		t.Fatal(err)
	}
	settings, roots := web.Defaults(), x509.NewCertPool()
	settings.AllowNets = room.Networks()
	roots.AppendCertsFromPEM(room.HubCertificate())
	client, err := web.New(settings, web.Deps{RootCAs: roots})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	config := websub.Defaults()
	config.Listen, config.Secret = port(t), filepath.Join(t.TempDir(), "secret")
	config.URL = "http://" + config.Listen + "/websub"
	if err := os.WriteFile(config.Secret, []byte(strings.Repeat("m", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	deps := websub.Deps{Bus: p.bus, Catalogue: feeds, Web: client, Log: bustest.Log(t)}
	if p.called, err = websub.New(t.Context(), config, deps); err != nil {
		t.Fatal(err)
	}
	if p.asking, err = websub.New(t.Context(), config, deps); err != nil {
		t.Fatal(err)
	}
	part, err := p.called.Part(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.run(part.Run)
	p.run(p.asking.Run)
	p.discover(client)
	p.schedule()
	return p
}

func (p *press) run(run func(context.Context) error) {
	p.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(p.Context()))
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	p.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			p.Errorf("stop: %v", err)
		}
	})
}

// port is an address that is free a moment before it is needed.
func port(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// discover polls the feed once for what it says of its hub.
func (p *press) discover(client *web.Client) {
	p.Helper()
	r, err := client.Get(p.Context(), web.Request{URL: p.feed.URL})
	if err != nil {
		p.Fatal(err)
	}
	doc, err := document.Parse(document.Source{URL: r.URL, ContentType: r.Header.Get("Content-Type"), Body: r.Body})
	if err != nil {
		p.Fatal(err)
	}
	p.hints.Hub, p.hints.Topic = websub.Discover(r.Header, r.URL, schema.Hints{Hub: doc.Hints.Hub, Topic: doc.Hints.Self})
	if p.hints.Hub != p.room.HubURL() || p.hints.Topic != p.feed.URL {
		p.Fatalf("discovered %+v", p.hints)
	}
}

// schedule writes the feed's schedule: polled an hour ago, due in twelve.
func (p *press) schedule() {
	p.Helper()
	state := schema.Poll{V: schema.StateVersion, Feed: p.feed.ID, URL: p.feed.URL, At: time.Now().Add(-time.Hour), Next: time.Now().Add(12 * time.Hour)}
	body, err := json.Marshal(state)
	if err != nil {
		p.Fatal(err)
	}
	subject := schema.FeedSchedule(p.feed.ID)
	if _, err := p.bus.Schedule(p.Context(), bus.Schedule{
		Subject: subject, Target: schema.FeedDue(p.feed.ID), At: state.Next, Fence: bus.Fence{Subject: subject}, Body: body,
	}); err != nil {
		p.Fatal(err)
	}
}

// polled tells the second replica of a poll.
func (p *press) polled() (until time.Time) {
	p.Helper()
	until, err := p.asking.Polled(p.Context(), p.feed, schema.Poll{}, schema.Poll{Feed: p.feed.ID, Hints: p.hints})
	if err != nil {
		p.Fatal(err)
	}
	return until
}

// subscribed waits until the feed is pushed.
func (p *press) subscribed() {
	p.Helper()
	p.polled()
	statistics(p.T, p.room, func(s newsroom.HubStatistics) bool { return s.Active == 1 })
	if p.polled().IsZero() {
		p.Fatal("the lease is not known to the other replica")
	}
}

// due says whether the feed is due now.
func (p *press) due() bool {
	p.Helper()
	_, found, err := p.bus.Last(p.Context(), schema.StreamFeeds, schema.FeedDue(p.feed.ID))
	if err != nil {
		p.Fatal(err)
	}
	return found
}

func TestEveryFeedNamesTheHub(t *testing.T) {
	t.Parallel()
	room, _ := hubbed(t, func(c *newsroom.Config) { c.Feeds = 40 })
	headers := 0
	for _, feed := range room.Feeds() {
		r := get(t, feed.URL)
		doc, err := document.Parse(document.Source{URL: feed.URL, ContentType: r.header.Get("Content-Type"), Body: r.body})
		if err != nil {
			t.Fatal(err)
		}
		if r.header.Get("Link") != "" {
			headers++
		}
		hub, topic := websub.Discover(r.header, feed.URL, schema.Hints{Hub: doc.Hints.Hub, Topic: doc.Hints.Self})
		if hub != room.HubURL() || topic != feed.URL {
			t.Errorf("%s: hub %q, topic %q", feed.URL, hub, topic)
		}
	}
	if headers < 10 || headers > 35 {
		t.Errorf("%d of 40 feeds name it in a header", headers)
	}
}

func TestNewsAtAHubMakesAFeedDue(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		p := newPress(t, secure)
		p.subscribed()
		if p.due() {
			t.Fatal("due before there is news")
		}
		p.clock.turn(10 * time.Minute)
		statistics(t, p.room, func(s newsroom.HubStatistics) bool { return s.Delivered > 0 })
		if !p.due() {
			t.Errorf("secure %t: not due, though the hub had its answer", secure)
		}
	}
}

func TestAForgedPushMakesNothingDue(t *testing.T) {
	t.Parallel()
	p := newPress(t, true)
	p.subscribed()
	p.room.SetHub(newsroom.Conduct{Forge: true})
	p.clock.turn(10 * time.Minute)
	statistics(t, p.room, func(s newsroom.HubStatistics) bool { return s.Delivered > 0 })
	if p.due() {
		t.Fatal("due by a forged push")
	}
	p.room.SetHub(newsroom.Conduct{Method: "sha512"})
	p.clock.turn(10 * time.Minute)
	statistics(t, p.room, func(s newsroom.HubStatistics) bool { return s.Delivered > 1 })
	if !p.due() {
		t.Error("not due by a good one")
	}
}

func TestAHubThatIsDownOrSaysNoIsNoHub(t *testing.T) {
	t.Parallel()
	for _, conduct := range []newsroom.Conduct{{Status: http.StatusBadGateway}, {Deny: "no"}, {Hang: true}} {
		p := newPress(t, true)
		p.room.SetHub(conduct)
		p.polled()
		statistics(t, p.room, func(s newsroom.HubStatistics) bool { return s.Asked == 1 && (conduct.Deny == "" || s.Denied == 1) })
		if until := p.polled(); !until.IsZero() {
			t.Errorf("%+v: pushed until %s", conduct, until)
		}
	}
}

func TestAFeedThatIsLeftIsEndedAtItsHub(t *testing.T) {
	t.Parallel()
	p := newPress(t, true)
	p.subscribed()
	if err := p.asking.Left(t.Context(), p.feed.ID); err != nil {
		t.Fatal(err)
	}
	statistics(t, p.room, func(s newsroom.HubStatistics) bool { return s.Ended == 1 && s.Active == 0 })
}
