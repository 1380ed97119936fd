package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Feeds are the commands that read and change the catalogue of a wire, and Test,
// which needs none.
type Feeds struct {
	Test   TestFeed    `cmd:"" help:"Say what would come of a feed, without a wire; nothing is stored."`
	Add    AddFeeds    `cmd:"" help:"Add feeds; what is there already stays as it is."`
	Remove RemoveFeeds `cmd:"" help:"Remove feeds; their articles stay."`
	List   ListFeeds   `cmd:"" help:"List the feeds and how their polls went."`
	Pause  PauseFeeds  `cmd:"" help:"Keep feeds from being polled; they stay in the list."`
	Resume ResumeFeeds `cmd:"" help:"Have paused feeds polled again."`
	Poll   PollFeeds   `cmd:"" help:"Poll feeds now and not when they are due."`
	Import ImportFeeds `cmd:"" help:"Add the feeds of an OPML file."`
	Export ExportFeeds `cmd:"" help:"Write all feeds as OPML."`
}

// atOnce is how many requests to the server are under way at a time: a server
// that is far away would else cost a round trip for each feed of a long list.
const atOnce = 32

// eachFeed does something with each of the feeds that are named, whether anybody
// reads on or not, and prints what came of it. The error names those that are not
// in the catalogue and those that it went wrong with.
func (w Wire) eachFeed(ctx context.Context, t *Terminal, named []string, do func(*catalogue.Catalogue, schema.Feed) (outcome string, err error)) error {
	feeds, b, err := w.catalogue(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	var told error
	var faults []error
	for _, name := range named {
		feed, err := findFeed(ctx, feeds, name)
		outcome := ""
		if err == nil {
			outcome, err = do(feeds, feed)
		}
		if err != nil {
			faults = append(faults, err)
			if ctx.Err() != nil {
				break
			}
			continue
		}
		_, err = fmt.Fprintf(t.out(), "%s: %s\n", outcome, terminal.Clean(feed.URL))
		told = cmp.Or(told, err)
	}
	return errors.Join(append(faults, unlessGone(told))...)
}

// findFeed finds a feed by its id or its address.
func findFeed(ctx context.Context, feeds *catalogue.Catalogue, name string) (schema.Feed, error) {
	var feed schema.Feed
	var found bool
	var err error
	if id := idOf(name); id != "" && id == schema.Token(id) { // else it can't be a key
		feed, found, err = feeds.Get(ctx, id)
	}
	if err == nil && !found {
		err = fmt.Errorf("there is no feed %q: see `wirecopy feeds list`", name)
	}
	return feed, err
}
