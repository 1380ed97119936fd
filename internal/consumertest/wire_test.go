package consumertest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what must come: a consumer may look for a
// lost server once a second only, and for a consumer that doesn't answer every few.
const patience = time.Minute

// wire is a NATS server with the wire's streams.
type wire struct {
	*testing.T
	config natsembed.Config
	server *natsembed.Server
	bus    *bus.Bus
}

func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{T: t, config: natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:0"}}
	w.start()
	if err := w.bus.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(w.server.MaxStore()))); err != nil {
		t.Fatal(err)
	}
	w.config.Listen = w.server.Addr()
	return w
}

// start starts the server, for the first time or once more on the same port and files.
func (w *wire) start() {
	w.Helper()
	w.server = bustest.Start(w.T, w.config)
	w.bus = bustest.Connect(w.T, w.server, "test")
}

// restart takes the server away, and brings it back.
func (w *wire) restart() {
	w.Helper()
	w.bus.Close()
	w.server.Stop()
	w.start()
}

func (w *wire) url() string { return "nats://" + w.config.Listen }

// article makes the nth article.
func article(n int, language string) *schema.Article {
	url := fmt.Sprintf("https://news.example/%d", n)
	return &schema.Article{
		ID: schema.ArticleID(url), Version: 1, VersionCreated: time.Date(2026, 1, 2, 3, 4, 5, n, time.UTC), PubStatus: schema.StatusUsable,
		URL: url, Headline: fmt.Sprintf("Boat %d «comes» home", n), InLanguage: language,
		Publisher: schema.Organization{Name: "The Harbour", Domain: "news.example"},
		Feed:      schema.FeedRef{URL: "https://news.example/feed"},
	}
}

// version is a later version of an article, made that many seconds after it.
func version(a *schema.Article, number, seconds int) *schema.Article {
	b := *a
	b.Version, b.VersionCreated = number, a.VersionCreated.Add(time.Duration(seconds)*time.Second)
	return &b
}

// publish publishes as the parser does, but that what was published is published again.
func (w *wire) publish(all ...*schema.Article) {
	w.Helper()
	for _, a := range all {
		body, err := json.Marshal(a)
		if err != nil {
			w.Fatal(err)
		}
		w.send(bus.Outgoing{
			Subject: schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection), Header: a.EventHeader(), Body: body,
		})
	}
}

// send publishes a message with an id of its own.
func (w *wire) send(m bus.Outgoing) {
	w.Helper()
	m.ID = strconv.FormatInt(time.Now().UnixNano(), 10)
	if _, _, err := w.bus.Publish(w.Context(), m); err != nil {
		w.Fatal(err)
	}
}

// articles makes those from to to.
func articles(from, to int, language string) []*schema.Article {
	var all []*schema.Article
	for n := from; n <= to; n++ {
		all = append(all, article(n, language))
	}
	return all
}

// hurry lets what a consumer had in hand when it died come again soon.
func (w *wire) hurry(durable string) {
	w.Helper()
	js := w.bus.JetStream()
	consumer, err := js.Consumer(w.Context(), schema.StreamArticles, durable)
	if err != nil {
		w.Fatal(err)
	}
	config := consumer.CachedInfo().Config
	if config.AckWait < 10*time.Second || config.MaxDeliver != -1 || config.AckPolicy != jetstream.AckExplicitPolicy {
		w.Errorf("consumer is made as %+v", config)
	}
	config.AckWait = time.Second
	if _, err := js.UpdateConsumer(w.Context(), schema.StreamArticles, config); err != nil {
		w.Fatal(err)
	}
}

// left is how much a consumer has before it or in hand.
func (w *wire) left(durable string) int {
	w.Helper()
	consumer, err := w.bus.JetStream().Consumer(w.Context(), schema.StreamArticles, durable)
	if err != nil {
		w.Fatal(err)
	}
	info := consumer.CachedInfo()
	return int(info.NumPending) + info.NumAckPending
}
