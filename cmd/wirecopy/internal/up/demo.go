package up

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// demoTag marks the feeds of a demo, so that they leave with it.
	demoTag = "demo"
	// demoInterval is how often a demo's feed is polled, in seconds.
	demoInterval = 60
)

// demo is a made-up news web in this process.
type demo struct {
	newsroom *newsroom.Newsroom
}

// openDemo opens a news web of its own for each day and second: what an earlier
// one published is known to the wire already.
func openDemo(ctx context.Context) (*demo, error) {
	config := newsroom.Defaults()
	config.Seed = uint64(time.Now().UnixNano())
	n, err := newsroom.New(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open demo: %w", err)
	}
	return &demo{n}, nil
}

// networks are the demo's own addresses, and no others.
func (d *demo) networks() []netip.Prefix { return d.newsroom.Networks() }

// feeds are the demo's, polled more often than any real site would like.
func (d *demo) feeds() []schema.Feed {
	if d == nil {
		return nil
	}
	feeds := d.newsroom.Feeds()
	for i := range feeds {
		feeds[i].Tags = []string{demoTag}
		feeds[i].MinInterval, feeds[i].MaxInterval = demoInterval, demoInterval
	}
	return feeds
}

// part serves the news web, if there is one.
func (d *demo) part() []daemon.Part {
	if d == nil {
		return nil
	}
	return []daemon.Part{{Name: "demo", Run: d.newsroom.Run}}
}

func (d *demo) close() error { return d.newsroom.Close() }
