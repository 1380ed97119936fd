package bus

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/daemon"
)

// BatchHandler works on messages in one go. Its results are one a message: nil,
// or an error with a disposition. An error of its own means that nothing is
// known of any of them, and that all have to be tried again.
type BatchHandler func(ctx context.Context, batch []*Message) (results []error, err error)

// Batcher is how a stage takes its messages up by the batch.
type Batcher struct {
	// Stream and Consumer name a durable consumer; the consumer's name is the stage's.
	Stream, Consumer string
	// Size is how many messages a batch has at most.
	Size int
	// Age is how long the first message of a batch waits for others.
	Age time.Duration
	// Deadline bounds one call of Handle; it is well below the consumer's AckWait.
	Deadline time.Duration
	// Grace is how long a batch in hand may take after a stop.
	Grace time.Duration
	// Handle does the work.
	Handle BatchHandler
}

// WorkBatches takes batches up, one at a time, until ctx ends; the one in hand
// is finished or given back. While Handle fails as a whole, the batch is held
// and nothing more is taken up, however long that lasts.
func (b *Bus) WorkBatches(ctx context.Context, w Batcher) {
	clerk := &clerk{
		Batcher: w, bus: b, log: b.log.With(zap.String("consumer", w.Consumer)), beat: b.pulse(w.Stream, w.Consumer, w.Deadline),
	}
	b.pull(ctx, w.Stream, w.Consumer, clerk.beat, clerk.take)
}

// clerk is a batcher at work.
type clerk struct {
	Batcher
	bus  *Bus
	log  *zap.Logger
	beat func()
}

// take pulls a batch and works on it.
func (c *clerk) take(ctx context.Context, consumer jetstream.Consumer) error {
	pulled, err := consumer.Fetch(c.Size, jetstream.FetchMaxWait(c.Age))
	if err != nil {
		return err
	}
	var batch []*Message
	for raw := range pulled.Messages() {
		m, err := newMessage(raw)
		if err != nil {
			return err
		}
		switch kills, err := c.bus.kills(context.WithoutCancel(ctx), c.Consumer, m); {
		case err != nil:
			c.bus.settle(ctx, c.Consumer, m, err)
		case kills:
			c.bus.settle(ctx, c.Consumer, m, parkKiller(ctx, m))
		default:
			c.bus.trace(ctx, c.Consumer, m)
			batch = append(batch, m)
		}
	}
	if len(batch) > 0 {
		c.handle(ctx, batch)
	}
	return pulled.Error()
}

// handle works on a batch until all its messages are settled.
func (c *clerk) handle(ctx context.Context, batch []*Message) {
	gauge := c.bus.metrics.inHand.WithLabelValues(c.Consumer)
	gauge.Set(float64(len(batch)))
	defer gauge.Set(0)
	begin := time.Now()
	work, cancel := daemon.Work(ctx, c.Grace)
	defer cancel()
	results, err := c.try(ctx, work, batch)
	if err != nil {
		c.bus.giveBack(ctx, c.Consumer, batch...)
	}
	for i, result := range results {
		c.bus.settle(ctx, c.Consumer, batch[i], result)
	}
	c.bus.metrics.seconds.WithLabelValues(c.Consumer).Observe(time.Since(begin).Seconds())
}

// try calls the handler until it knows what became of the messages; its only
// error is that of a stop.
func (c *clerk) try(intake, work context.Context, batch []*Message) ([]error, error) {
	wait, held := holdFirst, false
	for {
		results, err := c.guard(work, batch)
		if err == nil {
			if held {
				c.log.Info("working again")
			}
			return results, nil
		}
		if work.Err() != nil {
			return nil, daemon.ErrStopping
		}
		c.bus.metrics.holds.WithLabelValues(c.Consumer).Inc()
		if !held {
			held = true
			c.log.Warn("holding messages until this is over", zap.Int("messages", len(batch)), zap.Error(err))
		}
		if err := c.hold(intake, batch, wait); err != nil {
			return nil, err
		}
		wait = min(2*wait, holdMost)
	}
}

// guard calls the handler under its deadline. When it panics, each message is
// tried alone, so that only the one that it panics at is parked.
func (c *clerk) guard(ctx context.Context, batch []*Message) ([]error, error) {
	results, panicked, err := c.call(ctx, batch)
	if panicked == nil {
		return results, err
	}
	if len(batch) == 1 {
		return []error{Park(ReasonPanic, panicked)}, nil
	}
	results = make([]error, 0, len(batch))
	for i := range batch {
		result, err := c.guard(ctx, batch[i:i+1])
		if err != nil {
			return nil, err
		}
		results = append(results, result...)
	}
	return results, nil
}

func (c *clerk) call(ctx context.Context, batch []*Message) (results []error, panicked, err error) {
	defer c.beat()
	ctx, cancel := context.WithTimeout(ctx, c.Deadline)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("handler panicked", zap.Int("messages", len(batch)), zap.String("panic", fmt.Sprint(p)), zap.ByteString("stack", debug.Stack()))
			panicked = fmt.Errorf("the handler panicked: %v", p)
		}
	}()
	results, err = c.Handle(ctx, batch)
	if err == nil && len(results) != len(batch) {
		err = fmt.Errorf("%d results for %d messages", len(results), len(batch))
	}
	return results, nil, err
}

// hold waits, and keeps the messages ours before and after.
func (c *clerk) hold(intake context.Context, batch []*Message, wait time.Duration) error {
	c.keep(batch)
	select {
	case <-time.After(wait):
	case <-intake.Done():
		return daemon.ErrStopping
	}
	c.keep(batch)
	return nil
}

// keep tells the server that the messages are worked on.
func (c *clerk) keep(batch []*Message) {
	var faults error
	for _, m := range batch {
		faults = errors.Join(faults, m.Working())
	}
	if faults != nil {
		c.log.Debug("messages may come again", zap.Error(faults))
	}
}
