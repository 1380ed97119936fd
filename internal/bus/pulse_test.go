package bus

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// bench is a worker's bench in a bubble of made-up time: a server of which there
// is only a consumer, and what /livez says.
type bench struct {
	jetstream.JetStream
	jetstream.Consumer
	*testing.T
	bus  *Bus
	live http.Handler

	pull func() ([]jetstream.Msg, error) // nil gives nothing

	mu     sync.Mutex
	naks   []time.Duration // guarded by mu
	inHand int             // messages that were said to be worked on; guarded by mu
}

func newBench(t *testing.T) *bench {
	t.Helper()
	health := telemetry.NewHealth()
	counts, err := newMetrics(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, live: telemetry.Public(health, prometheus.NewRegistry())}
	b.bus = &Bus{js: server{b}, log: zap.NewNop(), metrics: counts, heartbeat: health.Heartbeat}
	return b
}

// server is the part of JetStream that a worker needs.
type server struct{ *bench }

// Consumer is the only one that there is.
func (s server) Consumer(context.Context, string, string) (jetstream.Consumer, error) {
	return s.bench, nil
}

// KeyValue is not there.
func (s server) KeyValue(context.Context, string) (jetstream.KeyValue, error) {
	return nil, errAway
}

// Fetch gives what the test wants pulled, and drops what is too much.
func (b *bench) Fetch(most int, _ ...jetstream.FetchOpt) (jetstream.MessageBatch, error) {
	var messages []jetstream.Msg
	if b.pull != nil {
		var err error
		if messages, err = b.pull(); err != nil {
			return nil, err
		}
	}
	messages = messages[:min(most, len(messages))]
	all := make(chan jetstream.Msg, len(messages))
	for _, m := range messages {
		all <- m
	}
	if len(messages) == 0 {
		time.Sleep(pullWait)
	}
	close(all)
	return pulled{all}, nil
}

type pulled struct{ all chan jetstream.Msg }

// Messages are what was pulled.
func (p pulled) Messages() <-chan jetstream.Msg { return p.all }

// Error is none.
func (p pulled) Error() error { return nil }

// letter is a message of the bench.
type letter struct {
	jetstream.Msg
	bench *bench
	text  string
}

func (l letter) Metadata() (*jetstream.MsgMetadata, error) {
	return &jetstream.MsgMetadata{NumDelivered: 1, Stream: "ITEMS"}, nil
}
func (l letter) Headers() nats.Header            { return nil }
func (l letter) Data() []byte                    { return []byte(l.text) }
func (l letter) Subject() string                 { return "items.due" }
func (l letter) Ack() error                      { return nil }
func (l letter) DoubleAck(context.Context) error { return nil }
func (l letter) Nak() error                      { return nil }
func (l letter) NakWithDelay(d time.Duration) error {
	l.bench.mu.Lock()
	defer l.bench.mu.Unlock()
	l.bench.naks = append(l.bench.naks, d)
	return nil
}

func (l letter) InProgress() error {
	l.bench.mu.Lock()
	defer l.bench.mu.Unlock()
	l.bench.inHand++
	return nil
}

// once gives messages at the first pull, and nothing at the others.
func (b *bench) once(texts ...string) func() ([]jetstream.Msg, error) {
	return func() (all []jetstream.Msg, err error) {
		for _, text := range texts {
			all = append(all, letter{bench: b, text: text})
		}
		texts = nil
		return all, nil
	}
}

// begin lets something work until the bubble's end.
func (b *bench) begin(work func(ctx context.Context)) {
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { work(ctx); close(done) }()
	b.Cleanup(func() { stop(); <-done })
}

func (b *bench) lives() bool {
	w := httptest.NewRecorder()
	b.live.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/livez", http.NoBody))
	return w.Code == http.StatusOK
}

// worker is one of two hands.
func (b *bench) worker(handle Handler) Worker {
	return Worker{Stream: "ITEMS", Consumer: "parser", Count: 2, Deadline: 45 * time.Second, Grace: time.Second, Handle: handle}
}

func (b *bench) batcher(handle BatchHandler) Batcher {
	return Batcher{Stream: "ARTICLES", Consumer: "storer", Size: 2, Age: time.Second, Deadline: 45 * time.Second, Grace: time.Second, Handle: handle}
}

var errAway = errors.New("the database is away")

// stuck hangs until the test is over, whatever its context says.
func (b *bench) stuck() { <-b.Context().Done() }

