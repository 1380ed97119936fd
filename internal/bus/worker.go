package bus

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/daemon"
)

const (
	// killerDelivery is the delivery at which a message is taken for one that
	// kills its handler: three times before, nobody lived to say what became of it.
	killerDelivery = 4
	// holdTries is how often a message is tried, in hand, while something seems to
	// be missing that all work needs.
	holdTries = 8
	// holdFirst and holdMost bound the waits between these tries, which double.
	holdFirst, holdMost = time.Second, 30 * time.Second
	// pullWait is how long a pull waits for messages; it bounds how long a stop waits for the pull.
	pullWait = time.Second
	// settleTimeout bounds the acknowledgement of a message, also after a stop.
	settleTimeout = 10 * time.Second
)

// Handler works on a message. It returns when the effect is durable, or says by
// its error what has to become of the message (see the package). It may be
// called again with the same message, at any time, with the same outcome. Its
// context ends at the worker's deadline, or some time after a stop.
type Handler func(ctx context.Context, m *Message) error

// Worker is how a stage takes its messages up.
type Worker struct {
	// Stream and Consumer name a durable consumer; the consumer's name is the stage's.
	Stream, Consumer string
	// Count is how many messages are worked on at once. No more are ever taken.
	Count int
	// Deadline bounds one call of Handle; it is well below the consumer's AckWait.
	Deadline time.Duration
	// Grace is how long messages in hand may take after a stop.
	Grace time.Duration
	// Handle does the work.
	Handle Handler
	// Before is called before each pull, and blocks while nothing may be taken up,
	// no longer than its context; nil never blocks.
	Before func(ctx context.Context)
	// Untraced is set by a handler that begins traces itself (see [Bus.Begin]), and
	// so leaves out the messages that are not worth one.
	Untraced bool
	// Killer is called in place of Handle with a message that three had in hand and
	// neither settled nor gave back; nil parks it.
	Killer Handler
}

// Work takes messages up until ctx ends, then finishes those in hand or gives
// them back, and returns. A server that is away is waited for.
func (b *Bus) Work(ctx context.Context, w Worker) {
	if w.Killer == nil {
		w.Killer = parkKiller
	}
	work, done := daemon.Work(ctx, w.Grace)
	defer done()
	crew := newCrew(b, w)
	for range w.Count {
		crew.hands.Go(func() {
			for m := range crew.given {
				crew.handle(ctx, work, m)
				<-crew.busy
			}
		})
	}
	defer crew.hands.Wait()
	defer close(crew.given)
	defer close(crew.ended)
	b.pull(ctx, w.Stream, w.Consumer, crew.beat, crew.take)
}

// parkKiller leaves the message alone.
func parkKiller(_ context.Context, m *Message) error {
	return Park(ReasonKiller, fmt.Errorf("delivered %d times and never finished: the work on it may have ended the process", m.Deliveries-1))
}

// crew is a worker at work.
type crew struct {
	Worker
	bus      *Bus
	log      *zap.Logger
	beat     func()
	given    chan *Message // to the hands
	busy     chan struct{} // holds a token for each message in hand
	ended    chan struct{} // closed when the intake has ended
	hands    sync.WaitGroup
	inHand   prometheus.Gauge
	seconds  prometheus.Observer
	troubled atomic.Bool  // something that all work needs is missing
	through  atomic.Int64 // messages that a handler knew what to do with
}

func newCrew(b *Bus, w Worker) *crew {
	return &crew{
		Worker: w, bus: b, log: b.log.With(zap.String("consumer", w.Consumer)), beat: b.pulse(w.Stream, w.Consumer, w.Deadline),
		given: make(chan *Message), busy: make(chan struct{}, w.Count), ended: make(chan struct{}),
		inHand: b.metrics.inHand.WithLabelValues(w.Consumer), seconds: b.metrics.seconds.WithLabelValues(w.Consumer),
	}
}

