package command

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// ListRejected lists rejections.
type ListRejected struct {
	Wire `embed:""`
	kind `embed:""`

	Since moment `placeholder:"WHEN" help:"Rejected since then: how long ago, or a date."`
	Limit int    `default:"20" placeholder:"N" help:"Most rejections, 0 for all; 20 by default."`
	JSON  bool   `name:"json" help:"One rejection in JSON a line, as it is stored, with its number."`
}

// Examples are shown in the help.
func (ListRejected) Examples() []string {
	return []string{
		"wirecopy rejected list",
		"wirecopy rejected list --stage parser --since 1d",
		"wirecopy rejected list --json --limit 0 | jq -r .reason | sort | uniq -c",
	}
}

// Validate reports all faults at once.
func (c *ListRejected) Validate() error {
	faults := []error{c.faults()}
	if _, err := c.Since.before(time.Now()); err != nil {
		faults = append(faults, fmt.Errorf("--since: %w", err))
	}
	if c.Limit < 0 {
		faults = append(faults, fmt.Errorf("--limit: %d is no number of rejections: give 0 for all", c.Limit))
	}
	return errors.Join(faults...)
}

// Run lists the rejections, the newest first.
func (c *ListRejected) Run(ctx context.Context, t *Terminal) error {
	since, err := c.Since.before(time.Now())
	if err != nil {
		return err
	}
	b, err := c.connect(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	numbers, err := c.numbers(ctx, b, since, c.Limit)
	if err != nil {
		return err
	}
	slices.Reverse(numbers)
	out := bufio.NewWriter(t.out())
	if c.JSON {
		err = printRejections(ctx, t, out, b, numbers)
	} else {
		err = tabulateRejections(ctx, t, out, b, numbers)
	}
	return unlessGone(cmp.Or(err, out.Flush()))
}

// printRejections prints rejections as they are stored, with their numbers. What
// is none is passed over, and told.
func printRejections(ctx context.Context, t *Terminal, out io.Writer, b *bus.Bus, numbers []uint64) error {
	return eachRejection(ctx, b, numbers, func(m bus.Stored) error {
		if _, err := rejectionOf(m); err != nil {
			t.tell("passed over: number %d: %s", m.Sequence, terminal.Clean(err.Error()))
			return nil
		}
		var fields bytes.Buffer // on one line, from the brace on
		if err := json.Compact(&fields, m.Body); err != nil {
			return fmt.Errorf("rejection %d: %w", m.Sequence, err)
		}
		comma := ","
		if fields.String() == "{}" {
			comma = ""
		}
		_, err := fmt.Fprintf(out, "{\"number\":%d%s%s\n", m.Sequence, comma, fields.Bytes()[1:])
		return err
	})
}

// tabulateRejections is the list for people.
func tabulateRejections(ctx context.Context, t *Terminal, out io.Writer, b *bus.Bus, numbers []uint64) error {
	list := &table{columns: []column{
		{name: "NUMBER", right: true}, {name: "WHEN"}, {name: "STAGE"}, {name: "REASON"}, {name: "WHAT", yields: true}, {name: "DETAIL", yields: true},
	}}
	err := eachRejection(ctx, b, numbers, func(m bus.Stored) error {
		r, err := rejectionOf(m)
		if err != nil {
			r.Detail = err.Error()
		}
		list.rows = append(list.rows, []string{
			strconv.FormatUint(m.Sequence, 10), r.At.Local().Format("2006-01-02 15:04"),
			terminal.Clean(r.Stage), terminal.Clean(r.Reason), terminal.Clean(whatOf(r)), terminal.Clean(r.Detail),
		})
		return nil
	})
	return cmp.Or(err, list.write(out, t.Width))
}

// eachRejection reads rejections one after the other; those that have gone
// meanwhile are passed over.
func eachRejection(ctx context.Context, b *bus.Bus, numbers []uint64, do func(bus.Stored) error) error {
	for _, number := range numbers {
		m, found, err := b.Get(ctx, schema.StreamRejected, number)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if err := do(m); err != nil {
			return err
		}
	}
	return nil
}
