package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher"
)

// TestFeed polls a feed as a fetcher would for the first time, and says what it
// found and what would follow from it. It needs no wire, and stores nothing.
type TestFeed struct {
	URL     string `arg:"" name:"url" help:"Address of a feed, of a news sitemap, or of a site whose feeds are to be found."`
	Entries int    `default:"5" help:"How many entries are shown."`
	JSON    bool   `name:"json" help:"One JSON object, for programs."`

	Terms
	stage.Web
	stage.Secrets
}

// Examples are shown in the help.
func (TestFeed) Examples() []string {
	return []string{
		"wirecopy feeds test https://news.example/feed.xml",
		"wirecopy feeds test https://news.example/",
		"wirecopy feeds test --secrets ./secrets --header Authorization=basic:harbour-login https://harbour.example/members.xml",
		"wirecopy feeds test --json https://news.example/feed.xml | jq '.health, .interval, .repairs'",
	}
}

// Help says what scripts have to know.
func (TestFeed) Help() string {
	return "The address is asked once, with the settings of a fetcher that was given none. " +
		"Ends with 0 if the feed would be well, or if a feed would be polled in its place that a site's page names; with 1 if it would not be."
}

// Validate reports all faults at once.
func (c *TestFeed) Validate() error {
	faults := []error{c.feed(time.Now()).Validate()}
	if c.Entries < 0 {
		faults = append(faults, fmt.Errorf("--entries is %d: must not be below 0", c.Entries))
	}
	return errors.Join(faults...)
}

// feed is the feed as `feeds add` with the same flags would add it.
func (c *TestFeed) feed(now time.Time) schema.Feed { return c.on(catalogue.New(c.URL, now)) }

// Run explains the feed. Its error says that the feed would not be well, or that
// nothing could be asked.
func (c *TestFeed) Run(ctx context.Context, t *Terminal) error {
	client, err := c.Client(nil)
	if err != nil {
		return err
	}
	defer client.Close()
	feed := c.feed(time.Now())
	e, err := fetcher.Explain(ctx, fetcher.Defaults(), fetcher.Deps{Web: client, Secrets: c.Dir}, feed, c.Entries)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(t.out())
		out.SetEscapeHTML(false)
		err = out.Encode(e)
	} else {
		_, err = t.out().Write([]byte(c.report(e, t.Width)))
	}
	if !isWell(e) {
		return errors.Join(unlessGone(err), fmt.Errorf("feed %s would be %s", terminal.Clean(e.URL), e.Health))
	}
	return unlessGone(err)
}

// isWell says whether the address can be added as it is.
func isWell(e *fetcher.Explanation) bool {
	return e.Picked != "" || slices.Contains([]schema.Health{schema.HealthOK, schema.HealthQuiet}, e.Health)
}
