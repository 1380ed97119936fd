package client_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestDurableGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, articles(1, 3, "en")...)
	got := make(chan *client.Message, 10)
	first := w.subscribe(t, client.Filter{}, into(got), client.Durable("archive"), client.StartAll())
	w.publish(t, articles(4, 5, "fr")...)
	wantNumbers(t, got, "1 2 3 4 5")
	drain(t, first)
	w.wantPending(t, "archive", 0, 0)

	w.publish(t, articles(6, 7, "en")...)
	w.wantPending(t, "archive", 2, 0)
	second := w.subscribe(t, client.Filter{}, into(got), client.Durable("archive"), client.StartAll()) // the start is no news to it
	wantNumbers(t, got, "6 7")
	drain(t, second)
	if len(got) > 0 {
		t.Errorf("article %s came again", (<-got).Article.URL)
	}
}

func TestMessageHasAllOfTheEvent(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	a := article(2, "pt-BR")
	a.Version = 3
	w.publish(t, article(1, "en"), a)
	got := make(chan *client.Message, 2)
	w.subscribe(t, client.Filter{}, into(got), client.StartAll())
	wait(t, got)
	m := wait(t, got)
	if m.ID != a.ID+".3" || m.Type != schema.EventUpdated || m.Subject != "articles.v1.pt.dw-com.politics" ||
		m.Sequence != 2 || m.Deliveries != 1 || m.Redelivered() || time.Since(m.Stored).Abs() > time.Hour {
		t.Errorf("message is %+v", m)
	}
	if m.Article.Headline != a.Headline || !strings.Contains(string(m.Data), a.Headline) {
		t.Errorf("article is %+v in %s", m.Article, m.Data)
	}
}

func TestMessageNamesItsTrace(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	const parent, state = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "desk=1"
	m, err := event(article(1, "en"))
	if err != nil {
		t.Fatal(err)
	}
	m.Header.Set(schema.HeaderTraceParent, parent)
	m.Header.Set(schema.HeaderTraceState, state)
	if _, err := w.js.PublishMsg(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	w.publish(t, article(2, "en"))
	got := make(chan *client.Message, 2)
	w.subscribe(t, client.Filter{}, into(got), client.StartAll())
	if m := wait(t, got); m.TraceParent != parent || m.TraceState != state {
		t.Errorf("the trace is %q, %q", m.TraceParent, m.TraceState)
	}
	if m := wait(t, got); m.TraceParent != "" || m.TraceState != "" {
		t.Errorf("the trace of a message that has none is %q, %q", m.TraceParent, m.TraceState)
	}
}

func TestWhereToStart(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, articles(1, 3, "en")...)
	last, err := w.js.Stream(t.Context(), schema.StreamArticles)
	if err != nil {
		t.Fatal(err)
	}
	since := last.CachedInfo().State.LastTime
	for name, tt := range map[string]struct {
		start client.Option
		want  string
	}{
		"new":   {client.StartNew(), "4 5"},
		"all":   {client.StartAll(), "1 2 3 4 5"},
		"at":    {client.StartAt(2), "2 3 4 5"},
		"since": {client.StartSince(since), "3 4 5"},
	} {
		durable, nameless := make(chan *client.Message, 10), make(chan *client.Message, 10)
		w.subscribe(t, client.Filter{}, into(durable), client.Durable(name), tt.start)
		w.subscribe(t, client.Filter{}, into(nameless), tt.start)
		t.Cleanup(func() {
			wantNumbers(t, durable, tt.want)
			wantNumbers(t, nameless, tt.want)
		})
	}
	w.publish(t, articles(4, 5, "en")...)
}

func TestChangedFilterHoldsFromWhereTheDurableStands(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	// The French one comes first: whether a durable has passed what its filter
	// leaves out behind the last article that it took, only the server knows.
	w.publish(t, article(2, "fr"), article(1, "en"))
	got := make(chan *client.Message, 10)
	english := client.Filter{Languages: []string{"en"}}
	s := w.subscribe(t, english, into(got), client.Durable("desk"), client.StartAll())
	wantNumbers(t, got, "1")
	drain(t, s)
	w.publish(t, article(3, "en"), article(4, "fr"), article(5, "de"))
	w.subscribe(t, client.Filter{Languages: []string{"fr", "de"}}, into(got), client.Durable("desk"))
	wantNumbers(t, got, "4 5")
	consumer, err := w.js.Consumer(t.Context(), schema.StreamArticles, "desk")
	if err != nil {
		t.Fatal(err)
	}
	if p := consumer.CachedInfo().Config.DeliverPolicy; p != jetstream.DeliverAllPolicy {
		t.Errorf("its start has become %v", p)
	}
}

func TestDrainFinishesWhatIsInHandAndLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, articles(1, 20, "en")...)
	begun, release := make(chan *client.Message, 20), make(chan struct{})
	s := w.subscribe(t, client.Filter{}, func(ctx context.Context, m *client.Message) error {
		begun <- m
		<-release
		return ctx.Err()
	}, client.Durable("archive"), client.StartAll(), client.Workers(4))
	for range 4 {
		wait(t, begun)
	}
	if before, inHand := w.pending(t, "archive"); before != 16 || inHand != 4 {
		t.Errorf("4 workers took %d and left %d", inHand, before)
	}
	drained := make(chan error, 1)
	go func() { drained <- s.Drain(t.Context()) }()
	select {
	case err := <-drained:
		t.Fatalf("drained with handlers at work: %v", err)
	case <-s.Done():
		t.Fatal("done with handlers at work")
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if err := wait(t, drained); err != nil {
		t.Fatal(err)
	}
	w.wantPending(t, "archive", 16, 0)
	got := make(chan *client.Message, 20)
	w.subscribe(t, client.Filter{}, into(got), client.Durable("archive"))
	wantNumbers(t, got, "5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")
}

func TestDrainOutOfTimeCutsTheWorkOff(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, article(1, "en"))
	begun, causes := make(chan *client.Message, 1), make(chan error, 1)
	failures := make(chan error, 1)
	s := w.subscribe(t, client.Filter{}, func(ctx context.Context, m *client.Message) error {
		begun <- m
		<-ctx.Done()
		causes <- context.Cause(ctx)
		return ctx.Err()
	}, client.Durable("archive"), client.StartAll(), client.OnError(func(_ *client.Message, err error) { failures <- err }))
	wait(t, begun)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Drain(ctx); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "comes again") {
		t.Errorf("drain gives %v", err)
	}
	if cause := wait(t, causes); !errors.Is(cause, client.ErrStopped) {
		t.Errorf("handler's context ended by %v", cause)
	}
	wait(t, s.Done())
	if len(failures) > 0 {
		t.Errorf("what we cut off is told as a failure: %v", <-failures)
	}
	got := make(chan *client.Message, 1)
	w.subscribe(t, client.Filter{}, into(got), client.Durable("archive"))
	if m := wait(t, got); !m.Redelivered() || time.Since(m.Stored) > patience {
		t.Errorf("message is %+v", m)
	}
}

func TestTwoInstancesShareADurable(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	other, err := connect(w.server.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(other.Close)
	one, two := make(chan *client.Message), make(chan *client.Message)
	w.subscribe(t, client.Filter{}, into(one), client.Durable("desk"))
	w2 := &wire{conn: other, js: w.js}
	w2.subscribe(t, client.Filter{}, into(two), client.Durable("desk"))
	w.publish(t, articles(1, 40, "en")...)
	seen := make(map[string]int)
	wait(t, one) // each waits for its message to be taken, so that both must have one
	wait(t, two)
	for range 38 {
		select {
		case m := <-one:
			seen[m.ID]++
		case m := <-two:
			seen[m.ID]++
		case <-time.After(patience):
			t.Fatalf("%d of 38 came", len(seen))
		}
	}
	if len(seen) != 38 {
		t.Errorf("38 messages were %d articles", len(seen))
	}
}

func TestServerRestart(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	var inHand atomic.Int32
	durable, nameless := make(chan *client.Message), make(chan *client.Message)
	w.subscribe(t, client.Filter{}, func(ctx context.Context, m *client.Message) error {
		inHand.Add(1)
		defer inHand.Add(-1)
		return into(durable)(ctx, m)
	}, client.Durable("archive"), client.Once(100))
	w.subscribe(t, client.Filter{}, into(nameless))
	w.publish(t, articles(1, 4, "en")...)
	wantNumbers(t, durable, "1 2")
	wantNumbers(t, nameless, "1 2")
	w.restart(t) // with the third in the hand of each
	w.publish(t, articles(5, 6, "en")...)
	wantNumbers(t, durable, "3 4 5 6")
	wantNumbers(t, nameless, "3 4 5 6")
	w.restart(t) // with nothing in hand
	w.publish(t, articles(7, 8, "en")...)
	wantNumbers(t, durable, "7 8")
	wantNumbers(t, nameless, "7 8")
}

func TestNewIsNewAfterARestartBeforeTheFirst(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.publish(t, article(1, "en"))
	got := make(chan *client.Message, 10)
	w.subscribe(t, client.Filter{}, into(got))
	w.restart(t)
	w.publish(t, articles(2, 3, "en")...)
	wantNumbers(t, got, "2 3")
}

func TestDeletedDurableEndsTheSubscription(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	s := w.subscribe(t, client.Filter{}, into(nil), client.Durable("desk"), client.Workers(3))
	for w.info(t, "desk").NumWaiting < 3 {
		runtime.Gosched() // until all workers wait
	}
	if err := w.js.DeleteConsumer(t.Context(), schema.StreamArticles, "desk"); err != nil {
		t.Fatal(err)
	}
	wait(t, s.Done())
	if err := s.Err(); !errors.Is(err, jetstream.ErrConsumerDeleted) {
		t.Errorf("it ended by %v", err)
	}
	if err := s.Drain(t.Context()); !errors.Is(err, jetstream.ErrConsumerDeleted) {
		t.Errorf("drain gives %v", err)
	}
}

func TestDurableThatIsGoneUnseenEndsTheSubscription(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	s := w.subscribe(t, client.Filter{}, into(nil), client.Durable("desk"))
	stopServer(w.server)
	files := filepath.Join(w.dir, "jetstream", "$G", "streams", schema.StreamArticles, "obs", "desk")
	if _, err := os.Stat(files); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(files); err != nil {
		t.Fatal(err)
	}
	w.restart(t)
	wait(t, s.Done())
	if err := s.Err(); !errors.Is(err, jetstream.ErrConsumerDeleted) {
		t.Errorf("it ended by %v", err)
	}
}

func TestClosedConnectionEndsTheSubscription(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	for _, options := range [][]client.Option{nil, {client.Durable("desk")}} {
		conn, err := connect(w.server.ClientURL())
		if err != nil {
			t.Fatal(err)
		}
		s, err := client.Subscribe(t.Context(), conn, client.Filter{}, into(nil), options...)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		wait(t, s.Done())
		if err := s.Err(); !errors.Is(err, jetstream.ErrConnectionClosed) {
			t.Errorf("it ended by %v", err)
		}
	}
}

func TestKilledConsumerLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.shortWait(t, "archive", 300*time.Millisecond)
	w.publish(t, article(1, "en"))
	conn, err := connect(w.server.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	begun := make(chan *client.Message)
	s, err := client.Subscribe(t.Context(), conn, client.Filter{}, into(begun), client.Durable("archive"))
	if err != nil {
		t.Fatal(err)
	}
	wait(t, begun) // it has been sent, and is acknowledged only after that
	conn.Close()
	s.Stop()
	w.publish(t, article(2, "en"))
	got := make(chan *client.Message, 3)
	w.subscribe(t, client.Filter{}, into(got), client.Durable("archive"))
	for m := range got {
		if strings.HasSuffix(m.Article.URL, "/2") {
			break
		}
	}
}

func TestFaultyCallsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	_, err := client.Subscribe(t.Context(), w.conn, client.Filter{Languages: []string{"?!"}}, nil,
		client.Durable("a.b"), client.Workers(0), client.StartAt(0), client.StartSince(time.Time{}),
		client.OnBad(nil), client.OnError(nil), client.Once(0))
	for _, want := range []string{"?!", "handler is nil", `"a.b"`, "0 workers", "sequence", "time", "bad messages", "errors", "window"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error doesn't speak of %s:\n%v", want, err)
		}
	}
	for option, want := range map[string]client.Option{
		"wire's own":       client.Durable(schema.ConsumerStorer),
		"has 0 bytes":      client.Durable(""),
		"has 64 bytes":     client.Durable(strings.Repeat("a", 64)),
		"need a durable":   client.Workers(2),
		"use 1 to 256":     client.Workers(257),
		"use 1 to 1000000": client.Once(1_000_001),
	} {
		if _, err := client.Subscribe(t.Context(), w.conn, client.Filter{}, into(nil), want); err == nil || !strings.Contains(err.Error(), option) {
			t.Errorf("error is %v, want one with %q", err, option)
		}
	}
}

