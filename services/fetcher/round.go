package fetcher

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/document/sitemap"
	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

const (
	// roundPause lies between two polls of a round, at least: each asks another
	// address, and the lane of the host has its own spacing.
	roundPause = 2 * time.Second
	// sitemapWindow is how old a page of a sitemap may be at least to be news, when
	// nothing that old is to be announced at a first poll.
	sitemapWindow = 48 * time.Hour
)

// Some feeds take several requests, each of which is a poll of its own, with its
// own schedule, lane and state: a page, and then the feed that it means; the index
// of sitemaps, and then those of them that changed; a redirect, and when it may be
// followed what it leads to. The least interval, which is for one address, lies
// between two rounds.

// continues says whether the next poll goes on with a round.
func continues(s schema.Poll) bool {
	_, due := sitemap.Next(s.Sitemaps)
	return s.Detour != nil || s.Failures == 0 && (due || s.Outcome == schema.OutcomeFound)
}

// part is the sitemap that the next poll asks; nil when that is the feed itself.
func part(s schema.Poll) *schema.Sitemap {
	if next, due := sitemap.Next(s.Sitemaps); due && !inDoubt(s) {
		return &next
	}
	return nil
}

// judgePart takes over what the answer for a sitemap of the index says. One that
// can't be had or read waits for the next round, and holds nobody up; but when the
// site as a whole is in trouble the feed is.
func (v *visitor) judgePart(p *polled, feed schema.Feed, asked web.Request, seen *evidence) {
	s, r := &p.state, seen.response
	s.Status = r.Status
	switch {
	case r.Status == http.StatusNotModified && conditional(asked):
		s.Outcome = schema.OutcomeNotModified
		tag, modified := validator(r, "ETag"), validator(r, "Last-Modified")
		if tag == "" {
			tag = asked.ETag
		}
		if modified == "" {
			modified = asked.LastModified
		}
		s.Sitemaps = sitemap.Asked(s.Sitemaps, p.part.URL, tag, modified)
		p.good(0)
	case r.OK():
		doc, err := p.readPart(v.config, feed, r)
		if err != nil {
			p.miss(err)
		}
		seen.document = doc
	case r.Status == http.StatusTooManyRequests || r.Status >= http.StatusInternalServerError:
		p.miss(statusError(r))
		p.fail(schema.HealthFailing, fmt.Errorf("sitemap %s: %w", p.part.URL, statusError(r)))
	default:
		p.miss(statusError(r))
	}
	seen.notBefore, _ = web.RetryAfter(r.Header, v.now()) // its freshness says nothing of the others
}

// readPart takes the document of a sitemap of the index. What is known of the
// others stays known.
func (p *polled) readPart(config Config, feed schema.Feed, r *web.Response) (*document.Document, error) {
	doc, err := document.Parse(document.Source{URL: r.URL, ContentType: r.Header.Get("Content-Type"), Body: r.Body})
	if err != nil {
		return nil, err
	}
	if doc.Kind != kindSitemap {
		return nil, errors.Join(sitemap.Check(doc), fmt.Errorf("it is no sitemap but %s", doc.Kind))
	}
	if err := p.take(config, feed, doc, true); err != nil {
		return nil, err
	}
	s := &p.state
	s.Sitemaps = sitemap.Asked(s.Sitemaps, p.part.URL, validator(r, "ETag"), validator(r, "Last-Modified"))
	s.Entries = len(doc.Entries)
	return doc, nil
}

// miss leaves a sitemap of the index for the next round.
func (p *polled) miss(err error) {
	s := &p.state
	s.Sitemaps = sitemap.Missed(s.Sitemaps, p.part.URL)
	s.Outcome, s.Error = schema.OutcomeFailed, reason(fmt.Errorf("sitemap %s: %w", p.part.URL, err))
	p.why = p.reasonOf(err)
}

// recent are the entries of a sitemap that can be news, and of these what a first
// look at it may announce.
func recent(doc *document.Document, config Config, at time.Time) (all, first []document.Entry) {
	since := at.Add(-max(config.Backfill, sitemapWindow))
	return sitemap.Recent(doc.Entries, since), sitemap.First(doc.Entries, since)
}

// outspoken leaves out the entries that say nothing of a page of which another
// sitemap of the index has told the title or the date: sites list a page in their
// news sitemap and in that of all pages, and it has not changed by that.
func outspoken(entries []document.Entry, known seen.Set) []document.Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e document.Entry) bool {
		return e.Title == "" && e.Published == "" && known.Compare(markOf(e)) == seen.Changed
	})
}

func statusError(r *web.Response) error {
	return fmt.Errorf("the site answered %d %s", r.Status, http.StatusText(r.Status))
}
