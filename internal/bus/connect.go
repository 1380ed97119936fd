package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

const (
	// requestTimeout bounds a request to the server that has no shorter deadline.
	requestTimeout = 10 * time.Second
	// reconnectWait lies between two tries to connect again; they never end.
	reconnectWait = time.Second
	// maxPending is how many publishes may wait for their PubAcks at once.
	maxPending = 512
)

// Config says which server, and who asks.
type Config struct {
	// URL is the server's address, or several with commas between them.
	URL string
	// Name is what the server calls the connection, and what rejections say of who gave up.
	Name string
	// Login is who asks; the zero Login is nobody.
	Login Login
	// Options are added to the connection's, such as that of a server in this process.
	Options []nats.Option
	// Patience is how long to wait for the first connection; 0 takes what the first try gives.
	Patience time.Duration
}

// Bus is a connection to NATS. Its methods may be called by any goroutine.
type Bus struct {
	conn    *nats.Conn
	js      jetstream.JetStream
	log     *zap.Logger
	name    string
	metrics *metrics
	tracer  trace.Tracer // nil traces nothing
	streams handles
	buckets sync.Map // by name, the *Bucket
	intakes intakes

	heartbeat func(name string, maxAge time.Duration) (beat func()) // nil tells nobody
}

// Deps are what a [Bus] works with.
type Deps struct {
	Log        *zap.Logger
	Registerer prometheus.Registerer // nil keeps the metrics unseen
	Tracer     trace.Tracer          // nil traces nothing
	// Heartbeat registers a worker that shows by its beats that it isn't stuck;
	// maxAge is the most time between two. Nil tells nobody.
	Heartbeat func(name string, maxAge time.Duration) (beat func())
	// Between, when set, stands between the bus and the server for all that is
	// written: tests let it fail, and die.
	Between func(jetstream.JetStream) jetstream.JetStream
}

// Connect connects, and stays connected: a lost server is looked for until
// [Bus.Close]. It waits for the first connection as long as config's patience
// and ctx allow.
func Connect(ctx context.Context, config Config, deps Deps) (*Bus, error) {
	m, err := newMetrics(deps.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register metrics of the bus: %w", err)
	}
	b := &Bus{log: deps.Log, name: config.Name, metrics: m, tracer: deps.Tracer, heartbeat: deps.Heartbeat}
	options := append([]nats.Option{
		nats.Name(config.Name),
		nats.CustomInboxPrefix("_INBOX_" + inboxToken(config.Name)),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.RetryOnFailedConnect(config.Patience > 0),
		nats.ErrorHandler(b.onError),
		nats.DisconnectErrHandler(b.onDisconnect),
		nats.ReconnectHandler(func(*nats.Conn) { b.log.Info("connected to nats again") }),
	}, config.Options...)
	login, err := config.Login.options()
	if err != nil {
		return nil, err
	}
	options = append(options, login...)
	if b.conn, err = nats.Connect(config.URL, options...); err != nil {
		return nil, fmt.Errorf("connect to nats at %s: %w", config.place(), err)
	}
	if err := b.awaitConnection(ctx, config); err != nil {
		b.conn.Close()
		return nil, err
	}
	b.js, err = jetstream.New(b.conn,
		jetstream.WithDefaultTimeout(requestTimeout),
		jetstream.WithPublishAsyncMaxPending(maxPending),
		jetstream.WithPublishAsyncTimeout(requestTimeout))
	if err != nil {
		b.conn.Close()
		return nil, fmt.Errorf("set up jetstream: %w", err)
	}
	if deps.Between != nil {
		b.js = deps.Between(b.js)
	}
	if err := b.showLag(deps.Registerer); err != nil {
		b.conn.Close()
		return nil, err
	}
	return b, nil
}

// place is the address for people; it never holds the password of a URL.
func (c Config) place() string {
	if c.URL == "" {
		return "this process"
	}
	return redact(c.URL)
}

func (b *Bus) awaitConnection(ctx context.Context, config Config) error {
	if b.conn.IsConnected() {
		return nil
	}
	b.log.Info("waiting for nats", zap.String("nats_url", config.place()))
	ctx, cancel := context.WithTimeout(ctx, config.Patience)
	defer cancel()
	changes := b.conn.StatusChanged(nats.CONNECTED)
	for !b.conn.IsConnected() {
		select {
		case <-changes:
		case <-ctx.Done():
			return fmt.Errorf("connect to nats at %s: no connection within %s: %w", config.place(), config.Patience, ctx.Err())
		}
	}
	return nil
}

// Conn is the connection itself, for what is not streams.
func (b *Bus) Conn() *nats.Conn { return b.conn }

// JetStream is the server's interface to streams, for what this package has no word for.
func (b *Bus) JetStream() jetstream.JetStream { return b.js }

// Check tells whether the server answers, for readiness.
func (b *Bus) Check(ctx context.Context) error {
	if !b.conn.IsConnected() {
		return errors.New("not connected to nats: is the server up?")
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	if err := b.conn.FlushWithContext(ctx); err != nil {
		return fmt.Errorf("nats doesn't answer: %w", err)
	}
	return nil
}

// Close ends the connection. Whoever publishes or consumes has ended before.
func (b *Bus) Close() { b.conn.Close() }

func (b *Bus) onDisconnect(_ *nats.Conn, err error) {
	if err != nil {
		b.log.Warn("lost nats, trying to connect again", zap.Error(err))
	}
}

// onError logs what has no caller to tell, such as a permission that is missing:
// the call that lacks it sees nothing but its timeout.
func (b *Bus) onError(_ *nats.Conn, subscription *nats.Subscription, err error) {
	field := zap.Skip()
	if subscription != nil {
		field = zap.String("subject", subscription.Subject)
	}
	b.log.Error("nats reports an error", field, zap.Error(err))
}
