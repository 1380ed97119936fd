package client_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/pkg/client"
)

// outcome is what a handler was told of a message that wasn't handled.
type outcome struct {
	message *client.Message
	err     error
}

// told makes an option that puts errors into a channel.
func told(c chan<- outcome) client.Option {
	return client.OnError(func(m *client.Message, err error) { c <- outcome{m, err} })
}

// kinds are the subscriptions that a handler can't tell from each other.
func kinds() map[string][]client.Option {
	return map[string][]client.Option{
		"durable":  {client.Durable("desk"), client.StartAll()},
		"nameless": {client.StartAll()},
	}
}

func TestErrorBringsTheMessageAgain(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			got, failed := make(chan *client.Message, 5), make(chan outcome, 5)
			var first time.Time
			s := w.subscribe(t, client.Filter{}, func(_ context.Context, m *client.Message) error {
				if m.Deliveries == 1 {
					first = time.Now()
					return errors.New("disk is full")
				}
				got <- m
				return nil
			}, append(options, told(failed))...)
			w.publish(t, article(1, "en"))
			m := wait(t, got)
			if d := time.Since(first); m.Deliveries != 2 || !m.Redelivered() || d < 900*time.Millisecond {
				t.Errorf("delivery %d came after %v, want the second after a second", m.Deliveries, d)
			}
			if o := wait(t, failed); !strings.Contains(o.err.Error(), "(sequence 1, delivery 1): disk is full") || o.message.ID != m.ID {
				t.Errorf("told of %+v: %v", o.message, o.err)
			}
			drain(t, s)
			if len(failed) > 0 || len(got) > 0 {
				t.Errorf("%d more failures, %d more deliveries", len(failed), len(got))
			}
		})
	}
}

func TestRetryBringsTheMessageAgainWhenItSays(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			full := errors.New("disk is full")
			got, failed := make(chan *client.Message, 5), make(chan outcome, 5)
			begin := time.Now()
			w.subscribe(t, client.Filter{}, func(_ context.Context, m *client.Message) error {
				if m.Deliveries < 4 {
					return fmt.Errorf("store article: %w", client.Retry(20*time.Millisecond, full))
				}
				got <- m
				return nil
			}, append(options, told(failed))...)
			w.publish(t, article(1, "en"))
			if m, d := wait(t, got), time.Since(begin); m.Deliveries != 4 || d < 60*time.Millisecond {
				t.Errorf("delivery %d came after %v", m.Deliveries, d)
			}
			if o := wait(t, failed); !errors.Is(o.err, full) || !strings.Contains(o.err.Error(), "store article: again in 20ms: disk is full") {
				t.Errorf("told of %v", o.err)
			}
		})
	}
}

func TestFailingMessageDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	got, failed := make(chan *client.Message, 5), make(chan outcome, 5)
	w.subscribe(t, client.Filter{}, func(_ context.Context, m *client.Message) error {
		if m.Sequence == 1 {
			return client.Retry(time.Hour, nil)
		}
		got <- m
		return nil
	}, client.Durable("desk"), told(failed))
	w.publish(t, articles(1, 3, "en")...)
	wantNumbers(t, got, "2 3")
	if o := wait(t, failed); !strings.Contains(o.err.Error(), "again in 1h0m0s: no reason given") {
		t.Errorf("told of %v", o.err)
	}
}

func TestSkipGivesTheMessageUp(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			advisories := make(chan *nats.Msg, 1)
			if _, err := w.conn.ChanSubscribe("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.ARTICLES.>", advisories); err != nil {
				t.Fatal(err)
			}
			got, failed := make(chan *client.Message, 5), make(chan outcome, 5)
			s := w.subscribe(t, client.Filter{}, func(_ context.Context, m *client.Message) error {
				if m.Sequence == 1 {
					return client.Skip(errors.New("no such column"))
				}
				got <- m
				return nil
			}, append(options, told(failed))...)
			w.publish(t, articles(1, 2, "en")...)
			wantNumbers(t, got, "2")
			if o := wait(t, failed); o.message.Sequence != 1 || !strings.Contains(o.err.Error(), "given up: no such column") {
				t.Errorf("told of %v", o.err)
			}
			drain(t, s)
			if kind == "durable" {
				if a := wait(t, advisories); !strings.Contains(string(a.Data), "given up: no such column") {
					t.Errorf("the server tells %s", a.Data)
				}
				w.wantPending(t, "desk", 0, 0)
			}
		})
	}
}

func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			got, failed := make(chan *client.Message, 5), make(chan outcome, 5)
			w.subscribe(t, client.Filter{}, func(_ context.Context, m *client.Message) error {
				if m.Deliveries == 1 {
					var nobody *client.Message
					nobody.ID = "x"
				}
				got <- m
				return nil
			}, append(options, told(failed))...)
			w.publish(t, article(1, "en"))
			o := wait(t, failed)
			if text := o.err.Error(); !strings.Contains(text, "handler panicked: runtime error: invalid memory address") || !strings.Contains(text, "disposition_test.go") {
				t.Errorf("told of %v", o.err)
			}
			if m := wait(t, got); m.Deliveries != 2 {
				t.Errorf("it came as delivery %d", m.Deliveries)
			}
		})
	}
}

