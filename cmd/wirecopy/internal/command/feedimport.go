package command

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/internal/opml"
)

// ImportFeeds adds the feeds of a list to the catalogue.
type ImportFeeds struct {
	Wire `embed:""`

	File string `arg:"" name:"file" help:"OPML file, or - for standard input."`
}

// Examples are shown in the help.
func (ImportFeeds) Examples() []string {
	return []string{"wirecopy feeds import subscriptions.opml", "curl -s https://lists.example/news.opml | wirecopy feeds import -"}
}

// Run adds the feeds that are not there yet. What can't be used of the list is
// named by the error, once the rest has been added.
func (c *ImportFeeds) Run(ctx context.Context, t *Terminal) error {
	source, err := t.open(ctx, c.File)
	if err != nil {
		return err
	}
	defer source.Close()
	list, err := opml.Read(source)
	skipped, ok := errors.AsType[*opml.SkippedError](err)
	if err != nil && !ok {
		return err
	}
	feeds, b, err := c.catalogue(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	var added atomic.Int64
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	now := time.Now().UTC().Truncate(time.Second)
	for _, feed := range list {
		feed.Added = now
		group.Go(func() error {
			isNew, err := feeds.Add(within, feed)
			if isNew {
				added.Add(1)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out(), "%d added, %d were there already\n", added.Load(), int64(len(list))-added.Load())
	if skipped != nil {
		return skipped
	}
	return unlessGone(err)
}
