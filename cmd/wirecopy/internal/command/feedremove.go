package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// RemoveFeeds removes feeds from the catalogue.
type RemoveFeeds struct {
	Wire `embed:""`

	Feed []string `arg:"" name:"feed" help:"Addresses or ids of feeds."`
}

// Examples are shown in the help.
func (RemoveFeeds) Examples() []string {
	return []string{"wirecopy feeds remove https://news.example/feed.xml"}
}

// Run removes the feeds that are there, and names the others in its error.
func (c *RemoveFeeds) Run(ctx context.Context, t *Terminal) error {
	feeds, b, err := c.catalogue(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	var faults []error
	for _, feed := range c.Feed {
		found, id := false, idOf(feed)
		if id != "" && id == schema.Token(id) { // else it can't be a key
			if found, err = feeds.Remove(ctx, id); err != nil {
				return errors.Join(append(faults, err)...)
			}
		}
		if !found {
			faults = append(faults, fmt.Errorf("there is no feed %q: see `wirecopy feeds list`", feed))
			continue
		}
		if _, err := fmt.Fprintf(t.out(), "removed: %s\n", terminal.Clean(feed)); unlessGone(err) != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// idOf is the id of a feed that is given by its id or its address.
func idOf(feed string) string {
	feed = strings.TrimSpace(feed)
	if strings.Contains(feed, ":") {
		return schema.FeedID(feed)
	}
	return feed
}
