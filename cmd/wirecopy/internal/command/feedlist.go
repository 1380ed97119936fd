package command

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// ListFeeds lists the catalogue, with the latest poll of each feed.
type ListFeeds struct {
	Wire `embed:""`

	State []schema.Health `enum:"new,ok,quiet,failing,gone,paused,blocked" placeholder:"STATE" help:"Only feeds in this state, or in one of several with commas: new, ok, quiet, failing, gone, paused, blocked."`
	JSON  bool            `name:"json" help:"One JSON object a line: {\"feed\": …, \"poll\": … or null}."`
}

// Examples are shown in the help.
func (ListFeeds) Examples() []string {
	return []string{
		"wirecopy feeds list",
		"wirecopy feeds list --state failing,gone,blocked",
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
	out := bufio.NewWriter(t.out())
	var unread error
	if c.JSON {
		var lines [][]byte
		lines, unread = eachListed(ctx, b, all, c.wants, listed.line)
		for _, line := range lines {
			_, err = out.Write(line) // the first error stays, and comes from Flush too
		}
	} else {
		now := time.Now()
		var rows []row
		rows, unread = eachListed(ctx, b, all, c.wants, func(l listed) (row, error) { return l.row(now), nil })
		if rows != nil {
			err = writeTable(out, t.Width, rows)
		}
	}
	return errors.Join(unlessGone(cmp.Or(err, out.Flush())), unread, unreadable)
}

// wants says whether a feed is asked for.
func (c *ListFeeds) wants(l listed) bool {
	return len(c.State) == 0 || slices.Contains(c.State, l.state())
}

// line is the feed for programs.
func (l listed) line() ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(l)
	return line.Bytes(), err
}

// eachListed makes something of each feed that is wanted, in the order of the
// feeds. The latest polls are read in one pass over their stream, for asking for
// each would take a long list minutes, and none is kept: what is made of them is
// much smaller. What the fetcher alone can read of them is left out, and so is a
// body that is no poll, which the error names. Made is nil when none can be read.
func eachListed[T any](ctx context.Context, b *bus.Bus, feeds []schema.Feed, wants func(listed) bool, of func(listed) (T, error)) (made []T, err error) {
	at, things := make(map[string]int, len(feeds)), make([]*T, len(feeds))
	var faults []error
	show := func(i int, poll *schema.Poll) {
		l := listed{feeds[i], poll}
		things[i] = nil // of the poll before, if this one was written meanwhile
		if !wants(l) {
			return
		}
		thing, err := of(l)
		if err != nil {
			faults = append(faults, fmt.Errorf("show feed %s: %w", feeds[i].ID, err))
			return
		}
		things[i] = &thing
	}
	for i, feed := range feeds {
		at[feed.ID] = i
		show(i, nil)
	}
	const all = ">" // nothing else is in the stream, and a narrower filter makes the server count all of it for each batch
	for stored, err := range b.Browse(ctx, schema.StreamPolls, all, 0) {
		if err != nil {
			return nil, fmt.Errorf("read the latest polls: %w", err)
		}
		_, id, _ := strings.Cut(stored.Subject, ".")
		i, known := at[id]
		if !known { // of a feed that was removed
			continue
		}
		poll := new(schema.Poll)
		if err := json.Unmarshal(stored.Body, poll); err != nil {
			faults = append(faults, fmt.Errorf("read the latest poll of feed %s: %w: the next one mends it", id, err))
			continue
		}
		poll.Seen = nil
		show(i, poll)
	}
	made = make([]T, 0, len(feeds))
	for _, thing := range things {
		if thing != nil {
			made = append(made, *thing)
		}
	}
	return made, errors.Join(faults...)
}
