package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// What a page of an answer holds at most, so that memory is bounded by it.
const (
	pageRows  = 256
	pageBytes = 4 << 20
)

// hit is a stored version as it was read.
type hit struct {
	position       int64 // of a current version
	id             string
	versionCreated int64
	version        int64
	subject        string
	sequence       int64
	stored         int64
	record         string
}

// columns are what a hit is scanned from; of a former version position is 0.
const columns = `id, version_created, version, subject, sequence, stored, record`

// Article gives the current version of an article. See [store.Store].
func (s *Store) Article(ctx context.Context, id string) (*schema.Article, error) {
	h, err := s.current(ctx, id)
	if err != nil {
		return nil, err
	}
	return h.article()
}

// Versions yields every version of an article. See [store.Store].
func (s *Store) Versions(ctx context.Context, id string) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		h, err := s.current(ctx, id)
		if err != nil {
			yield(store.Entry{}, err)
			return
		}
		if !yield(h.entry()) {
			return
		}
		for h, err := range s.former(ctx, h) {
			if err != nil {
				yield(store.Entry{}, err)
				return
			}
			if !yield(h.entry()) {
				return
			}
		}
	}
}

// Articles yields what q asks for. See [store.Store].
func (s *Store) Articles(ctx context.Context, q store.Query) iter.Seq2[*schema.Article, error] {
	return func(yield func(*schema.Article, error) bool) {
		f, err := newFinder(q)
		if err != nil {
			yield(nil, err)
			return
		}
		for h, err := range s.found(ctx, f) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(h.article()) {
				return
			}
			if !q.Versions {
				continue
			}
			for h, err := range s.former(ctx, h) {
				if err != nil {
					yield(nil, err)
					return
				}
				if !yield(h.article()) {
					return
				}
			}
		}
	}
}

// Count says how much is stored. See [store.Store].
func (s *Store) Count(ctx context.Context) (store.Count, error) {
	var c store.Count
	const count = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions)"
	if err := s.reading.QueryRowContext(ctx, count).Scan(&c.Articles, &c.Versions); err != nil {
		return store.Count{}, s.readError("count", err)
	}
	c.Versions += c.Articles
	return c, nil
}

// current reads the current version of an article.
func (s *Store) current(ctx context.Context, id string) (hit, error) {
	page, err := s.page(ctx, "SELECT position, "+columns+" FROM articles WHERE id = ?", id)
	if err != nil {
		return hit{}, s.readError("read article", err)
	}
	if len(page) == 0 {
		return hit{}, fmt.Errorf("article %.80q: %w", id, store.ErrNotFound)
	}
	return page[0], nil
}

// former yields the versions before a given one, the newest first.
func (s *Store) former(ctx context.Context, before hit) iter.Seq2[hit, error] {
	const text = "SELECT 0, " + columns + ` FROM article_versions WHERE id = ? AND (version_created, version) < (?, ?)
		ORDER BY version_created DESC, version DESC LIMIT ?`
	return func(yield func(hit, error) bool) {
		for {
			page, err := s.page(ctx, text, before.id, before.versionCreated, before.version, pageRows)
			if err != nil {
				yield(hit{}, s.readError("read versions", err))
				return
			}
			if len(page) == 0 {
				return
			}
			for _, before = range page {
				if !yield(before, nil) {
					return
				}
			}
		}
	}
}

// found yields the current versions that a finder finds, the newest first.
func (s *Store) found(ctx context.Context, f finder) iter.Seq2[hit, error] {
	return func(yield func(hit, error) bool) {
		left := f.limit
		for below := f.below; left > 0; {
			page, err := s.page(ctx, f.text, f.arguments(below, min(left, pageRows))...)
			if err != nil {
				yield(hit{}, s.readError("find articles", err))
				return
			}
			if len(page) == 0 {
				return
			}
			for _, h := range page {
				if !yield(h, nil) {
					return
				}
			}
			left -= len(page)
			below = page[len(page)-1].position
		}
	}
}

// page runs a query, and stops reading when it has enough for one page.
func (s *Store) page(ctx context.Context, query string, arguments ...any) ([]hit, error) {
	rows, err := s.reading.QueryContext(ctx, query, arguments...)
	if err != nil {
		return nil, err
	}
	var page []hit
	for size := 0; size < pageBytes && rows.Next(); {
		var h hit
		err := rows.Scan(&h.position, &h.id, &h.versionCreated, &h.version, &h.subject, &h.sequence, &h.stored, &h.record)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		page = append(page, h)
		size += len(h.record)
	}
	return page, errors.Join(rows.Err(), rows.Close())
}

func (s *Store) readError(doing string, err error) error {
	return fmt.Errorf("store %s: %s: %w", s.path, doing, inWords(err))
}

func (h hit) article() (*schema.Article, error) {
	a := new(schema.Article)
	if err := json.Unmarshal([]byte(h.record), a); err != nil {
		return nil, fmt.Errorf("article %s: version of %s: read record: %w",
			h.id, time.Unix(0, h.versionCreated).UTC().Format(time.RFC3339), err)
	}
	return a, nil
}

func (h hit) entry() (store.Entry, error) {
	a, err := h.article()
	return store.Entry{
		Article: a, Record: []byte(h.record), Subject: h.subject,
		Sequence: uint64(h.sequence), Stored: time.Unix(0, h.stored).UTC(),
	}, err
}
