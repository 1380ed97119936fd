package client

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const maxStack = 4 << 10 // bytes of the stack of a panic that are told

// worker is what each worker of a subscription knows; nothing of it changes.
type worker struct {
	handler Handler
	onBad   func(context.Context, *Message, error) error
	onError func(*Message, error)
	choice  choice
	seen    *memory // nil for none
	ending  <-chan struct{}

	ackWait time.Duration // of the durable; 0 without one, where nothing is acknowledged
}

// handle brings a message to its end, or back to the server.
func (w *worker) handle(ctx context.Context, raw jetstream.Msg) {
	m, fault := newMessage(raw)
	if w.ackWait == 0 {
		w.persist(ctx, m, fault)
		return
	}
	rest := keepAlive(raw, w.ackWait/3)
	err := w.once(ctx, m, fault)
	rest()
	if err := w.settle(ctx, raw, m, err); err != nil {
		w.onError(m, fmt.Errorf("tell the server what became of article %s: %w: it may come again", m.ID, err))
	}
}

// settle tells the server what is to become of a message, by what its handler returned.
func (w *worker) settle(ctx context.Context, raw jetstream.Msg, m *Message, err error) error {
	if err == nil {
		// Not DoubleAck, which waits for an answer: an acknowledgement that is
		// lost costs a repeat, which consumers must live with anyway.
		return raw.Ack()
	}
	d := dispositionOf(err, m.Deliveries)
	switch {
	case d.skip:
		w.report(m, d.err)
		return raw.TermWithReason(d.reason())
	case ctx.Err() != nil: // cut off by us, which is no failure: for another worker, at once
		return raw.Nak()
	default:
		w.report(m, d.err)
		return raw.NakWithDelay(d.after)
	}
}

// persist hands the message of a nameless consumer to the handler until it is
// done with it: nobody would send it again.
func (w *worker) persist(ctx context.Context, m *Message, fault error) {
	for ; ; m.Deliveries++ {
		err := w.once(ctx, m, fault)
		if err == nil || ctx.Err() != nil {
			return
		}
		d := dispositionOf(err, m.Deliveries)
		w.report(m, d.err)
		if d.skip {
			return
		}
		select {
		case <-time.After(d.after):
		case <-w.ending:
			return
		}
	}
}

// once calls the handler, unless the article isn't wanted, or was handled before
// and is remembered.
func (w *worker) once(ctx context.Context, m *Message, fault error) error {
	if fault != nil {
		return guard(func() error { return w.onBad(ctx, m, fault) })
	}
	if !w.choice.takes(m) || w.seen != nil && w.seen.has(m.ID) {
		return nil
	}
	err := guard(func() error { return w.handler(ctx, m) })
	if err == nil && w.seen != nil {
		w.seen.add(m.ID)
	}
	return err
}

func (w *worker) report(m *Message, err error) {
	w.onError(m, fmt.Errorf("handle article %s (sequence %d, delivery %d): %w", m.ID, m.Sequence, m.Deliveries, err))
}

// guard makes a panic an error.
func guard(f func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			stack := debug.Stack()
			err = fmt.Errorf("handler panicked: %v\n%s", cause, stack[:min(len(stack), maxStack)])
		}
	}()
	return f()
}

// keepAlive tells the server in good time, and until rest is called, that a
// message is still worked on.
func keepAlive(raw jetstream.Msg, every time.Duration) (rest func()) {
	var mu sync.Mutex // guards both below
	var timer *time.Timer
	resting := false
	mu.Lock()
	defer mu.Unlock()
	timer = time.AfterFunc(every, func() {
		mu.Lock()
		defer mu.Unlock()
		if !resting {
			_ = raw.InProgress() // the next one may get through
			timer.Reset(every)
		}
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		resting = true
		timer.Stop()
	}
}
