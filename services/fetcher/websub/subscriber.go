package websub

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Web asks hubs. Its errors are those of [web.Client.Post]; a redirect is a response.
type Web interface {
	Post(ctx context.Context, f web.Form) (*web.Response, error)
}

var _ Web = (*web.Client)(nil)

// Deps are what a [Subscriber] works with.
type Deps struct {
	Bus        *bus.Bus
	Catalogue  *catalogue.Catalogue
	Web        Web
	Log        *zap.Logger
	Registerer prometheus.Registerer // nil keeps the metrics unseen
}

// Subscriber subscribes to feeds at their hubs, and has them polled when a hub
// pushes. Any number of them may share a wire, with one master secret and behind
// one public address. A nil one is a wire without WebSub: [Subscriber.Polled] and
// [Subscriber.Left] do nothing then.
type Subscriber struct {
	config    Config
	bus       *bus.Bus
	catalogue *catalogue.Catalogue
	web       Web
	log       *zap.Logger
	metrics   *metrics
	ledger    ledger
	hosts     *bus.Bucket // where replicas take turns
	keys      atomic.Pointer[keyring]
	agenda    *agenda
	calls     chan struct{} // a token for each call of a hub that is worked on
	now       func() time.Time
}

// Subscriber makes the subscriber that the flags ask for, nil when they ask for
// none. Least is the least time between two polls of a feed whose user set none.
func (f *Flags) Subscriber(ctx context.Context, least time.Duration, deps Deps) (*Subscriber, error) {
	if !f.On() {
		return nil, nil //nolint:nilnil // a nil subscriber is one that does nothing
	}
	config := f.config()
	config.Least = least
	return New(ctx, config, deps)
}

// New makes a subscriber. Its errors are those of [Config.Validate], of the file
// of the master secret, of the registerer, and of a wire that was never started.
func New(ctx context.Context, config Config, deps Deps) (*Subscriber, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("websub: %w", err)
	}
	keys, err := readKeys(config.Secret)
	if err != nil {
		return nil, fmt.Errorf("websub: %w", err)
	}
	m, err := newMetrics(deps.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register metrics of websub: %w", err)
	}
	subscriptions, err := openLedger(ctx, deps.Bus)
	if err != nil {
		return nil, err
	}
	hosts, err := deps.Bus.Bucket(ctx, schema.BucketHosts)
	if err != nil {
		return nil, err
	}
	s := &Subscriber{
		config: config, bus: deps.Bus, catalogue: deps.Catalogue, web: deps.Web, log: deps.Log.Named("websub"), metrics: m,
		ledger: subscriptions, hosts: hosts, agenda: newAgenda(config.Agenda), calls: make(chan struct{}, config.Calls), now: now,
	}
	s.keys.Store(&keys)
	return s, nil
}

// now is the wall clock as state is written.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// ring are the generations of the master secret that are known now.
func (s *Subscriber) ring() keyring { return *s.keys.Load() }

// Polled is called after every poll of a feed, before its effects are made
// durable, with its state before and after. It says until when a hub tells of
// news in the feed, for Poll.PushedUntil; zero when none does. It may be called
// again with the same poll.
//
// It never asks a hub: that is left to Run. Without a hub it costs nothing, with
// one a read of NATS, whose errors are the only ones.
func (s *Subscriber) Polled(ctx context.Context, feed schema.Feed, before, after schema.Poll) (until time.Time, err error) {
	if s == nil {
		return time.Time{}, nil
	}
	hub, topic := usable(after.Hints.Hub), usable(after.Hints.Topic)
	if hub == "" || topic == "" {
		if before.Hints.Hub == "" && before.PushedUntil.IsZero() {
			return time.Time{}, nil // as the most feeds are
		}
		return time.Time{}, s.Left(ctx, feed.ID)
	}
	at, current, missed := s.now(), s.ring()[0].name, false
	sub, _, err := s.ledger.read(ctx, feed.ID)
	if err == nil && (sub.Hub != hub || sub.Topic != topic) {
		sub, err = s.ledger.change(ctx, feed.ID, func(sub *subscription) bool { return sub.follow(hub, topic, current, at) })
	}
	if err == nil {
		until, missed = sub.relied(at, before, after)
	}
	if missed {
		sub, err = s.ledger.change(ctx, feed.ID, func(sub *subscription) bool { sub.Silent = true; return true })
		s.metrics.missed.Inc()
		s.log.Info("a hub didn't tell of news, and isn't relied on until it does", zap.String("feed_url", feed.URL), zap.String("hub", hub))
	}
	if errors.Is(err, errForeign) {
		return time.Time{}, nil // a newer release looks after it
	}
	if err != nil {
		return time.Time{}, err
	}
	if sub.due(at, current) {
		s.agenda.add(feed.ID, at)
	}
	return until, nil
}

// Left is called when a feed is paused or leaves the catalogue: its hub is told,
// as far as it listens. It may be called for any feed, at any time; without a
// subscription it costs a read of NATS.
func (s *Subscriber) Left(ctx context.Context, feed string) error {
	if s == nil {
		return nil
	}
	at := s.now()
	sub, err := s.ledger.change(ctx, feed, func(sub *subscription) bool { return sub.leave(at) })
	if err == nil && sub.due(at, s.ring()[0].name) {
		s.agenda.add(feed, at)
	}
	return err
}
