package command

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// PollFeeds has feeds polled now.
type PollFeeds struct {
	Wire `embed:""`

	Feed        []string      `arg:"" name:"feed" help:"Addresses or ids of feeds."`
	MinInterval time.Duration `default:"5m" help:"Least time since the latest poll: a feed that was polled later is left alone."`
}

// Examples are shown in the help.
func (PollFeeds) Examples() []string {
	return []string{"wirecopy feeds poll https://news.example/feed.xml"}
}

// Validate reports a fault of the flags.
func (c *PollFeeds) Validate() error {
	if c.MinInterval < 0 {
		return fmt.Errorf("--min-interval is %s: it must not be below 0", c.MinInterval)
	}
	return nil
}

// Run has the feeds polled that may be. Those that aren't there, are paused or
// were polled a moment ago are named by its error; one that is being polled is none.
func (c *PollFeeds) Run(ctx context.Context, t *Terminal) error {
	return c.eachFeed(ctx, t, c.Feed, func(feeds *catalogue.Catalogue, feed schema.Feed) (string, error) {
		if feed.Paused {
			return "", fmt.Errorf("feed %s is paused: `wirecopy feeds resume` has it polled again", feed.URL)
		}
		err := feeds.PollNow(ctx, feed.ID, c.MinInterval)
		if errors.Is(err, catalogue.ErrNotScheduled) {
			return "being polled already", nil
		}
		if soon, ok := errors.AsType[*catalogue.TooSoonError](err); ok {
			return "", fmt.Errorf("feed %s: %w", feed.URL, soon)
		}
		return "polled now", err
	})
}
