package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// portionBytes bounds what is settled at once, in bytes of records.
const portionBytes = 16 << 20

// Index brings the search up to date. See [store.Store]. Those who call it at the
// same time take turns.
func (s *Store) Index(ctx context.Context, n int) (int, error) {
	db, err := s.writer()
	if err != nil {
		return 0, err
	}
	settled := 0
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockIndex.take()); err != nil {
			return err
		}
		portion, err := waiting(ctx, tx, "unindexed", 0, n)
		if err != nil || len(portion.changes) == 0 {
			return err
		}
		settled = len(portion.changes)
		return portion.index(ctx, tx)
	})
	if err == nil && settled > 0 {
		// What the index has put off is done now, and not by the next one who asks it.
		_, err = db.Exec(ctx, "SELECT gin_clean_pending_list('search_words')")
	}
	if err != nil {
		return 0, s.wrap("index", err)
	}
	return settled, nil
}

// portion is changes that are settled together.
type portion struct {
	changes []int64            // in their order
	of      map[string][]int64 // the changes of each article
	found   []hit              // the articles that are still there
}

// waiting gives a portion of a queue after a change: those n that wait longest, and
// fewer where articles are large.
func waiting(ctx context.Context, tx pgx.Tx, queue string, after int64, n int) (portion, error) {
	p := portion{of: map[string][]int64{}}
	rows, err := tx.Query(ctx, `SELECT q.change, q.id, a.id IS NOT NULL, coalesce(a.version_created, 'epoch'), coalesce(a.version_nanos, 0),
			coalesce(a.version, 0), coalesce(a.published, 'epoch'), coalesce(a.size, 0)
		FROM (SELECT change, id FROM `+queue+` WHERE change > $1 ORDER BY change LIMIT $2) AS q
		LEFT JOIN LATERAL (SELECT `+hitColumns+` FROM articles a WHERE a.id = q.id LIMIT 1) AS a ON true
		ORDER BY q.change`, after, n)
	if err != nil {
		return p, err
	}
	defer rows.Close()
	for size := 0; size < portionBytes && rows.Next(); {
		var (
			change int64
			id     string
			there  bool
			h      hit
		)
		targets, set := h.scanner()
		targets[0] = &id
		if err := rows.Scan(append([]any{&change, &id, &there}, targets[1:]...)...); err != nil {
			return p, err
		}
		set()
		h.id = id
		p.changes = append(p.changes, change)
		if there && p.of[id] == nil {
			p.found = append(p.found, h)
			size += h.size
		}
		p.of[id] = append(p.of[id], change)
	}
	rows.Close()
	return p, rows.Err()
}

// index writes the words of the articles of a portion.
func (p portion) index(ctx context.Context, tx pgx.Tx) error {
	var (
		ids       []string
		published []time.Time
		words     []pgtype.TSVector
	)
	rows, err := records(ctx, tx, p.found)
	if err != nil {
		return fmt.Errorf("read articles: %w", err)
	}
	for _, r := range rows {
		a, err := r.Article()
		if err != nil {
			continue // who reads the article is told; it has no words to be found by
		}
		ids, words = append(ids, r.ID), append(words, vectorOf(a))
		published = append(published, instant(store.Published(a)))
	}
	var q pgx.Batch
	q.Queue("DELETE FROM search WHERE id = ANY ($1) AND id <> ALL ($2)", slices.Collect(maps.Keys(p.of)), ids)
	q.Queue(`INSERT INTO search (id, published, words) SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::tsvector[])
		ON CONFLICT (id) DO UPDATE SET published = excluded.published, words = excluded.words`, ids, published, words)
	q.Queue("DELETE FROM unindexed WHERE change = ANY ($1)", p.changes)
	return tx.SendBatch(ctx, &q).Close()
}

// Lag says how far the search and the stories are behind. See [store.Store].
func (s *Store) Lag(ctx context.Context) (lag store.Lag, err error) {
	err = errors.Join(
		s.behind(ctx, "unindexed", &lag.Search, &lag.SearchSince),
		s.behind(ctx, "unsorted", &lag.Sort, &lag.SortSince),
	)
	if err != nil {
		return store.Lag{}, s.wrap("ask for lag", err)
	}
	return lag, nil
}

func (s *Store) behind(ctx context.Context, queue string, n *int64, since *time.Time) error {
	var at *time.Time
	if err := s.reading.QueryRow(ctx, "SELECT count(*), min(since) FROM "+queue).Scan(n, &at); err != nil {
		return err
	}
	if at != nil {
		*since = at.UTC()
	}
	return nil
}