func TestServerWithoutAWire(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	if err := w.js.DeleteStream(t.Context(), schema.StreamArticles); err != nil {
		t.Fatal(err)
	}
	for _, options := range [][]client.Option{nil, {client.StartAll()}, {client.Durable("desk")}} {
		_, err := client.Subscribe(t.Context(), w.conn, client.Filter{}, into(nil), options...)
		if !errors.Is(err, jetstream.ErrStreamNotFound) || !strings.Contains(err.Error(), "is this the NATS of a wire") {
			t.Errorf("error is %v", err)
		}
	}
}

func TestDurableWithoutAcknowledgementsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	_, err := w.js.CreateConsumer(t.Context(), schema.StreamArticles, jetstream.ConsumerConfig{Durable: "desk", AckPolicy: jetstream.AckNonePolicy})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Subscribe(t.Context(), w.conn, client.Filter{}, into(nil), client.Durable("desk"))
	if want := `durable desk: its acknowledgements are "AckNone"`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want %s", err, want)
	}
}

// BenchmarkHandle measures a subscription on one machine with its server, in
// which most of the time goes: an article of 8 KB is read, handled and acknowledged.
func BenchmarkHandle(b *testing.B) {
	for name, options := range map[string][]client.Option{
		"nameless":  nil,
		"durable":   {client.Durable("bench")},
		"workers-8": {client.Durable("bench"), client.Workers(8)},
	} {
		b.Run(name, func(b *testing.B) {
			w := newWire(b)
			for n := range b.N {
				a := article(n, "en")
				a.ArticleBody = strings.Repeat("Boats come home. ", 230)
				a.Body = []schema.Paragraph{{Role: schema.RoleParagraph, Text: a.ArticleBody}}
				w.publish(b, a)
			}
			done := make(chan struct{})
			var handled atomic.Int64
			b.ReportAllocs()
			b.ResetTimer()
			w.subscribe(b, client.Filter{}, func(context.Context, *client.Message) error {
				if handled.Add(1) == int64(b.N) {
					close(done)
				}
				return nil
			}, append(options, client.StartAll())...)
			<-done
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}
