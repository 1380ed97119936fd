package command

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// Articles finds articles in a store, whether its wire runs or not.
type Articles struct {
	Archive `embed:""`

	Format    string `default:"table" enum:"table,jsonl" help:"table for people; jsonl for one record in JSON a line."`
	Limit     *int   `placeholder:"N" help:"Most articles, 0 for all; 20 by default in a table, all in jsonl."`
	Since     moment `placeholder:"WHEN" help:"Published since then: how long ago, or a date."`
	Until     moment `placeholder:"WHEN" help:"Published before then: how long ago, or a date."`
	Query     string `placeholder:"TEXT" help:"With these words in headline, description or text; understands \"a phrase\", OR and -not."`
	Language  string `placeholder:"CODE" help:"In this language, such as en."`
	Publisher string `placeholder:"DOMAIN" help:"Of this publisher, such as theguardian.com."`
	Feed      string `placeholder:"URL" help:"Announced by this feed: its address or its id."`
}

// Examples are shown in the help.
func (Articles) Examples() []string {
	return []string{
		"wirecopy articles",
		`wirecopy articles --query '"central bank" -crypto' --language en --since 7d`,
		"wirecopy articles --format jsonl --since 2026-01-01 --until 2026-02-01 > january.jsonl",
	}
}

// defaultLimit fits on a screen.
const defaultLimit = 20

// Validate reports all faults at once.
func (c *Articles) Validate() error {
	_, err := c.query(time.Now())
	return err
}

// query is what the flags ask for.
func (c *Articles) query(now time.Time) (store.Query, error) {
	q := store.Query{Text: c.Query, Language: c.Language, Publisher: c.Publisher, Feed: c.Feed}
	var faults []error
	note := func(flag string, err error) {
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", flag, err))
		}
	}
	var err error
	q.Since, err = c.Since.before(now)
	note("--since", err)
	q.Until, err = c.Until.before(now)
	note("--until", err)
	_, err = fulltext.Parse(c.Query)
	note("--query", err)
	switch {
	case c.Limit == nil && c.Format == "table":
		q.Limit = defaultLimit
	case c.Limit == nil:
	case *c.Limit < 0:
		note("--limit", fmt.Errorf("%d is no number of articles: give 0 for all", *c.Limit))
	default:
		q.Limit = *c.Limit
	}
	return q, errors.Join(faults...)
}

// Run prints the articles, the newest first. A record that can't be read is told
// on Err and passed over.
func (c *Articles) Run(ctx context.Context, t *Terminal) (err error) {
	q, err := c.query(time.Now())
	if err != nil {
		return err
	}
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	out := bufio.NewWriter(t.out())
	return unlessGone(cmp.Or(c.print(ctx, t, out, s, q), out.Flush()))
}

// print prints what is found.
func (c *Articles) print(ctx context.Context, t *Terminal, out io.Writer, s store.Store, q store.Query) error {
	broken := 0
	var pending error // of a record, if another one follows, and of the store, if none does
	for a, err := range s.Articles(ctx, q) {
		if pending != nil {
			t.tell("passed over: %s", terminal.Clean(pending.Error()))
			broken++
		}
		if pending = err; err != nil {
			continue
		}
		if err := c.printOne(out, a, t.Width); err != nil {
			return err
		}
	}
	if broken > 0 {
		pending = errors.Join(pending, fmt.Errorf("records that can't be read and were passed over: %d", broken))
	}
	return pending
}

func (c *Articles) printOne(out io.Writer, a *schema.Article, width int) error {
	if c.Format == "table" {
		return headlineOf(a, store.Published(a)).write(out, width)
	}
	line, err := a.MarshalJSON() // not json.Marshal, which would read it all again
	if err != nil {
		return fmt.Errorf("article %s: %w", a.ID, err)
	}
	_, err = out.Write(append(bytes.TrimRight(line, "\n"), '\n'))
	return err
}
