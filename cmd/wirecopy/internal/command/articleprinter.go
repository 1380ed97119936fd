package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// printer prints rows of a store in one format.
type printer interface {
	// print prints a row; a brokenError says that its record can't be read.
	print(row store.Row) error
}

// brokenError is the fault of a record.
type brokenError struct{ error }

func (e brokenError) Unwrap() error { return e.error }

// printer makes the printer of the format.
func (c *Articles) printer(out io.Writer, width int) (printer, error) {
	switch c.Format {
	case "csv":
		return newCSVPrinter(out)
	case "jsonl":
		return &linePrinter{out: out}, nil
	default:
		return headlinePrinter{out, width}, nil
	}
}

// headlinePrinter prints what people look at.
type headlinePrinter struct {
	out   io.Writer
	width int // columns, 0 for what is no terminal
}

func (p headlinePrinter) print(row store.Row) error {
	a, err := row.Article()
	if err != nil {
		return brokenError{err}
	}
	return headlineOf(a, store.Published(a)).write(p.out, p.width)
}

// linePrinter prints records as they are stored, with all that a newer release has
// put in them: a line each, without white space between its parts. The story, which
// is no part of the record, is added as storyId and earliestSeen.
type linePrinter struct {
	out  io.Writer
	line bytes.Buffer // used again
}

func (p *linePrinter) print(row store.Row) error {
	p.line.Reset()
	if err := json.Compact(&p.line, row.Record); err != nil {
		return brokenError{fmt.Errorf("article %s: version of %s: read record: %w", row.ID, row.VersionCreated.Format(time.RFC3339), err)}
	}
	if row.Story != "" && !bytes.Contains(p.line.Bytes(), []byte(`"storyId":`)) {
		if err := p.addStory(row); err != nil {
			return err
		}
	}
	p.line.WriteByte('\n')
	_, err := p.out.Write(p.line.Bytes())
	return err
}

// addStory adds the story at the end of the record.
func (p *linePrinter) addStory(row store.Row) error {
	story, err := json.Marshal(struct {
		ID           string    `json:"storyId"`
		EarliestSeen time.Time `json:"earliestSeen"`
	}{row.Story, row.EarliestSeen})
	if err != nil {
		return fmt.Errorf("article %s: encode story: %w", row.ID, err)
	}
	end := p.line.Len() - 1
	if record := p.line.Bytes(); end < len(`{"":0`) || record[end] != '}' {
		return brokenError{errors.New("article " + row.ID + ": the record is no object with fields")}
	}
	p.line.Truncate(end)
	p.line.WriteByte(',')
	p.line.Write(story[1:])
	return nil
}