// take pulls as many messages as there are idle hands.
func (c *crew) take(ctx context.Context, consumer jetstream.Consumer) error {
	if !c.rest(ctx) {
		return nil
	}
	idle := 0
	select {
	case c.busy <- struct{}{}:
		idle++
	case <-ctx.Done():
		return nil
	}
	for idle < c.Count {
		select {
		case c.busy <- struct{}{}:
			idle++
			continue
		default:
		}
		break
	}
	taken := 0
	defer func() {
		for range idle - taken {
			<-c.busy
		}
	}()
	batch, err := consumer.Fetch(idle, jetstream.FetchMaxWait(pullWait))
	if err != nil {
		return err
	}
	for raw := range batch.Messages() {
		m, err := newMessage(raw)
		if err != nil {
			return err
		}
		taken++
		c.given <- m // a hand is free
	}
	return batch.Error()
}

// rest waits while nothing may be taken up, and says whether something may now.
func (c *crew) rest(ctx context.Context) bool {
	if c.Before == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, restRound)
	defer cancel()
	c.Before(ctx)
	return ctx.Err() == nil
}

// handle works on one message until it is settled.
func (c *crew) handle(ctx, work context.Context, m *Message) {
	c.inHand.Inc()
	defer c.inHand.Dec()
	begin := time.Now()
	if !c.Untraced {
		work = c.bus.trace(work, c.Consumer, m)
	}
	err := c.try(ctx, work, m)
	if err != nil && errors.Is(context.Cause(work), daemon.ErrStopping) && !isDisposition(err) {
		err = daemon.ErrStopping
	}
	if errors.Is(err, daemon.ErrStopping) {
		<-c.ended // else our own last pull would be given the message again
	}
	c.bus.settle(ctx, c.Consumer, m, err)
	c.seconds.Observe(time.Since(begin).Seconds())
}

// try calls the handler, and again as long as it says that something is missing
// which all work needs: the message waits in hand, and so does the intake.
func (c *crew) try(intake, work context.Context, m *Message) error {
	if intake.Err() != nil {
		return daemon.ErrStopping // taken up too late
	}
	wait, through := holdFirst, c.through.Load()
	for tries := 1; ; tries++ {
		err := c.guard(work, m)
		if err == nil || isDisposition(err) {
			c.settled(tries)
			return err
		}
		if work.Err() != nil {
			return err
		}
		c.trouble(m, err)
		if tries >= holdTries && c.through.Load() != through {
			return RetryAfter(holdMost, err) // others get through: it is this message
		}
		if err := c.hold(intake, m, wait); err != nil {
			return err
		}
		wait = min(2*wait, holdMost)
	}
}

// hold waits, and keeps the message ours before and after.
func (c *crew) hold(intake context.Context, m *Message, wait time.Duration) error {
	if err := m.Working(); err != nil {
		return err
	}
	select {
	case <-time.After(wait):
	case <-intake.Done():
		return daemon.ErrStopping
	}
	return m.Working()
}

// do calls the handler that a message is for.
func (c *crew) do(ctx context.Context, m *Message) error {
	kills, err := c.bus.kills(ctx, c.Consumer, m)
	switch {
	case err != nil:
		return err
	case kills:
		return c.Killer(ctx, m)
	default:
		return c.Handle(ctx, m)
	}
}

// guard calls the handler under its deadline; a panic parks the message.
func (c *crew) guard(ctx context.Context, m *Message) (err error) {
	defer c.beat()
	ctx, cancel := context.WithTimeout(ctx, c.Deadline)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("handler panicked", zap.String("subject", m.Subject), zap.Uint64("sequence", m.Sequence),
				zap.String("panic", fmt.Sprint(p)), zap.ByteString("stack", debug.Stack()))
			err = Park(ReasonPanic, fmt.Errorf("the handler panicked: %v", p))
		}
	}()
	return c.do(ctx, m)
}

// trouble tells of the first message that had to wait, and counts the others.
func (c *crew) trouble(m *Message, err error) {
	c.bus.metrics.holds.WithLabelValues(c.Consumer).Inc()
	if c.troubled.CompareAndSwap(false, true) {
		c.log.Warn("holding messages until this is over", zap.String("subject", m.Subject), zap.Error(err))
	}
}

// settled tells when a message that had to wait has got through.
func (c *crew) settled(tries int) {
	c.through.Add(1)
	if tries > 1 && c.troubled.CompareAndSwap(true, false) {
		c.log.Info("working again")
	}
}

func isDisposition(err error) bool {
	_, parked := errors.AsType[*ParkedError](err)
	_, later := errors.AsType[*LaterError](err)
	return parked || later
}
