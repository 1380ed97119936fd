package parser

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
	"github.com/wirecopy/wirecopy/services/parser/reserve"
)

// Reread says what came of reading a kept page again.
type Reread string

// What may come of it.
const (
	RereadSame      Reread = "same"      // the record that was made of it before
	RereadChanged   Reread = "changed"   // another one: a new version
	RereadOutdated  Reread = "outdated"  // the article has a version that isn't of this page, or was withdrawn
	RereadErased    Reread = "erased"    // the article was erased: the page is removed
	RereadElsewhere Reread = "elsewhere" // it would be another article now: nothing is published
	RereadRefused   Reread = "refused"   // no article to this release: nothing is published
)

// Reparse reads a kept page with the present extractor, and publishes a new version
// of its article if that makes another record of it. With dry it publishes nothing.
// It may be called again, and while the wire runs: a page is read only for the
// version that it is of, so that nothing newer is overwritten, and the new version
// is what the page is of from then on.
func (p *Parser) Reparse(ctx context.Context, kept *rawpage.Page, dry bool) (*schema.Article, Reread, error) {
	known, read, err := p.revisions.Article(ctx, kept.Article)
	switch {
	case err != nil:
		return nil, "", err
	case known.Erased:
		if !dry {
			_, err = p.keeper.shelf.Delete(ctx, kept.Article)
		}
		return nil, RereadErased, err
	case known.Withdrawn:
		return nil, RereadOutdated, nil
	}
	current, err := p.current(ctx, kept, known)
	if err != nil || current == nil {
		return nil, RereadOutdated, err
	}
	a, outcome, err := p.reread(current)
	switch {
	case err != nil || dry:
		return a, outcome, err
	case outcome == RereadSame && current != kept:
		return a, outcome, p.putPage(ctx, *current)
	case outcome != RereadChanged:
		return a, outcome, nil
	}
	record := recordOf(a)
	if outcome, err = p.supersede(ctx, a, known, read); err != nil || outcome != RereadChanged {
		return a, outcome, err
	}
	next := *current
	next.Version, next.Record = a.Version, record
	return a, RereadChanged, p.putPage(ctx, next)
}

// current is a kept page as that of the version which is known; nil if that is of
// another page. One that was kept for an earlier version is of this one too if it was
// read from the very same bytes, by somebody who died before the page was put anew;
// its record is the one that was published then. Of several pages nobody knows
// whether they are the same: such a page waits for the next version.
func (p *Parser) current(ctx context.Context, kept *rawpage.Page, known revision.Article) (*rawpage.Page, error) {
	if known.Version == kept.Version {
		return kept, nil
	}
	if len(kept.Later) > 0 || known.Page != digest(kept.Body) {
		return nil, nil //nolint:nilnil // as said above
	}
	published, found, err := p.latest(ctx, kept.Article, known)
	if err != nil || !found {
		return nil, err
	}
	next := *kept
	next.Version, next.Record = known.Version, recordOf(&published)
	return &next, nil
}

// reread makes the record that a page has now.
func (p *Parser) reread(kept *rawpage.Page) (*schema.Article, Reread, error) {
	a, err := p.readAll(kept)
	if fault, ok := errors.AsType[*extract.Error](err); ok && fault.Reason != extract.ReasonPanic {
		return nil, RereadRefused, nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read the page of article %s again: %w", kept.Article, err)
	}
	switch {
	case a.ID != kept.Article:
		return a, RereadElsewhere, nil
	case recordOf(a) == kept.Record:
		return a, RereadSame, nil
	}
	return a, RereadChanged, nil
}

// readAll reads a page and the later ones of its article, as follow does while it
// asks for them.
func (p *Parser) readAll(kept *rawpage.Page) (*schema.Article, error) {
	item := kept.Item
	a, next, err := p.extractor.Read(extract.Page{URL: kept.URL, Body: kept.Body, ContentType: kept.Header.Get("Content-Type"), Item: &item})
	if err != nil {
		return nil, err
	}
	facts := kept.HTTP
	a.HTTP, a.Reservations = &facts, reserve.Read(kept.Header, kept.Body)
	for i, later := range kept.Later {
		if next == "" {
			break
		}
		page := extract.Page{URL: later.URL, Body: later.Body, ContentType: later.Header.Get("Content-Type"), Item: &item, Before: a, Number: i + 2}
		var added *schema.Article
		added, next, err = p.extractor.Read(page)
		if isEnd(err) {
			break
		}
		if err != nil {
			return nil, err
		}
		part{article: added, reserved: reserve.Read(later.Header, later.Body)}.addTo(a)
	}
	if next != "" {
		a.Extraction.Warnings = append(a.Extraction.Warnings, cmp.Or(kept.Missing, "the article has more pages than were kept"))
	}
	return a, nil
}

// supersede publishes a record as the next version, whatever of it has changed.
func (p *Parser) supersede(ctx context.Context, a *schema.Article, known revision.Article, read bus.Revision) (Reread, error) {
	done, err := p.advance(ctx, a, known.Page, known, read)
	if err != nil {
		return "", err
	}
	if !done { // somebody was faster, with a page that is newer
		return RereadOutdated, nil
	}
	return RereadChanged, nil
}
