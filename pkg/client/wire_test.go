package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestMain(m *testing.M) {
	if child := os.Getenv(childVariable); child != "" {
		os.Exit(runChild(child))
	}
	goleak.VerifyTestMain(m)
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// wire is a NATS server with the stream of articles, and a connection to it.
type wire struct {
	dir    string
	port   int
	server *server.Server
	conn   *nats.Conn
	js     jetstream.JetStream
}

// startServer starts a server on a port, or on any that is free for -1.
func startServer(dir string, port int) (*server.Server, error) {
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir, NoSigs: true, NoLog: true,
	})
	if err != nil {
		return nil, err
	}
	s.Start()
	if !s.ReadyForConnections(patience) {
		return nil, errors.New("server isn't ready")
	}
	return s, nil
}

func stopServer(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

// startWire starts a server, connects to it, and makes the stream.
func startWire(ctx context.Context, dir string) (*wire, error) {
	s, err := startServer(dir, -1)
	if err != nil {
		return nil, err
	}
	conn, err := connect(s.ClientURL())
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, err
	}
	_, err = js.CreateStream(ctx, jetstream.StreamConfig{
		Name: schema.StreamArticles, Subjects: []string{schema.SubjectArticles}, Duplicates: time.Minute,
	})
	return &wire{dir: dir, port: s.Addr().(*net.TCPAddr).Port, server: s, conn: conn, js: js}, err
}

func connect(url string) (*nats.Conn, error) {
	return nats.Connect(url, nats.MaxReconnects(-1), nats.ReconnectWait(10*time.Millisecond), nats.ReconnectJitter(0, 0),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
}

func (w *wire) close() {
	w.conn.Close()
	stopServer(w.server)
}

func newWire(tb testing.TB) *wire {
	tb.Helper()
	w, err := startWire(tb.Context(), tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(w.close)
	return w
}

// restart ends the server, if it hasn't ended, and starts another on the same
// port and files, to which the connection comes back.
func (w *wire) restart(tb testing.TB) {
	tb.Helper()
	back := w.conn.StatusChanged(nats.CONNECTED)
	defer w.conn.RemoveStatusListener(back)
	stopServer(w.server)
	s, err := startServer(w.dir, w.port)
	if err != nil {
		tb.Fatal(err)
	}
	w.server = s
	wait(tb, back)
}

// article makes the nth article: one of three publishers, politics or sport,
// every fourth from an agency.
func article(n int, language string) *schema.Article {
	url := fmt.Sprintf("https://news.example/%d", n)
	a := &schema.Article{
		ID: schema.ArticleID(url), Version: 1, PubStatus: schema.StatusUsable, URL: url,
		VersionCreated: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Headline:       fmt.Sprintf("Boat %d comes home", n), InLanguage: language,
		Publisher:      schema.Organization{Name: "News", Domain: []string{"news.example", "bbc.co.uk", "dw.com"}[n%3]},
		ArticleSection: []string{"Politics", "Sport"}[n%2],
		Keywords:       []string{"Boats", []string{"Harbour", "Races"}[n%2]},
	}
	if n%4 == 0 {
		a.Provider = &schema.Organization{Name: "Nordwire", Domain: "nordwire.example"}
	}
	return a
}

// articles makes those from to to, in a language.
func articles(from, to int, language string) []*schema.Article {
	var all []*schema.Article
	for n := from; n <= to; n++ {
		all = append(all, article(n, language))
	}
	return all
}

// event makes the message of an article, as the parser does.
func event(a *schema.Article) (*nats.Msg, error) {
	body, err := json.Marshal(a)
	m := nats.NewMsg(schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection))
	m.Data = body
	for name, value := range a.EventHeader() {
		m.Header.Set(name, value)
	}
	return m, err
}

// send publishes as the parser does.
func (w *wire) send(ctx context.Context, all ...*schema.Article) error {
	for _, a := range all {
		m, err := event(a)
		if err != nil {
			return err
		}
		if _, err := w.js.PublishMsg(ctx, m, jetstream.WithMsgID(a.EventID())); err != nil {
			return err
		}
	}
	return nil
}

func (w *wire) publish(tb testing.TB, all ...*schema.Article) {
	tb.Helper()
	if err := w.send(tb.Context(), all...); err != nil {
		tb.Fatal(err)
	}
}

// subscribe subscribes for the time of the test.
func (w *wire) subscribe(tb testing.TB, filter client.Filter, handler client.Handler, options ...client.Option) *client.Subscription {
	tb.Helper()
	s, err := client.Subscribe(tb.Context(), w.conn, filter, handler, options...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Stop)
	return s
}

// shortWait makes a durable whose messages go to another worker after a short while.
func (w *wire) shortWait(tb testing.TB, name string, wait time.Duration) {
	tb.Helper()
	_, err := w.js.CreateConsumer(tb.Context(), schema.StreamArticles, jetstream.ConsumerConfig{
		Durable: name, AckPolicy: jetstream.AckExplicitPolicy, AckWait: wait, MaxDeliver: -1,
		FilterSubject: schema.SubjectArticles,
	})
	if err != nil {
		tb.Fatal(err)
	}
}

func (w *wire) info(tb testing.TB, durable string) *jetstream.ConsumerInfo {
	tb.Helper()
	consumer, err := w.js.Consumer(tb.Context(), schema.StreamArticles, durable)
	if err != nil {
		tb.Fatal(err)
	}
	return consumer.CachedInfo()
}

// pending are the messages that a durable has before it, and in hand.
func (w *wire) pending(tb testing.TB, durable string) (before, inHand int) {
	tb.Helper()
	info := w.info(tb, durable)
	return int(info.NumPending), info.NumAckPending
}

func (w *wire) wantPending(tb testing.TB, durable string, before, inHand int) {
	tb.Helper()
	eventually(tb, fmt.Sprintf("%s has %d messages before it and %d in hand", durable, before, inHand), func() bool {
		b, h := w.pending(tb, durable)
		return b == before && h == inHand
	})
}

// drain ends a subscription, and wants it to end well.
func drain(tb testing.TB, s *client.Subscription) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	if err := s.Drain(ctx); err != nil {
		tb.Fatal(err)
	}
}

// into makes a handler that puts messages into a channel.
func into(c chan<- *client.Message) client.Handler {
	return func(ctx context.Context, m *client.Message) error {
		select {
		case c <- m:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// wait takes the next of a channel.
func wait[T any](tb testing.TB, c <-chan T) T {
	tb.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		tb.Fatalf("nothing came in %v", patience)
		panic("not reached")
	}
}

// eventually waits until a condition holds.
func eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			tb.Fatalf("not in %v: %s", patience, what)
		}
	}
}

// numbers are those of the next n articles, in the order in which they come.
func numbers(tb testing.TB, c <-chan *client.Message, n int) string {
	tb.Helper()
	var all []string
	for range n {
		m := wait(tb, c)
		all = append(all, m.Article.URL[strings.LastIndexByte(m.Article.URL, '/')+1:])
	}
	return strings.Join(all, " ")
}

// wantNumbers wants the next articles to be those.
func wantNumbers(tb testing.TB, c <-chan *client.Message, want string) {
	tb.Helper()
	if got := numbers(tb, c, len(strings.Fields(want))); got != want {
		tb.Fatalf("articles are %s, want %s", got, want)
	}
}
