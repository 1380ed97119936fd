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

	URL         []string      `arg:"" name:"url" help:"Addresses of feeds."`
	Title       string        `help:"Name of the feed, instead of the one that it gives itself." placeholder:"TEXT"`
	Tag         []string      `help:"Label that its articles carry; may be given several times." placeholder:"TEXT"`
	Header      []string      `sep:"none" help:"Request header whose value is a secret: NAME=SECRET sends the secret as it is, NAME=basic:SECRET makes a login of its name:password, NAME=bearer:SECRET sends its token. SECRET is the name of a file in the fetcher's --secrets, never the value; may be given several times." placeholder:"NAME=SECRET"`
	MinInterval time.Duration `help:"Least time between two polls." placeholder:"DURATION"`
	MaxInterval time.Duration `help:"Most time between two polls." placeholder:"DURATION"`
	Priority    float64       `help:"Weight against other feeds, which have 1; 4 halves the time between two polls." placeholder:"NUMBER"`
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
	for _, bound := range []struct {
		flag string
		time.Duration
	}{{"--min-interval", c.MinInterval}, {"--max-interval", c.MaxInterval}} {
		if bound.Duration%time.Second != 0 {
			faults = append(faults, fmt.Errorf("%s is %s: give whole seconds", bound.flag, bound.Duration))
		}
	}
	for _, feed := range c.feeds(time.Now()) {
		faults = append(faults, feed.Validate())
	}
	if len(c.Header) > 0 {
		_, err := headerRefs(c.Header)
		faults = append(faults, err, oneHost(c.URL))
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
	headers, _ := headerRefs(c.Header) // Validate has told the faults
	for i, url := range c.URL {
		feed := catalogue.New(url, now)
		feed.Title, feed.Tags, feed.Priority = c.Title, c.Tag, c.Priority
		feed.Headers = headers
		feed.MinInterval, feed.MaxInterval = int(c.MinInterval/time.Second), int(c.MaxInterval/time.Second)
		feeds[i] = feed
	}
	return feeds
}
