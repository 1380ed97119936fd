package client

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	pullExpiry   = 30 * time.Second // how long the server keeps a worker's question for the next message
	heartbeat    = 5 * time.Second  // between the server's signs of life meanwhile
	moment       = 20 * time.Millisecond
	lookAhead    = 64              // messages that a nameless consumer is sent ahead
	flushTimeout = 5 * time.Second // for the last acknowledgements to arrive
	probeTimeout = 5 * time.Second // for the question whether the durable still exists
)

// Subscription is the handling of articles that [Subscribe] has begun. It goes
// on, through restarts of the server and breaks of the connection, until it is
// told to end by Drain or Stop, or can't go on: when its durable is deleted or
// its connection closed for good.
type Subscription struct {
	conn    *nats.Conn
	inboxes []inbox
	cut     context.CancelCauseFunc // ends the context of the handlers
	workers sync.WaitGroup          // and what else must be over before done
	done    chan struct{}

	mu     sync.Mutex
	ending chan struct{} // closed when nothing more is taken in; under mu
	err    error         // why it ended, nil when it was told to; under mu
}

// inbox is where the messages of a worker arrive. Closing it ends the intake:
// what has arrived for a durable is still given out, as nobody else has it.
type inbox struct {
	jetstream.MessagesContext
	close    func()
	consumer jetstream.Consumer
}

// next waits for a message. It first waits a moment only, because of a race in
// nats.go 1.55: when a message is handled before the goroutine that has asked
// for it notes that it has, the next one isn't asked for until Next is called
// again, or the heartbeat is missed, which is seconds later.
func (in inbox) next(ctx context.Context) (jetstream.Msg, error) {
	raw, err := in.Next(jetstream.NextMaxWait(moment))
	if !errors.Is(err, nats.ErrTimeout) {
		return raw, err
	}
	return in.Next(jetstream.NextContext(ctx))
}

// isLost says whether the consumer is gone, so that waiting is of no use.
func (in inbox) isLost(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	_, err := in.consumer.Info(ctx)
	return errors.Is(err, jetstream.ErrConsumerNotFound)
}

// Subscribe hands the articles that pass the filter to the handler, until the
// subscription is told to end. The options say from where on ([StartNew] by
// default), and whether the wire remembers it ([Durable]).
//
// ctx bounds the beginning only, not the subscription; its values reach the
// handlers. The connection must stay open until the subscription has ended:
// connect with [nats.MaxReconnects](-1), or it is closed after a while without
// its server. It is an error if filter or options are faulty, and if the server
// has no wire or won't give it to this user.
func Subscribe(ctx context.Context, conn *nats.Conn, filter Filter, handler Handler, options ...Option) (*Subscription, error) {
	set, err := settingsOf(conn, options)
	subjects, subjectsErr := set.subjects(filter)
	wanted, choiceErr := choiceOf(filter)
	if handler == nil {
		err = errors.Join(err, errors.New("handler is nil"))
	}
	if err := errors.Join(err, subjectsErr, choiceErr); err != nil {
		return nil, fmt.Errorf("subscribe to articles: %w", err)
	}
	js, err := set.jetStream(conn)
	if err != nil {
		return nil, fmt.Errorf("subscribe to articles: %w", err)
	}
	s := &Subscription{conn: conn, done: make(chan struct{}), ending: make(chan struct{})}
	w := worker{handler: handler, onBad: set.onBad, onError: set.onError, choice: wanted, seen: set.seen, ending: s.ending}
	if set.reader {
		w.choice.subjects = subjects
	}
	if err := s.open(ctx, js, set, subjects, &w); err != nil {
		return nil, fmt.Errorf("subscribe to articles: %w", err)
	}
	work, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	s.cut = cut
	for _, in := range s.inboxes {
		s.workers.Go(func() { s.work(work, in, w) })
	}
	go s.finish()
	return s, nil
}