func TestAWorkerThatIsStuckIsNotAlive(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(b *bench){
		"its intake": func(b *bench) {
			b.pull = func() ([]jetstream.Msg, error) { b.stuck(); return nil, errAway }
			b.begin(func(ctx context.Context) { b.bus.Work(ctx, b.worker(nil)) })
		},
		"its rest": func(b *bench) {
			w := b.worker(nil)
			w.Before = func(context.Context) { b.stuck() }
			b.begin(func(ctx context.Context) { b.bus.Work(ctx, w) })
		},
		"all its hands": func(b *bench) {
			b.pull = b.once("1", "2")
			b.begin(func(ctx context.Context) {
				b.bus.Work(ctx, b.worker(func(context.Context, *Message) error { b.stuck(); return nil }))
			})
		},
		"its batch": func(b *bench) {
			b.pull = b.once("1", "2")
			b.begin(func(ctx context.Context) {
				b.bus.WorkBatches(ctx, b.batcher(func(context.Context, []*Message) ([]error, error) { b.stuck(); return nil, errAway }))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				begin(b)
				time.Sleep(time.Minute)
				if !b.lives() {
					t.Error("called dead when it may only be slow")
				}
				time.Sleep(time.Minute)
				if b.lives() {
					t.Error("nobody finds out that it is stuck")
				}
			})
		})
	}
}

func TestAWorkerThatWaitsIsAlive(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(b *bench){
		"for messages": func(b *bench) {
			b.begin(func(ctx context.Context) { b.bus.Work(ctx, b.worker(nil)) })
			b.begin(func(ctx context.Context) { b.bus.WorkBatches(ctx, b.batcher(nil)) })
		},
		"for the server": func(b *bench) {
			b.pull = func() ([]jetstream.Msg, error) { return nil, errAway }
			b.begin(func(ctx context.Context) { b.bus.Work(ctx, b.worker(nil)) })
		},
		"while the wire holds back": func(b *bench) {
			w := b.worker(nil)
			w.Before = func(ctx context.Context) { <-ctx.Done() }
			b.begin(func(ctx context.Context) { b.bus.Work(ctx, w) })
		},
		"for its slowest sites": func(b *bench) {
			b.pull = func() ([]jetstream.Msg, error) { return b.once("1", "2")() }
			b.begin(func(ctx context.Context) {
				b.bus.Work(ctx, b.worker(func(ctx context.Context, _ *Message) error { <-ctx.Done(); return nil }))
			})
		},
		"for what all work needs": func(b *bench) {
			b.pull = b.once("1", "2")
			b.begin(func(ctx context.Context) {
				b.bus.Work(ctx, b.worker(func(context.Context, *Message) error { return errAway }))
			})
		},
		"for its store": func(b *bench) {
			b.pull = b.once("1", "2")
			b.begin(func(ctx context.Context) {
				b.bus.WorkBatches(ctx, b.batcher(func(ctx context.Context, _ []*Message) ([]error, error) { <-ctx.Done(); return nil, errAway }))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				begin(b)
				for range 120 {
					time.Sleep(time.Minute)
					if !b.lives() {
						t.Fatal("called dead, and restarted for nothing")
					}
				}
			})
		})
	}
}

// TestAMessageIsHeldAsLongAsNothingGetsThrough: who gives up after some tries
// has the message parked at the fourth, for an outage that it has no part in.
func TestAMessageIsHeldAsLongAsNothingGetsThrough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.pull = b.once("1", "2")
		over := time.Now().Add(3 * time.Hour)
		var mu sync.Mutex
		done := map[string]int{}
		b.begin(func(ctx context.Context) {
			b.bus.Work(ctx, b.worker(func(_ context.Context, m *Message) error {
				if time.Now().Before(over) {
					return errAway
				}
				mu.Lock()
				defer mu.Unlock()
				done[string(m.Body)]++
				return nil
			}))
		})
		time.Sleep(time.Until(over) + time.Minute)
		b.mu.Lock()
		defer b.mu.Unlock()
		mu.Lock()
		defer mu.Unlock()
		if len(b.naks) != 0 || done["1"] != 1 || done["2"] != 1 {
			t.Errorf("given up after %v, and done %v; want both held and done once", b.naks, done)
		}
		if least := int(3 * time.Hour / holdMost); b.inHand < 2*least {
			t.Errorf("said %d times that two messages are in hand, want %d at least", b.inHand, 2*least)
		}
	})
}

// TestAMessageThatFailsAloneIsPutOff: it must not block a hand for ever.
func TestAMessageThatFailsAloneIsPutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		bad := b.once("bad")
		b.pull = func() ([]jetstream.Msg, error) {
			if first, err := bad(); len(first) > 0 {
				return first, err
			}
			time.Sleep(time.Minute)
			return b.once("good")()
		}
		b.begin(func(ctx context.Context) {
			b.bus.Work(ctx, b.worker(func(_ context.Context, m *Message) error {
				if string(m.Body) == "bad" {
					return errAway
				}
				return nil
			}))
		})
		time.Sleep(10 * time.Minute)
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.naks) != 1 || b.naks[0] != holdMost {
			t.Errorf("put off by %v, want once by %s", b.naks, holdMost)
		}
	})
}
