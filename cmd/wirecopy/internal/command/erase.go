package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/erasure"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Erase erases articles of a wire that runs, for good.
type Erase struct {
	Wire    `embed:""`
	Archive `embed:""`
	Kept    `embed:""`

	Article []string      `arg:"" name:"article" help:"Addresses or ids of articles."`
	Wait    time.Duration `default:"15s" help:"How long to wait for the storer to be done with what it has in hand."`
}

// Examples are shown in the help.
func (Erase) Examples() []string {
	return []string{
		"wirecopy erase https://harbour.example/news/1",
		"wirecopy erase --store sqlite:/var/lib/wirecopy/articles.db 7d793037a0760186574b0282f2f435e7",
	}
}

// Validate reports all faults at once.
func (c *Erase) Validate() error {
	var faults []error
	for _, article := range c.Article {
		if strings.Contains(article, ":") {
			if _, err := schema.CanonicalURL(article); err != nil {
				faults = append(faults, fmt.Errorf("article %q: %w", article, err))
			}
		} else if id := strings.TrimSpace(article); id == "" || id != schema.Token(id) {
			faults = append(faults, fmt.Errorf("article %q: that is neither an address nor an id", article))
		}
	}
	if c.Wait <= 0 {
		faults = append(faults, fmt.Errorf("--wait is %s: it must be above 0", c.Wait))
	}
	return errors.Join(faults...)
}

// Run erases the articles, one after the other, and prints a line for each. What
// could not be erased whole is named by the error, once the others have been.
func (c *Erase) Run(ctx context.Context, t *Terminal) (err error) {
	b, err := c.connect(ctx, t)
	if err != nil {
		return err
	}
	defer b.Close()
	s, err := c.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	pages, err := c.places(ctx, b, c.Data)
	if err != nil {
		return err
	}
	eraser, err := erasure.New(ctx, erasure.Config{Bus: b, Store: shelves{s}, Pages: pages, Patience: c.Wait})
	if err != nil {
		return err
	}
	var faults []error
	for _, article := range c.Article {
		report, err := erase(ctx, eraser, article)
		if err != nil {
			faults = append(faults, err)
		}
		if err == nil || !report.Nothing() {
			faults = append(faults, unlessGone(tellErased(t.out(), terminal.Clean(article), report)))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(faults...)
}

// erase erases the article of an address or an id; of an address, also the
// article that it led to.
func erase(ctx context.Context, eraser *erasure.Eraser, article string) (all erasure.Report, err error) {
	ids := []string{strings.TrimSpace(article)}
	if strings.Contains(article, ":") {
		ids[0] = schema.ArticleID(article)
		other, found, err := eraser.Article(ctx, article)
		if err != nil {
			return erasure.Report{}, err
		}
		if found && other != ids[0] {
			ids = append(ids, other)
		}
	}
	var faults []error
	for _, id := range ids {
		report, err := eraser.Erase(ctx, id)
		all.Versions += report.Versions
		all.Messages += report.Messages
		all.Rejections += report.Rejections
		all.Pages += report.Pages
		faults = append(faults, err)
	}
	return all, errors.Join(faults...)
}

// tellErased prints what was erased.
func tellErased(w io.Writer, article string, r erasure.Report) error {
	if r.Nothing() {
		_, err := fmt.Fprintf(w, "nothing found: %s (it will never be published)\n", article)
		return err
	}
	_, err := fmt.Fprintf(w, "erased: %s (versions: %d, messages: %d, rejections: %d, pages: %d)\n", article, r.Versions, r.Messages, r.Rejections, r.Pages)
	return err
}

// shelves are a store as an eraser needs it.
type shelves struct{ store.Store }

var _ erasure.Store = shelves{}

// Sequences yields the numbers of an article's messages.
func (s shelves) Sequences(ctx context.Context, id string) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		for row, err := range s.Versions(ctx, id) {
			if errors.Is(err, store.ErrNotFound) || !yield(row.Sequence, err) {
				return
			}
		}
	}
}
