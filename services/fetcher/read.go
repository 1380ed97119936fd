package fetcher

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

// read takes the document of a 200: what is new in it becomes items. Nothing of
// the state changes when it can't be read.
func (p *polled) read(config Config, feed schema.Feed, r *web.Response) error {
	s := &p.state
	sum := sha256.Sum256(r.Body)
	bodyHash := hex.EncodeToString(sum[:16])
	if bodyHash == s.BodyHash { // an equal body is not parsed
		s.Outcome = schema.OutcomeUnchanged
		p.keepValidators(r)
		p.good(0)
		return nil
	}
	doc, err := document.Parse(document.Source{URL: r.URL, ContentType: r.Header.Get("Content-Type"), Body: r.Body})
	if err != nil {
		return err
	}
	first := s.Good.IsZero()
	found := doc.Entries
	known, err := seen.Unpack(s.Seen)
	if err != nil {
		known, first = seen.Set{}, true // our own state is spoilt: what follows is a first poll
	}
	if first {
		found = backfill(found, config, s.At)
	}
	s.Title, s.Site, s.Language, s.Entries, s.Bytes = doc.Title, doc.Site, doc.Language, len(doc.Entries), int64(len(r.Body))
	fresh, brandNew, err := news(found, known)
	if err != nil {
		return err
	}
	ref := schema.FeedRef{ID: feed.ID, URL: feed.URL, Title: cmp.Or(feed.Title, doc.Title), Tags: feed.Tags}
	if p.items, err = announce(fresh, ref, doc.Language, s.At); err != nil {
		return err
	}
	s.Outcome, s.BodyHash, s.Seen = schema.OutcomeUnchanged, bodyHash, seen.Pack(marksOf(doc.Entries))
	if len(fresh) > 0 {
		s.Outcome = schema.OutcomeChanged
	}
	s.Hints = hintsOf(doc.Hints)
	p.keepValidators(r)
	p.good(brandNew)
	s.Fresh = len(fresh)
	return nil
}

// keepValidators takes over those of a 200, also when the body is unchanged, and
// drops those that it lacks.
func (p *polled) keepValidators(r *web.Response) {
	p.state.ETag, p.state.LastModified = r.Header.Get("ETag"), r.Header.Get("Last-Modified")
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

// news are the entries that are new or changed, and how many of them are new.
func news(entries []document.Entry, known seen.Set) (fresh []document.Entry, brandNew int, err error) {
	for _, e := range entries {
		switch novelty := known.Compare(markOf(e)); novelty {
		case seen.Known:
		case seen.New:
			brandNew++
			fresh = append(fresh, e)
		case seen.Changed:
			fresh = append(fresh, e)
		default:
			return nil, 0, fmt.Errorf("compare entry %.80q: no such answer as %s", e.GUID, novelty)
		}
	}
	return fresh, brandNew, nil
}

// announce makes the messages of entries, the oldest first. An address that the
// document gives twice is announced once.
func announce(entries []document.Entry, feed schema.FeedRef, language string, at time.Time) ([]bus.Outgoing, error) {
	var all []bus.Outgoing
	sent := map[string]bool{}
	for _, e := range slices.Backward(entries) {
		item := e.Item(feed, language, at)
		host, err := schema.HostOf(item.URL)
		id := item.ID + "." + item.Fingerprint
		if err != nil || sent[id] {
			continue // no address that can be asked: package document has counted it
		}
		sent[id] = true
		body, err := encode(item)
		if err != nil {
			return nil, fmt.Errorf("encode item %s: %w", item.URL, err)
		}
		all = append(all, bus.Outgoing{
			Subject: schema.ItemDue(host, item.ID), ID: id,
			Header: map[string]string{"content-type": "application/json"}, Body: body,
		})
	}
	return all, nil
}

// encode writes an item without escaping the markup in it, which would make it
// up to six times as long.
func encode(item schema.Item) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(item)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
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
	hints := schema.Hints{TTL: int64(h.TTL / time.Second), UpdatePeriod: int64(h.UpdatePeriod / time.Second), SkipHours: h.SkipHours}
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
