package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/bench/roster"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// writers is how many feeds are written at once.
	writers = 32
	// fillTime is what a feed takes at most.
	fillTime = 250 * time.Microsecond
)

// lister writes feeds as if they had long been polled.
type lister struct {
	bus       *bus.Bus
	catalogue *catalogue.Catalogue
}

func newLister(ctx context.Context, b *bus.Bus) (*lister, error) {
	feeds, err := catalogue.Open(ctx, b)
	return &lister{bus: b, catalogue: feeds}, err
}

// write writes one feed: catalogue, schedule, latest poll.
func (l *lister) write(ctx context.Context, url string, number int, due time.Time, interval time.Duration) error {
	feed := roster.Feed(url, due)
	if _, err := l.catalogue.Add(ctx, feed); err != nil {
		return err
	}
	body, err := json.Marshal(roster.State(feed.ID, url, number, due, interval))
	if err != nil {
		return fmt.Errorf("encode state: %w", err)
	}
	sequence, err := l.bus.Schedule(ctx, bus.Schedule{
		Subject: schema.FeedSchedule(feed.ID), Target: schema.FeedDue(feed.ID), At: due,
		Fence: bus.Fence{Subject: schema.FeedSchedule(feed.ID)}, Body: body,
	})
	if err != nil {
		return err
	}
	_, _, err = l.bus.Publish(ctx, bus.Outgoing{Subject: schema.PollOf(feed.ID), ID: fmt.Sprintf("%s.%d", feed.ID, sequence), Body: body})
	return err
}
