package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/terminal"
	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser"
)

// Reparse makes records of kept pages once more, and publishes those that changed.
type Reparse struct {
	Wire `embed:""`
	Kept `embed:""`

	Data   string `default:"./wirecopy-data" type:"path" help:"Directory of a wire that runs in one process; its pages are in pages in there."`
	Since  moment `placeholder:"WHEN" help:"Pages that were downloaded since then: how long ago, or a date."`
	Until  moment `placeholder:"WHEN" help:"Pages that were downloaded before that."`
	Host   string `placeholder:"HOST" help:"Pages of that host and those below it alone."`
	Feed   string `placeholder:"ID" help:"Pages that this feed announced alone, by its id."`
	DryRun bool   `help:"Say what would change, and publish nothing."`
	JSON   bool   `name:"json" help:"The summary as JSON."`
}

// Examples are shown in the help.
func (Reparse) Examples() []string {
	return []string{
		"wirecopy reparse --dry-run",
		"wirecopy reparse --since 30d --host example.org",
		"wirecopy reparse --pages nats --dry-run",
	}
}

// Validate reports all faults at once.
func (c *Reparse) Validate() error {
	_, since := c.Since.before(time.Now())
	_, until := c.Until.before(time.Now())
	return errors.Join(ofFlag("--since", since), ofFlag("--until", until))
}

// reparsed is how many pages had which outcome.
type reparsed struct {
	Pages    int                   `json:"pages"`
	Outcomes map[parser.Reread]int `json:"outcomes"`
	Broken   int                   `json:"broken"` // pages that can't be read
	DryRun   bool                  `json:"dryRun,omitempty"`
}

// Run reads the pages, one after the other.
func (c *Reparse) Run(ctx context.Context, t *Terminal) error {
	wanted, err := c.filter(time.Now())
	if err != nil {
		return err
	}
	if err := c.look(c.Data); err != nil {
		return err
	}
	b, err := c.connectAs(ctx, t, accounts.Parser) // whose work it is
	if err != nil {
		return err
	}
	defer b.Close()
	pages, err := c.open(ctx, b, c.Data)
	if err != nil {
		return err
	}
	extractor, err := parser.NewExtractor()
	if err != nil {
		return err
	}
	p, err := parser.New(ctx, parser.Defaults(), parser.Deps{Bus: b, Extractor: extractor, Pages: pages, Log: t.log()})
	if err != nil {
		return err
	}
	all := reparsed{Outcomes: map[parser.Reread]int{}, DryRun: c.DryRun}
	shown := t.progress("pages")
	for page, err := range pages.All(ctx) {
		if err == nil && !wanted(page) {
			continue
		}
		if err == nil {
			err = c.reparse(ctx, t, p, page, &all, shown)
		} else {
			all.Broken++
			shown.end()
			t.tell("%s", terminal.Clean(err.Error()))
			err = nil
		}
		if err != nil {
			shown.end()
			return fmt.Errorf("%w: pages read so far: %d; begin again, for what is done is passed over", err, all.Pages)
		}
	}
	shown.end()
	return errors.Join(ctx.Err(), unlessGone(c.tell(t, all)))
}

// reparse reads a page, and names the article if its record changed.
func (c *Reparse) reparse(ctx context.Context, t *Terminal, p *parser.Parser, page *rawpage.Page, all *reparsed, shown *progress) error {
	a, outcome, err := p.Reparse(ctx, page, c.DryRun)
	if err != nil {
		return err
	}
	all.Pages++
	all.Outcomes[outcome]++
	shown.step()
	if outcome != parser.RereadChanged || c.JSON {
		return nil
	}
	shown.end()
	_, err = fmt.Fprintf(t.out(), "%s  %s\n", a.ID, terminal.Clean(a.Headline))
	return unlessGone(err)
}

// filter says which pages are wanted.
func (c *Reparse) filter(now time.Time) (func(*rawpage.Page) bool, error) {
	since, err := c.Since.before(now)
	if err != nil {
		return nil, ofFlag("--since", err)
	}
	until, err := c.Until.before(now)
	if err != nil {
		return nil, ofFlag("--until", err)
	}
	return func(p *rawpage.Page) bool {
		fetched := p.HTTP.Fetched
		if fetched.Before(since) || !until.IsZero() && !fetched.Before(until) || c.Feed != "" && p.Item.Feed.ID != c.Feed {
			return false
		}
		host, err := schema.HostOf(p.URL)
		return c.Host == "" || err == nil && (host == c.Host || strings.HasSuffix(host, "."+c.Host))
	}, nil
}

// tell prints the summary.
func (c *Reparse) tell(t *Terminal, all reparsed) error {
	if c.JSON {
		return json.NewEncoder(t.out()).Encode(all)
	}
	changed := "published anew"
	if c.DryRun {
		changed = "would be published anew"
	}
	o := all.Outcomes
	_, err := fmt.Fprintf(t.out(), "pages: %d; %s: %d, the same: %d, not of the latest version: %d, no article now: %d, erased: %d, broken: %d\n", all.Pages, changed,
		o[parser.RereadChanged], o[parser.RereadSame], o[parser.RereadOutdated], o[parser.RereadRefused]+o[parser.RereadElsewhere], o[parser.RereadErased], all.Broken)
	return err
}
