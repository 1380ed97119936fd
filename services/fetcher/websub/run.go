package websub

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// stopMargin is what a stop takes: a call in hand, and what is written of an ask.
	stopMargin = 8 * time.Second
	// sweepShare keeps the sweep below a fiftieth of the time, however many subscriptions there are.
	sweepShare = 50
	// sweepTurn is the key of the replicas' turns.
	sweepTurn = "sweep.websub"
	// sweepLimit ends one that NATS doesn't answer.
	sweepLimit = 5 * time.Minute
)

// Part opens the address where hubs call, so that a taken one is found at once,
// and gives the part of a process that serves it and runs the subscriber. It
// belongs before the fetcher.
func (s *Subscriber) Part(ctx context.Context) (daemon.Part, error) {
	listener, err := telemetry.Listen(ctx, s.config.Listen)
	if err != nil {
		return daemon.Part{}, err
	}
	return daemon.Part{Name: "websub", Grace: stopMargin, Run: func(ctx context.Context) error {
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error {
			return telemetry.Serve(ctx, s.log, netutil.LimitListener(listener, s.config.Connections), s)
		})
		group.Go(func() error { return s.Run(ctx) })
		return group.Wait()
	}}, nil
}

// Run asks hubs, renews leases, and watches the file of the master secret, until
// ctx ends. [Subscriber.Part] runs it, and serves the hubs' calls beside it.
func (s *Subscriber) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { s.work(ctx); return nil })
	group.Go(func() error { s.keepSwept(ctx); return nil })
	group.Go(func() error { s.keepKeys(ctx); return nil })
	return group.Wait()
}

// work attends to what the agenda says until ctx ends.
func (s *Subscriber) work(ctx context.Context) {
	var asks errgroup.Group
	asks.SetLimit(s.config.Asks)
	defer func() { _ = asks.Wait() }() // they log their own errors
	for ctx.Err() == nil {
		feed, wait := s.agenda.take(s.now())
		if feed == "" {
			select {
			case <-s.agenda.wake:
			case <-time.After(wait):
			case <-ctx.Done():
			}
			continue
		}
		asks.Go(func() error {
			again, err := s.attend(ctx, feed)
			switch {
			case err != nil && ctx.Err() == nil:
				s.fail(feed, err)
			case !again.IsZero():
				s.agenda.add(feed, again)
			}
			return nil
		})
	}
}

// keepSwept sweeps once in a while until ctx ends; of all replicas that do so,
// one at a time has its turn.
func (s *Subscriber) keepSwept(ctx context.Context) {
	wait := s.config.Sweep
	for {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		begin := time.Now()
		mine, err := s.bus.Turn(ctx, s.hosts, sweepTurn, s.config.Sweep/2)
		if mine {
			err = s.sweep(ctx)
		} else {
			s.metrics.subscriptions.Reset() // somebody else knows better
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("can't look through the subscriptions, trying again later", zap.Error(err))
		}
		wait = max(s.config.Sweep, sweepShare*time.Since(begin))
	}
}

// sweep looks at every subscription, and puts those on the agenda for which
// something is due: renewals, leases that have run out, what a replica has left
// behind. It keeps none of them.
func (s *Subscriber) sweep(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sweepLimit)
	defer cancel()
	watcher, err := s.ledger.all.WatchAll(ctx, jetstream.IgnoreDeletes()) // browsing the stream costs five times as much
	if err != nil {
		return fmt.Errorf("look through the subscriptions: %w", err)
	}
	defer func() { _ = watcher.Stop() }() // it ends with ctx too
	counts, at, current := map[string]int{}, s.now(), s.ring()[0].name
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("look through the subscriptions: %w", ctx.Err())
		case entry, ok := <-watcher.Updates():
			if !ok {
				return errors.New("look through the subscriptions: the watch ended early")
			}
			if entry == nil { // that was all
				s.tell(counts)
				return nil
			}
			var sub subscription
			if json.Unmarshal(entry.Value(), &sub) != nil || sub.V > schema.StateVersion+1 {
				continue // none that we can look after
			}
			counts[sub.state(at)]++
			if sub.due(at, current) {
				s.agenda.add(entry.Key(), at)
			}
		}
	}
}

// tell sets the metric of subscriptions.
func (s *Subscriber) tell(counts map[string]int) {
	for _, state := range []string{"active", "silent", "pending", "failing"} {
		s.metrics.subscriptions.WithLabelValues(state).Set(float64(counts[state]))
	}
}

// keepKeys reads the file of the master secret again and again until ctx ends. A
// file that can't be read changes nothing.
func (s *Subscriber) keepKeys(ctx context.Context) {
	tick := time.NewTicker(s.config.Reread)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		keys, err := readKeys(s.config.Secret)
		switch {
		case err != nil && !failing:
			s.log.Error("can't read the master secret again, going on with what is known", zap.Error(err))
		case err == nil && !slices.EqualFunc(keys, s.ring(), func(a, b key) bool { return a.name == b.name }):
			s.keys.Store(&keys)
			s.log.Info("the master secret has changed", zap.Int("generations", len(keys)))
		}
		failing = err != nil
	}
}