func TestHandlerThatEndsItsGoroutineEndsTheSubscription(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			s := w.subscribe(t, client.Filter{}, func(context.Context, *client.Message) error {
				runtime.Goexit()
				return nil
			}, options...)
			w.publish(t, article(1, "en"))
			wait(t, s.Done())
			if err := s.Err(); err == nil || !strings.Contains(err.Error(), "Goexit") {
				t.Errorf("it ended by %v", err)
			}
		})
	}
}

func TestBadBytesAreToldAndPassedOver(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			bad := []string{"", "null", "{}", "[1]", `{"id":7}`, `{"id":"a"`, "\xff\xfe", strings.Repeat("[", 20_000)}
			for _, body := range bad {
				if _, err := w.js.Publish(t.Context(), "articles.v1.en.x.y", []byte(body)); err != nil {
					t.Fatal(err)
				}
			}
			w.publish(t, article(1, "en"))
			got, failed := make(chan *client.Message, 1), make(chan outcome, len(bad))
			s := w.subscribe(t, client.Filter{}, into(got), append(options, told(failed))...)
			wantNumbers(t, got, "1")
			for _, body := range bad {
				o := wait(t, failed)
				if o.message.Article != nil || string(o.message.Data) != body || !strings.Contains(o.err.Error(), "given up: read article") {
					t.Errorf("of %.20q told %v", body, o.err)
				}
			}
			drain(t, s)
		})
	}
}

func TestOnBadDecidesOnBadBytes(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			for _, body := range []string{"kept", "again", "panic"} {
				if _, err := w.js.Publish(t.Context(), "articles.v1.en.x.y", []byte(body)); err != nil {
					t.Fatal(err)
				}
			}
			got, failed := make(chan string, 5), make(chan outcome, 5)
			onBad := func(_ context.Context, m *client.Message, fault error) error {
				got <- fmt.Sprintf("%s %d %.12s", m.Data, m.Deliveries, fault.Error())
				switch {
				case m.Deliveries > 1:
					return nil
				case string(m.Data) == "again":
					return client.Retry(0, fault)
				case string(m.Data) == "panic":
					panic("bad")
				}
				return nil
			}
			w.subscribe(t, client.Filter{}, into(nil), append(options, told(failed), client.OnBad(onBad))...)
			seen := make(map[string]bool)
			for range 5 {
				seen[wait(t, got)] = true
			}
			for _, want := range []string{"kept 1 read article", "again 1 read article", "again 2 read article", "panic 1 read article", "panic 2 read article"} {
				if !seen[want] {
					t.Errorf("no %q in %v", want, seen)
				}
			}
		})
	}
}

func TestErrorsGoToTheConnectionByDefault(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	failed := make(chan error, 1)
	w.conn.SetErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { failed <- err })
	w.subscribe(t, client.Filter{}, func(context.Context, *client.Message) error {
		return client.Skip(errors.New("no such column"))
	})
	w.publish(t, article(1, "en"))
	if err := wait(t, failed); !strings.Contains(err.Error(), "no such column") {
		t.Errorf("told of %v", err)
	}
}

func TestLongWorkIsNotGivenToAnother(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	const ackWait = 300 * time.Millisecond
	w.shortWait(t, "desk", ackWait)
	signs := make(chan *nats.Msg, 100)
	if _, err := w.conn.ChanSubscribe("$JS.ACK.ARTICLES.desk.>", signs); err != nil {
		t.Fatal(err)
	}
	got, release := make(chan *client.Message, 5), make(chan struct{})
	s := w.subscribe(t, client.Filter{}, func(_ context.Context, m *client.Message) error {
		got <- m
		<-release
		return nil
	}, client.Durable("desk"), client.Workers(2))
	w.publish(t, article(1, "en"))
	wait(t, got)
	for range 7 { // a third of the time each
		if sign := wait(t, signs); string(sign.Data) != "+WPI" {
			t.Errorf("sign is %s", sign.Data)
		}
	}
	close(release)
	drain(t, s)
	if len(got) > 0 {
		t.Error("the other worker got the message too")
	}
	if sign := wait(t, signs); string(sign.Data) != "+ACK" {
		t.Errorf("last sign is %s", sign.Data)
	}
}

func TestOnceHandlesAnEventOnce(t *testing.T) {
	t.Parallel()
	for kind, options := range kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			got, failed := make(chan *client.Message, 10), make(chan outcome, 10)
			w.subscribe(t, client.Filter{}, func(_ context.Context, m *client.Message) error {
				if m.Sequence == 1 && m.Deliveries == 1 {
					return client.Retry(0, errors.New("not yet")) // what failed isn't remembered
				}
				got <- m
				return nil
			}, append(options, told(failed), client.Once(2))...)
			again := func(n int) {
				m, err := event(article(n, "en"))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := w.js.PublishMsg(t.Context(), m); err != nil { // without the id by which the stream drops repeats
					t.Fatal(err)
				}
			}
			again(1)
			wantNumbers(t, got, "1")
			again(1)
			again(2)
			wantNumbers(t, got, "2")
			again(1)
			again(3)
			wantNumbers(t, got, "3")
			again(1) // the window has two places, and 2 and 3 have them
			wantNumbers(t, got, "1")
		})
	}
}
