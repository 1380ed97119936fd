package command

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// ListFeeds lists the catalogue, with the latest poll of each feed.
type ListFeeds struct {
	Wire `embed:""`

	JSON bool `name:"json" help:"One JSON object a line: {\"feed\": …, \"poll\": … or null}."`
}

// Examples are shown in the help.
func (ListFeeds) Examples() []string {
	return []string{
		"wirecopy feeds list",
		`wirecopy feeds list --json | jq -r 'select(.poll.health == "failing") | .feed.url + ": " + .poll.error'`,
	}
}

// listed is a feed and its latest poll, nil when there was none yet.
type listed struct {
	Feed schema.Feed  `json:"feed"`
	Poll *schema.Poll `json:"poll"`
}

// Run lists the feeds by their addresses. What can't be read is left out, and
// named by the error.
func (c *ListFeeds) Run(ctx context.Context, t *Terminal) error {
	feeds, b, err := c.catalogue(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	all, unreadable := feeds.List(ctx)
	if all == nil && unreadable != nil {
		return unreadable
	}
	rows, err := polled(ctx, b, all)
	if err != nil {
		return errors.Join(err, unreadable)
	}
	out := bufio.NewWriter(t.out())
	if c.JSON {
		lines := json.NewEncoder(out)
		lines.SetEscapeHTML(false)
		for _, row := range rows {
			err = cmp.Or(err, lines.Encode(row))
		}
	} else {
		err = feedTable(rows, time.Now()).write(out, t.Width)
	}
	return errors.Join(unlessGone(cmp.Or(err, out.Flush())), unreadable)
}

// polled reads the latest polls of feeds. What the fetcher alone can read of
// them is left out.
func polled(ctx context.Context, b *bus.Bus, feeds []schema.Feed) ([]listed, error) {
	rows := make([]listed, len(feeds))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i, feed := range feeds {
		rows[i].Feed = feed
		group.Go(func() error {
			last, found, err := b.Last(ctx, schema.StreamPolls, schema.PollOf(feed.ID))
			if err != nil || !found {
				return err
			}
			poll := new(schema.Poll)
			if err := json.Unmarshal(last.Body, poll); err != nil {
				return fmt.Errorf("read the latest poll of feed %s: %w: the next one mends it", feed.ID, err)
			}
			poll.Seen = nil
			rows[i].Poll = poll
			return nil
		})
	}
	return rows, group.Wait()
}

// feedTable is the list for people.
func feedTable(rows []listed, now time.Time) *table {
	list := &table{
		columns: []column{{name: "STATE"}, {name: "LAST"}, {name: "ENTRIES", right: true}, {name: "NEXT", right: true}, {name: "TITLE", yields: true}, {name: "ADDRESS", yields: true}},
	}
	for _, row := range rows {
		p := row.Poll
		if p == nil {
			p = new(schema.Poll)
		}
		health, next := cmp.Or(p.Health, schema.HealthNew), until(p.Next, now)
		if row.Feed.Paused {
			health, next = schema.HealthPaused, ""
		}
		entries := ""
		if p.Count > 0 {
			entries = strconv.Itoa(p.Entries)
		}
		title := cmp.Or(terminal.Clean(row.Feed.Title), terminal.Clean(p.Title))
		list.rows = append(list.rows, []string{
			terminal.Clean(string(health)), terminal.Clean(string(p.Outcome)), entries, next, title, terminal.Clean(row.Feed.URL),
		})
	}
	return list
}
