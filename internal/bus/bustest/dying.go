package bustest

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/natsembed"
)

// Death is where a process dies: at its nth write to the server, before the
// server has it or after.
type Death struct {
	Write int
	After bool
}

// Died is what a process says when it dies.
type Died struct{ Death }

// Mortal connects a bus whose user dies: the write panics with [Died].
// So a test that counts n up, before and after, until nobody dies any more, has
// seen every crash window of what it runs.
func Mortal(tb testing.TB, server *natsembed.Server, death Death) *bus.Bus {
	tb.Helper()
	config := bus.Config{Name: "mortal"}
	config.Options = append(config.Options, server.Client())
	b, err := bus.Connect(tb.Context(), config, bus.Deps{Log: Log(tb), Between: func(js jetstream.JetStream) jetstream.JetStream {
		return &mortal{JetStream: js, life: &life{death: death, end: func() { panic(Died{death}) }}}
	}})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(b.Close)
	return b
}

// Dies runs something, and says whether it died in it.
func Dies(run func()) (died bool) {
	defer func() {
		if p := recover(); p != nil {
			if _, died = p.(Died); !died {
				panic(p)
			}
		}
	}()
	run()
	return false
}

// life counts the writes until it ends.
type life struct {
	death  Death
	writes atomic.Int64
	end    func() // doesn't return
}

// write does one write, unless it dies of it.
func (l *life) write(do func()) {
	if l.writes.Add(1) != int64(l.death.Write) {
		do()
		return
	}
	if l.death.After {
		do()
	}
	l.end()
}

// mortal counts the writes to streams and buckets, and the settling of messages.
type mortal struct {
	jetstream.JetStream
	*life
}

// PublishMsg is a write.
func (m *mortal) PublishMsg(ctx context.Context, msg *nats.Msg, opts ...jetstream.PublishOpt) (ack *jetstream.PubAck, err error) {
	m.write(func() { ack, err = m.JetStream.PublishMsg(ctx, msg, opts...) })
	return ack, err
}

// PublishMsgAsync is a write; one that dies after it has waited for the server.
func (m *mortal) PublishMsgAsync(msg *nats.Msg, opts ...jetstream.PublishOpt) (future jetstream.PubAckFuture, err error) {
	m.write(func() {
		future, err = m.JetStream.PublishMsgAsync(msg, opts...)
		if err == nil && m.writes.Load() == int64(m.death.Write) {
			select {
			case <-future.Ok():
			case err = <-future.Err():
			}
		}
	})
	return future, err
}

// KeyValue opens a bucket whose writes count.
func (m *mortal) KeyValue(ctx context.Context, bucket string) (jetstream.KeyValue, error) {
	kv, err := m.JetStream.KeyValue(ctx, bucket)
	return &mortalBucket{KeyValue: kv, m: m}, err
}

type mortalBucket struct {
	jetstream.KeyValue
	m *mortal
}

// Create is a write.
func (b *mortalBucket) Create(ctx context.Context, key string, value []byte, opts ...jetstream.KVCreateOpt) (revision uint64, err error) {
	b.m.write(func() { revision, err = b.KeyValue.Create(ctx, key, value, opts...) })
	return revision, err
}

// Update is a write.
func (b *mortalBucket) Update(ctx context.Context, key string, value []byte, last uint64) (revision uint64, err error) {
	b.m.write(func() { revision, err = b.KeyValue.Update(ctx, key, value, last) })
	return revision, err
}

// Put is a write.
func (b *mortalBucket) Put(ctx context.Context, key string, value []byte) (revision uint64, err error) {
	b.m.write(func() { revision, err = b.KeyValue.Put(ctx, key, value) })
	return revision, err
}
