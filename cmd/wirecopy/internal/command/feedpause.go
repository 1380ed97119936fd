package command

import (
	"context"
	"fmt"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// PauseFeeds keeps feeds from being polled.
type PauseFeeds struct {
	Wire `embed:""`

	Feed []string `arg:"" name:"feed" help:"Addresses or ids of feeds."`
}

// Examples are shown in the help.
func (PauseFeeds) Examples() []string {
	return []string{"wirecopy feeds pause https://news.example/feed.xml"}
}

// Run pauses the feeds that are there, and names the others in its error.
func (c *PauseFeeds) Run(ctx context.Context, t *Terminal) error {
	return c.eachFeed(ctx, t, c.Feed, func(feeds *catalogue.Catalogue, feed schema.Feed) (string, error) {
		return setPaused(ctx, feeds, feed, true, "paused")
	})
}

// ResumeFeeds has feeds polled again.
type ResumeFeeds struct {
	Wire `embed:""`

	Feed []string `arg:"" name:"feed" help:"Addresses or ids of feeds."`
}

// Examples are shown in the help.
func (ResumeFeeds) Examples() []string {
	return []string{"wirecopy feeds resume https://news.example/feed.xml"}
}

// Run resumes the feeds that are there, and names the others in its error.
func (c *ResumeFeeds) Run(ctx context.Context, t *Terminal) error {
	return c.eachFeed(ctx, t, c.Feed, func(feeds *catalogue.Catalogue, feed schema.Feed) (string, error) {
		return setPaused(ctx, feeds, feed, false, "resumed")
	})
}

// setPaused pauses or resumes a feed, and gives what was done, which is the word
// unless it was so already.
func setPaused(ctx context.Context, feeds *catalogue.Catalogue, feed schema.Feed, paused bool, word string) (outcome string, err error) {
	if feed.Paused == paused {
		return fmt.Sprintf("was %s already", map[bool]string{true: "paused", false: "not paused"}[paused]), nil
	}
	feed.Paused = paused
	return word, feeds.Put(ctx, feed)
}
