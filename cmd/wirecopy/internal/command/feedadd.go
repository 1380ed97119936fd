package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// AddFeeds adds feeds to the catalogue.
type AddFeeds struct {
	Wire `embed:""`

	URL   []string `arg:"" name:"url" help:"Addresses of feeds, of news sitemaps, or of sites that name one feed."`
	Title string   `help:"Name of the feed, instead of the one that it gives itself." placeholder:"TEXT"`
	Tag   []string `help:"Label that its articles carry; may be given several times." placeholder:"TEXT"`
	Terms
}

// Examples are shown in the help.
func (AddFeeds) Examples() []string {
	return []string{
		"wirecopy feeds add https://news.example/feed.xml https://other.example/rss",
		"wirecopy feeds add --title 'The Harbour' --tag ports --tag north https://harbour.example/feed.xml",
		"wirecopy feeds add --header Authorization=basic:harbour-login https://harbour.example/members.xml",
		"wirecopy feeds add --header Cookie=tide-session --header X-API-Key=tide-key https://tide.example/feed.json",
		"wirecopy feeds add --max-interval 15m --priority 4 https://news.example/breaking.xml",
	}
}

// Validate reports all faults of all addresses at once.
func (c *AddFeeds) Validate() error {
	var faults []error
	if c.Title != "" && len(c.URL) > 1 {
		faults = append(faults, errors.New("--title names one feed: add the others by a command of their own"))
	}
	for _, feed := range c.feeds(time.Now()) {
		faults = append(faults, feed.Validate())
	}
	if len(c.Header) > 0 {
		faults = append(faults, oneHost(c.URL))
	}
	return errors.Join(faults...)
}

// Run adds the feeds, one after the other, whether anybody reads on or not.
func (c *AddFeeds) Run(ctx context.Context, t *Terminal) error {
	feeds, b, err := c.catalogue(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	var told error
	for _, feed := range c.feeds(time.Now()) {
		added, err := feeds.Add(ctx, feed)
		if err != nil {
			return err
		}
		outcome := "was there already"
		if added {
			outcome = "added"
		}
		_, err = fmt.Fprintf(t.out(), "%s: %s\n", outcome, terminal.Clean(feed.URL))
		told = cmp.Or(told, err)
	}
	return unlessGone(told)
}

// feeds are the feeds as the flags describe them.
func (c *AddFeeds) feeds(now time.Time) []schema.Feed {
	feeds := make([]schema.Feed, len(c.URL))
	for i, url := range c.URL {
		feed := catalogue.New(url, now)
		feed.Title, feed.Tags = c.Title, c.Tag
		feeds[i] = c.on(feed)
	}
	return feeds
}
