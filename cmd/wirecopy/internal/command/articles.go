package command

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Articles finds articles in a store, whether its wire runs or not.
type Articles struct {
	Archive `embed:""`
	Search  `embed:""`

	Format   string `default:"table" enum:"table,jsonl,csv" help:"table for people; jsonl for one whole record in JSON a line; csv for spreadsheets."`
	Limit    *int   `placeholder:"N" help:"Most articles, 0 for all; 20 by default in a table, all in jsonl and csv."`
	Versions bool   `help:"Every version of the articles found, each after the newer one."`
	Since    moment `placeholder:"WHEN" help:"Published since then: how long ago, or a date."`
	Until    moment `placeholder:"WHEN" help:"Published before then: how long ago, or a date."`
}

// Examples are shown in the help.
func (Articles) Examples() []string {
	return []string{
		"wirecopy articles",
		`wirecopy articles --query '"central bank" -crypto' --language en --since 7d`,
		"wirecopy articles --publisher theguardian.com --section World --author 'Ada Lind'",
		"wirecopy articles --provider Reuters --keyword oil --since 24h --format jsonl",
		"wirecopy articles --simhash 8f1ee0c04ab2d9f7",
		"wirecopy articles --story 7d793037a0760186574b0282f2f435e7",
		"wirecopy articles --format jsonl --since 2026-01-01 --until 2026-02-01 > january.jsonl",
		"wirecopy articles --format csv --versions > everything.csv",
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
	q := c.Search.query()
	q.Versions = c.Versions
	var since, until error
	q.Since, since = c.Since.before(now)
	q.Until, until = c.Until.before(now)
	switch {
	case c.Limit != nil:
		q.Limit = *c.Limit
	case c.Format == "table":
		q.Limit = defaultLimit
	}
	return q, errors.Join(ofFlag("--since", since), ofFlag("--until", until), q.Check())
}

// ofFlag says at which flag a fault is.
func ofFlag(flag string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// Run prints the articles, the newest first, as they are read. A record that can't
// be read is told on Err and passed over.
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
	out := bufio.NewWriterSize(t.out(), 64<<10)
	return unlessGone(cmp.Or(c.print(ctx, t, out, s, q), out.Flush()))
}

// print prints what is found.
func (c *Articles) print(ctx context.Context, t *Terminal, out io.Writer, s store.Store, q store.Query) error {
	printed, err := c.printer(out, t.Width)
	if err != nil {
		return err
	}
	var shown *progress // of nothing, where people see the articles
	if t.Width == 0 {
		shown = t.progress("articles")
	}
	defer shown.end()
	broken := 0
	for row, err := range s.Articles(ctx, q) {
		if err != nil {
			return err
		}
		switch err := printed.print(row); {
		case errors.As(err, new(brokenError)):
			shown.end()
			t.tell("passed over: %s", terminal.Clean(err.Error()))
			broken++
		case err != nil:
			return err
		default:
			shown.step()
		}
	}
	if broken > 0 {
		return fmt.Errorf("records that can't be read and were passed over: %d", broken)
	}
	return nil
}
