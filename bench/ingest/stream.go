package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/natsembed" //nolint:depguard // what is measured has its server in the process
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer"
)

// publishers is how many publish at once: each waits for the server's word.
const publishers = 16

// stream publishes articles at a steady rate while a storer stores them.
func stream(ctx context.Context, f *flags, p *place, figures *Figures) (err error) {
	server, err := natsembed.Start(natsembed.Config{Dir: p.dir + "/nats"}, zap.NewNop())
	if err != nil {
		return err
	}
	defer server.Stop()
	config := bus.Config{Name: "ingest"}
	config.Options = append(config.Options, server.Client())
	b, err := bus.Connect(ctx, config, bus.Deps{Log: zap.NewNop()})
	if err != nil {
		return err
	}
	defer b.Close()
	if err := b.Apply(ctx, bus.Layout(bus.DefaultSizes())); err != nil {
		return err
	}
	before, err := p.store.Count(ctx)
	if err != nil {
		return err
	}
	s, err := storer.New(storer.Defaults(), storer.Deps{Bus: b, Store: p.store, Log: zap.NewNop()})
	if err != nil {
		return err
	}
	storing, stop := context.WithCancel(ctx)
	stopped := make(chan error, 1)
	go func() { stopped <- s.Run(storing) }()
	err = steady(ctx, f, p, b, figures)
	if err == nil {
		err = gauge.Await(ctx, "all is stored", func() bool { return behind(ctx, b) == 0 })
	}
	stop()
	if err := errors.Join(err, <-stopped); err != nil {
		return err
	}
	count, err := p.store.Count(ctx)
	figures.Lost = figures.Published - int(count.Articles-before.Articles)
	return err
}

// steady publishes for a time, and reads the gauges at its end.
func steady(ctx context.Context, f *flags, p *place, b *bus.Bus, figures *Figures) error {
	// Records are invented before: that costs more than all that is measured.
	const kinds = 2000
	bodies := make([][]byte, kinds)
	for n := range bodies {
		var err error
		if bodies[n], err = message(f.Articles + n); err != nil {
			return err
		}
	}
	before, _, err := p.cpu()
	if err != nil {
		return err
	}
	var (
		next, published atomic.Int64
		all             sync.WaitGroup
		faults          = make(chan error, publishers)
	)
	begin := time.Now()
	total := int64(f.Rate) * int64(f.For) / int64(time.Second)
	for range publishers {
		all.Go(func() {
			for n := next.Add(1) - 1; n < total; n = next.Add(1) - 1 {
				due := begin.Add(time.Duration(n) * time.Second / time.Duration(f.Rate))
				if err := gauge.Wait(ctx, time.Until(due)); err != nil {
					faults <- err
					return
				}
				if err := publish(ctx, b, bodies[n%kinds], n); err != nil {
					faults <- err
					return
				}
				published.Add(1)
			}
		})
	}
	all.Wait()
	figures.Published, figures.PerSecond = int(published.Load()), float64(published.Load())/time.Since(begin).Seconds()
	figures.Behind = behind(ctx, b)
	lag, err := p.store.Lag(ctx)
	after, _, failed := p.cpu()
	figures.Unindexed, figures.StreamMillis = lag.Search, perArticle(after-before, figures.Published)
	close(faults)
	return errors.Join(err, failed, <-faults)
}

// publish publishes a record as the n-th article: its id is another one.
func publish(ctx context.Context, b *bus.Bus, record []byte, n int64) error {
	id := schema.ArticleID(fmt.Sprintf("https://stream.example/%d", n))
	body := append([]byte(nil), record...)
	copy(body[len(`{"id":"`):], id) // ids have one length
	_, _, err := b.Publish(ctx, bus.Outgoing{Subject: schema.ArticleSubject("en", "stream.example", "news"), ID: id, Body: body})
	return err
}

// behind is how many articles the storer has yet to acknowledge.
func behind(ctx context.Context, b *bus.Bus) int {
	consumer, err := b.JetStream().Consumer(ctx, schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		return -1
	}
	info := consumer.CachedInfo()
	return int(info.NumPending) + info.NumAckPending
}
