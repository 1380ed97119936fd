package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/store"
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
	record         []byte
	story          sql.NullString
	earliest       sql.NullInt64
}

// columns are what a hit is scanned from, and from where; of a former version
// position is 0. Whoever fills in the table's name calls it a.
const (
	columns = `a.id, a.version_created, a.version, a.subject, a.sequence, a.stored, a.record,
		stories.story, (SELECT min(seen) FROM stories AS all_of_it WHERE all_of_it.story = stories.story)`
	joined = ` AS a LEFT JOIN stories ON stories.article = a.id `
)

// Article gives the current version of an article. See [store.Store].
func (s *Store) Article(ctx context.Context, id string) (store.Row, error) {
	h, err := s.current(ctx, id)
	if err != nil {
		return store.Row{}, err
	}
	return h.row(), nil
}

// Versions yields every version of an article. See [store.Store].
func (s *Store) Versions(ctx context.Context, id string) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		h, err := s.current(ctx, id)
		if err != nil {
			yield(store.Row{}, err)
			return
		}
		_ = yield(h.row(), nil) && s.former(ctx, h, yield)
	}
}

// Articles yields what q asks for. See [store.Store].
func (s *Store) Articles(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		if err := q.Check(); err != nil {
			yield(store.Row{}, err)
			return
		}
		for h, err := range s.found(ctx, newFinder(q)) {
			if err != nil {
				yield(store.Row{}, err)
				return
			}
			if !yield(h.row(), nil) {
				return
			}
			if q.Versions && !s.former(ctx, h, yield) {
				return
			}
		}
	}
}

// Count says how much is stored. See [store.Store].
func (s *Store) Count(ctx context.Context) (store.Count, error) {
	var c store.Count
	const count = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions)"
	if err := s.file.Reading.QueryRowContext(ctx, count).Scan(&c.Articles, &c.Versions); err != nil {
		return store.Count{}, s.readError("count", err)
	}
	c.Versions += c.Articles
	return c, nil
}

// current reads the current version of an article.
func (s *Store) current(ctx context.Context, id string) (hit, error) {
	page, err := s.page(ctx, pageBytes, "SELECT a.position, "+columns+" FROM articles"+joined+"WHERE a.id = ?", id)
	if err != nil {
		return hit{}, s.readError("read article", err)
	}
	if len(page) == 0 {
		return hit{}, fmt.Errorf("article %.80q: %w", id, store.ErrNotFound)
	}
	return page[0], nil
}

// former yields the versions before a given one, the newest first, and says
// whether the caller wants more.
func (s *Store) former(ctx context.Context, before hit, yield func(store.Row, error) bool) bool {
	const text = "SELECT 0, " + columns + " FROM article_versions" + joined + `WHERE a.id = ? AND (a.version_created, a.version) < (?, ?)
		ORDER BY a.version_created DESC, a.version DESC LIMIT ?`
	for {
		page, err := s.page(ctx, pageBytes, text, before.id, before.versionCreated, before.version, pageRows)
		if err != nil {
			yield(store.Row{}, s.readError("read versions", err))
			return false
		}
		if len(page) == 0 {
			return true
		}
		for _, before = range page {
			if !yield(before.row(), nil) {
				return false
			}
		}
	}
}

func (s *Store) readError(doing string, err error) error {
	return fmt.Errorf("store %s: %s: %w", s.path, doing, file.InWords(err))
}

func (h hit) row() store.Row {
	r := store.Row{
		ID: h.id, VersionCreated: time.Unix(0, h.versionCreated).UTC(), Version: int(h.version), Record: h.record,
		Subject: h.subject, Sequence: uint64(h.sequence), Stored: time.Unix(0, h.stored).UTC(), Story: h.story.String,
	}
	if h.earliest.Valid {
		r.EarliestSeen = time.Unix(0, h.earliest.Int64).UTC()
	}
	return r
}