// open makes the consumer and an inbox for each worker.
func (s *Subscription) open(ctx context.Context, js jetstream.JetStream, set *settings, subjects []string, w *worker) error {
	if set.durable == "" {
		consumer, err := nameless(ctx, js, set, subjects)
		if err != nil {
			return fmt.Errorf("make a consumer: %w", err)
		}
		in, err := consumer.Messages(jetstream.PullMaxMessages(lookAhead), jetstream.PullExpiry(pullExpiry))
		if err != nil {
			return fmt.Errorf("pull messages: %w", err)
		}
		s.inboxes = []inbox{{in, in.Stop, consumer}}
		return nil
	}
	consumer, err := durable(ctx, js, set, subjects)
	if err != nil {
		return fmt.Errorf("durable %s: %w", set.durable, err)
	}
	w.ackWait = consumer.CachedInfo().Config.AckWait
	for range set.workers {
		// An inbox each, so that no more messages are taken than workers are free.
		in, err := consumer.Messages(jetstream.PullMaxMessages(1), jetstream.PullExpiry(pullExpiry), jetstream.PullHeartbeat(heartbeat))
		if err != nil {
			s.end(nil)
			return fmt.Errorf("pull messages: %w", err)
		}
		s.inboxes = append(s.inboxes, inbox{in, in.Drain, consumer})
	}
	return nil
}

// Drain ends the subscription in good order: nothing more is taken in, handlers
// finish what they have, and it is acknowledged. The rest stays on the server
// for the next time. When ctx ends first, the contexts of the handlers end, an
// error says so, and what wasn't finished comes again; Done tells when the last
// handler has returned. It may be called by several, and not by a handler, for
// which it would wait.
func (s *Subscription) Drain(ctx context.Context) error {
	s.end(nil)
	select {
	case <-s.done:
		return s.Err()
	case <-ctx.Done():
		s.cut(ErrStopped)
		return fmt.Errorf("drain subscription: %w: what was in hand comes again", context.Cause(ctx))
	}
}

// Stop ends the subscription at once: the contexts of the handlers end, and what
// wasn't finished comes again. It returns when the handlers have, and does
// nothing when the subscription has ended. No handler may call it.
func (s *Subscription) Stop() {
	s.end(nil)
	s.cut(ErrStopped)
	<-s.done
}

// Done is closed when the subscription has ended and all its handlers have returned.
func (s *Subscription) Done() <-chan struct{} { return s.done }

// Err says why the subscription has ended: nil while it goes on, and when it was
// told to end and all it did was acknowledged.
func (s *Subscription) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// end ends the intake, for a reason if that wasn't asked for.
func (s *Subscription) end(reason error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.ending:
		return
	default:
	}
	s.err = reason
	for _, in := range s.inboxes {
		s.workers.Go(in.close) // may take its time when the server is away
	}
	close(s.ending)
}

// work handles one message after the other until the intake ends.
func (s *Subscription) work(ctx context.Context, in inbox, w worker) {
	reason := errors.New("a handler ended its goroutine (runtime.Goexit, or FailNow of a test)")
	defer func() { s.end(reason) }()
	for {
		raw, err := in.next(ctx)
		switch {
		case err == nil:
			w.handle(ctx, raw)
		case ctx.Err() != nil:
			reason = nil
			return
		case errors.Is(err, jetstream.ErrNoHeartbeat) && !in.isLost(ctx):
			w.onError(nil, fmt.Errorf("wait for articles: %w: still trying", err))
		case errors.Is(err, jetstream.ErrNoHeartbeat), errors.Is(err, jetstream.ErrConsumerDeleted):
			reason = fmt.Errorf("wait for articles: %w: subscribe again to make it anew", jetstream.ErrConsumerDeleted)
			return
		default:
			reason = fmt.Errorf("wait for articles: %w", err)
			return
		}
	}
}

// finish waits for the workers, and for their last acknowledgements to arrive.
func (s *Subscription) finish() {
	<-s.ending
	s.workers.Wait()
	s.cut(nil)
	if err := s.conn.FlushTimeout(flushTimeout); err != nil {
		s.mu.Lock()
		if s.err == nil {
			s.err = fmt.Errorf("acknowledge the last articles: %w: they may come again", err)
		}
		s.mu.Unlock()
	}
	close(s.done)
}
