package bustest

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/natsembed"
)

// Doomed is a process that runs a whole service, and dies: the goroutine that
// does the fatal write ends there, and the connection with it, so that nothing
// that the process does afterwards reaches anybody.
type Doomed struct {
	*bus.Bus
	life *life
	died chan struct{}
}

// Doom connects a process that dies.
func Doom(tb testing.TB, server *natsembed.Server, death Death) *Doomed {
	tb.Helper()
	d := &Doomed{died: make(chan struct{})}
	d.life = &life{death: death, end: d.end}
	config := bus.Config{Name: "doomed"}
	config.Options = append(config.Options, server.Client())
	var err error
	d.Bus, err = bus.Connect(tb.Context(), config, bus.Deps{Log: Log(tb), Between: func(js jetstream.JetStream) jetstream.JetStream {
		return &mortal{JetStream: js, life: d.life}
	}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(d.Close)
	return d
}

// Died is closed when it is dead.
func (d *Doomed) Died() <-chan struct{} { return d.died }

// Write counts a write that goes elsewhere, such as the commit of a database.
func (d *Doomed) Write(do func()) { d.life.write(do) }

func (d *Doomed) end() {
	_ = d.Conn().FlushTimeout(10 * time.Second) // what was sent before has arrived
	d.Close()
	close(d.died)
	runtime.Goexit()
}

// Consumer gives a consumer whose messages are settled by writes.
func (m *mortal) Consumer(ctx context.Context, stream, name string) (jetstream.Consumer, error) {
	c, err := m.JetStream.Consumer(ctx, stream, name)
	return &mortalConsumer{Consumer: c, m: m}, err
}

type mortalConsumer struct {
	jetstream.Consumer
	m *mortal
}

// Fetch gives messages whose settling counts.
func (c *mortalConsumer) Fetch(most int, opts ...jetstream.FetchOpt) (jetstream.MessageBatch, error) {
	batch, err := c.Consumer.Fetch(most, opts...)
	if err != nil {
		return nil, err
	}
	all := make(chan jetstream.Msg, most)
	go func() {
		defer close(all)
		for msg := range batch.Messages() {
			all <- &mortalMessage{Msg: msg, m: c.m}
		}
	}()
	return &mortalBatch{MessageBatch: batch, all: all}, nil
}

type mortalBatch struct {
	jetstream.MessageBatch
	all chan jetstream.Msg
}

// Messages are those that were fetched.
func (b *mortalBatch) Messages() <-chan jetstream.Msg { return b.all }

type mortalMessage struct {
	jetstream.Msg
	m *mortal
}

// Ack is a write.
func (w *mortalMessage) Ack() (err error) {
	w.m.write(func() { err = w.Msg.Ack() })
	return err
}

// DoubleAck is a write.
func (w *mortalMessage) DoubleAck(ctx context.Context) (err error) {
	w.m.write(func() { err = w.Msg.DoubleAck(ctx) })
	return err
}

// TermWithReason is a write.
func (w *mortalMessage) TermWithReason(reason string) (err error) {
	w.m.write(func() { err = w.Msg.TermWithReason(reason) })
	return err
}
