package fetcher

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/document/sitemap"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
	"github.com/wirecopy/wirecopy/services/fetcher/seen"
	"github.com/wirecopy/wirecopy/services/fetcher/websub"
)

// read takes the document of a 2xx: what is new in it becomes items. Nothing of
// the state changes when it can't be read. The document is nil when it is equal to
// the last one, which is not parsed.
func (p *polled) read(config Config, feed schema.Feed, asked web.Request, r *web.Response) (*document.Document, error) {
	s := &p.state
	delta, err := isDelta(asked, r)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(r.Body)
	bodyHash := hex.EncodeToString(sum[:16])
	if bodyHash == s.BodyHash {
		s.Outcome = schema.OutcomeUnchanged
		s.Sitemaps = sitemap.Again(s.Sitemaps)
		p.keepValidators(r)
		p.good(0)
		return nil, nil //nolint:nilnil // an equal document is none to read
	}
	doc, err := document.Parse(document.Source{URL: r.URL, ContentType: r.Header.Get("Content-Type"), Body: r.Body})
	if err != nil {
		return nil, err
	}
	if err := p.take(config, feed, doc, delta || doc.Kind == kindIndex); err != nil {
		return nil, err
	}
	p.describe(doc, r, delta)
	if !delta {
		s.BodyHash = bodyHash
		s.Sitemaps = sitemap.Follow(s.Sitemaps, doc.Sitemaps, s.At)
	}
	p.lied = p.belied(r)
	p.keepValidators(r)
	return doc, nil
}

// take announces what is new in a document, which is the whole one or a part.
func (p *polled) take(config Config, feed schema.Feed, doc *document.Document, isPart bool) error {
	s := &p.state
	fresh, brandNew, err := p.compare(config, doc, isPart)
	if err != nil {
		return err
	}
	ref := schema.FeedRef{ID: feed.ID, URL: feed.URL, Title: cmp.Or(feed.Title, s.Title, doc.Title), Tags: feed.Tags}
	if !isPart {
		ref.Title = cmp.Or(feed.Title, doc.Title)
	}
	if p.items, err = announce(fresh, ref, doc.Language, s.At); err != nil {
		return err
	}
	s.Outcome = schema.OutcomeUnchanged
	if len(fresh) > 0 {
		s.Outcome = schema.OutcomeChanged
	}
	p.fresh = fresh
	p.good(brandNew)
	s.Fresh = len(fresh)
	return nil
}

// compare finds what is new in a document, and how much of it was never there
// before, and keeps the entries of this document as those that are known. A part
// lacks what the others have: its entries join those that are known.
func (p *polled) compare(config Config, doc *document.Document, isPart bool) (fresh []document.Entry, brandNew int, err error) {
	s := &p.state
	known, fault := seen.Unpack(s.Seen)
	// If our own state is spoilt, what follows is a first poll.
	first := s.Good.IsZero() || fault != nil || p.part != nil && !p.part.Known
	found, kept := doc.Entries, doc.Entries
	if doc.Kind == kindSitemap {
		kept, found = recent(doc, config, s.At)
		if !first {
			found = kept
		}
	}
	if p.part != nil {
		kept, found = outspoken(kept, known), outspoken(found, known)
	}
	if first {
		found = backfill(found, config, s.At)
	}
	if fresh, brandNew, err = news(found, known); err != nil {
		return nil, 0, err
	}
	marks := marksOf(kept)
	p.gap = !isPart && !s.Good.IsZero() && known.Len() > 0 && len(kept) > 0 && brandNew == len(kept)
	if isPart {
		marks = known.Merge(marks)
	}
	if first {
		brandNew = 0 // it was there before we watched
	} else {
		p.delays = delays(fresh, known, s.At)
	}
	s.Seen = seen.Pack(marks)
	return fresh, brandNew, nil
}

// The kinds of documents that list pages, and say of few that they are news.
const (
	kindSitemap = "sitemap"
	kindIndex   = "sitemapindex" // of sitemaps: it has no entries of its own
)

// describe keeps what a document says of the feed. A delta may say less.
func (p *polled) describe(doc *document.Document, r *web.Response, delta bool) {
	if delta {
		return
	}
	s := &p.state
	s.Title, s.Site, s.Language = doc.Title, doc.Site, doc.Language
	s.Kind, s.Hints = doc.Kind, hintsOf(doc.Hints)
	s.Hints.Hub, s.Hints.Topic = websub.Discover(r.Header, r.URL, s.Hints)
	s.Entries, s.Bytes = len(doc.Entries), int64(len(r.Body))
}

// backfill picks what a first poll announces: the newest entries that are not
// too old. Entries without a date count as new, in the order of the document.
func backfill(entries []document.Entry, config Config, at time.Time) []document.Entry {
	if config.Backfill == 0 {
		return nil
	}
	since := at.Add(-config.Backfill)
	dated := func(e document.Entry) time.Time {
		t, err := cmp.Or(e.Published, e.Updated).Time()
		if err != nil || t.IsZero() {
			return at
		}
		return t
	}
	picked := slices.DeleteFunc(slices.Clone(entries), func(e document.Entry) bool { return dated(e).Before(since) })
	slices.SortStableFunc(picked, func(a, b document.Entry) int { return dated(b).Compare(dated(a)) })
	return picked[:min(len(picked), config.BackfillItems)]
}

func markOf(e document.Entry) seen.Mark { return seen.Mark{Key: e.Key, Print: e.Print} }

func marksOf(entries []document.Entry) []seen.Mark {
	marks := make([]seen.Mark, len(entries))
	for i, e := range entries {
		marks[i] = markOf(e)
	}
	return marks
}

// hintsOf writes a document's hints as the state keeps them.
func hintsOf(h document.Hints) schema.Hints {
	hints := schema.Hints{
		TTL: int64(h.TTL / time.Second), UpdatePeriod: int64(h.UpdatePeriod / time.Second), SkipHours: h.SkipHours,
		Hub: h.Hub, Topic: h.Self,
	}
	for _, day := range h.SkipDays {
		hints.SkipDays = append(hints.SkipDays, int(day))
	}
	return hints
}

// policyHints reads them again.
func policyHints(h schema.Hints) policy.Hints {
	hints := policy.Hints{TTL: time.Duration(h.TTL) * time.Second, UpdatePeriod: time.Duration(h.UpdatePeriod) * time.Second, SkipHours: h.SkipHours}
	for _, day := range h.SkipDays {
		hints.SkipDays = append(hints.SkipDays, time.Weekday(day))
	}
	return hints
}
