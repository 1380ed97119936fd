package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Figures are what was measured.
type Figures struct {
	Feeds    int `json:"feeds"`
	Articles int `json:"articles"`

	// ArticleMillis is the CPU time of an article from its feed into the store, with its search and its story.
	ArticleMillis float64 `json:"cpuMillisPerArticle"`
	// PerSecond is how many articles a second went that way.
	PerSecond float64 `json:"articlesPerSecond"`
	// UnchangedMillis is the CPU time of a poll that finds nothing new (304).
	UnchangedMillis float64 `json:"cpuMillisPerUnchangedFeed"`
	// P50 and P99 are the times from the poll that found an article to a subscriber's having it.
	P50 time.Duration `json:"p50Nanoseconds"`
	P99 time.Duration `json:"p99Nanoseconds"`
	// Peak is the most memory that the wire had, in bytes.
	Peak int64 `json:"peakBytes"`
}

// String is the figures for people.
func (f Figures) String() string {
	var b strings.Builder
	row := func(name, format string, value any) { fmt.Fprintf(&b, "%-52s "+format+"\n", name, value) }
	row("feeds, articles", "%s", fmt.Sprintf("%d, %d", f.Feeds, f.Articles))
	row("CPU-ms an article, feed to store and search", "%.1f", f.ArticleMillis)
	row("articles a second", "%.0f", f.PerSecond)
	row("CPU-ms a feed with nothing new", "%.2f", f.UnchangedMillis)
	row("from poll to subscriber, half of the articles", "%s", f.P50.Round(time.Millisecond))
	row("from poll to subscriber, 99 of 100", "%s", f.P99.Round(time.Millisecond))
	row("peak memory, MiB", "%d", f.Peak>>20)
	return b.String()
}

// measure runs the phases, one after the other.
func (b *bench) measure(ctx context.Context) (Figures, error) {
	figures := Figures{Feeds: b.flags.Feeds, Articles: b.newsroom.Published()}
	err := b.backlog(ctx, &figures)
	if err == nil {
		err = b.unchanged(ctx, &figures)
	}
	if err == nil {
		err = b.flow(ctx, &figures)
	}
	if err != nil {
		return figures, err
	}
	figures.Peak, err = b.wire.Peak()
	return figures, err
}

// backlog follows the articles that are there at the start.
func (b *bench) backlog(ctx context.Context, figures *Figures) error {
	before, err := b.wire.CPU()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := gauge.Await(ctx, "all articles are stored", func() bool { return b.acknowledged(ctx) >= uint64(figures.Articles) }); err != nil {
		return err
	}
	took := time.Since(begin)
	if err := b.followed(ctx); err != nil {
		return err
	}
	after, err := b.wire.CPU()
	if err != nil {
		return err
	}
	figures.ArticleMillis = millis(after-before) / float64(figures.Articles)
	figures.PerSecond = float64(figures.Articles) / took.Seconds()
	return nil
}

// acknowledged is how many articles the storer has stored.
func (b *bench) acknowledged(ctx context.Context) uint64 {
	consumer, err := b.bus.JetStream().Consumer(ctx, schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		return 0
	}
	return consumer.CachedInfo().AckFloor.Stream
}

// unchanged polls all feeds again and again.
func (b *bench) unchanged(ctx context.Context, figures *Figures) error {
	before, err := b.wire.CPU()
	if err != nil {
		return err
	}
	for range b.flags.Rounds {
		if err := b.pollAll(ctx); err != nil {
			return err
		}
	}
	after, err := b.wire.CPU()
	if err != nil {
		return err
	}
	figures.UnchangedMillis = millis(after-before) / float64(b.flags.Rounds*b.flags.Feeds)
	return nil
}

// pollAll has each feed polled once, and waits until the news web was asked.
func (b *bench) pollAll(ctx context.Context) error {
	asked := b.newsroom.Statistics().Total.Feeds
	for _, feed := range b.newsroom.Feeds() {
		err := gauge.Await(ctx, "the feed is scheduled", func() bool {
			return !errors.Is(b.catalogue.PollNow(ctx, feed.ID, 0), catalogue.ErrNotScheduled)
		})
		if err != nil {
			return err
		}
	}
	return gauge.Await(ctx, "all feeds are polled", func() bool {
		return b.newsroom.Statistics().Total.Feeds >= asked+b.flags.Feeds
	})
}

// flow lets the news web publish, polls its feeds without a pause, and times
// each new article's way to a subscriber.
func (b *bench) flow(ctx context.Context, figures *Figures) error {
	var mu sync.Mutex
	var times []time.Duration
	subscription, err := client.Subscribe(ctx, b.bus.Conn(), client.Filter{}, func(_ context.Context, m *client.Message) error {
		mu.Lock()
		defer mu.Unlock()
		times = append(times, time.Since(m.Article.Discovered))
		return nil
	})
	if err != nil {
		return err
	}
	defer subscription.Stop()
	b.clock.start()
	for {
		if err := b.pollAll(ctx); err != nil {
			return err
		}
		mu.Lock()
		n := len(times)
		mu.Unlock()
		if n >= b.flags.Flow {
			break
		}
	}
	mu.Lock()
	defer mu.Unlock()
	slices.Sort(times)
	figures.P50, figures.P99 = times[len(times)/2], times[len(times)*99/100]
	return nil
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
