package postgres

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Sort gives work a desk. See [store.Store]. All that is done there is one transaction.
func (s *Store) Sort(ctx context.Context, work func(store.Desk) error) error {
	db, err := s.writer()
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockSort.take()); err != nil {
			return err
		}
		return work(&desk{tx: tx, open: map[string][]task{}})
	})
	if err != nil {
		return s.wrap("sort", err)
	}
	return nil
}

// desk is the desk of one Sort, see [store.Desk].
type desk struct {
	tx    pgx.Tx
	given int64             // the last change that was given out
	open  map[string][]task // by the article, what was given out and isn't settled
}

// task is a change that was given out, with the version that was current then.
type task struct {
	change int64
	key    key
}

var _ store.Desk = (*desk)(nil)

// Unsorted gives what waits. Where an article has gone, its keys have gone with it.
func (d *desk) Unsorted(ctx context.Context, n int) ([]store.Row, error) {
	for {
		p, err := waiting(ctx, d.tx, "unsorted", d.given, n)
		if err != nil || len(p.changes) == 0 {
			return nil, err
		}
		d.given = p.changes[len(p.changes)-1]
		for _, h := range p.found {
			for _, change := range p.of[h.id] {
				d.open[h.id] = append(d.open[h.id], task{change, h.key})
			}
			delete(p.of, h.id)
		}
		for _, gone := range p.of {
			if _, err := d.tx.Exec(ctx, "DELETE FROM unsorted WHERE change = ANY ($1)", gone); err != nil {
				return nil, err
			}
		}
		rows, err := records(ctx, d.tx, p.found)
		if err != nil {
			return nil, fmt.Errorf("read articles: %w", err)
		}
		if len(rows) > 0 {
			return rows, nil
		}
	}
}

// Near gives what was placed under the same keys.
func (d *desk) Near(ctx context.Context, v store.Vicinity) ([]store.Row, error) {
	const query = `SELECT ` + hitColumns + ` FROM (
			SELECT n.id, count(*) AS shared, min(n.seen) AS seen FROM unnest($1::bigint[]) AS wanted (key) CROSS JOIN LATERAL
				(SELECT k.id, k.seen FROM story_keys k WHERE k.key = wanted.key AND k.seen >= $2 ORDER BY k.seen, k.id LIMIT $3) AS n
			GROUP BY n.id HAVING count(*) >= $5 ORDER BY shared DESC, seen, n.id LIMIT $4
		) AS n JOIN articles a ON a.id = n.id ORDER BY n.shared DESC, n.seen, n.id`
	since := int64(math.MinInt64) // the zero time is in no range of nanoseconds
	if !v.Since.IsZero() {
		since = v.Since.UnixNano()
	}
	found, err := hits(ctx, d.tx, query, signed(v.Keys), since, store.EachKey, v.Limit, v.Least)
	if err != nil {
		return nil, fmt.Errorf("find articles that are near: %w", err)
	}
	rows, err := records(ctx, d.tx, found)
	if err != nil {
		return nil, fmt.Errorf("read articles that are near: %w", err)
	}
	return rows, nil
}

// Place puts articles where they belong, unless they have gone.
func (d *desk) Place(ctx context.Context, places ...store.Place) error {
	var q pgx.Batch
	for _, p := range places {
		id, seen := p.Row.ID, p.Seen.UnixNano()
		displace(&q, id)
		q.Queue(`WITH placed AS (INSERT INTO placed (id, seen, keys) SELECT id, $2, $3 FROM articles WHERE id = $1 RETURNING id, keys)
			INSERT INTO story_keys (key, seen, id) SELECT DISTINCT unnest(keys), $2::bigint, id FROM placed`, id, seen, signed(p.Keys))
		switch p.Story {
		case p.Row.Story:
		case "":
			q.Queue("DELETE FROM stories WHERE article = $1", id)
		default:
			q.Queue(`INSERT INTO stories (article, story, seen) SELECT id, $2, $3 FROM articles WHERE id = $1
				ON CONFLICT (article) DO UPDATE SET story = excluded.story, seen = excluded.seen`, id, p.Story, seen)
		}
		q.Queue("DELETE FROM unsorted WHERE change = ANY ($1)", d.settle(p.Row))
	}
	if err := d.tx.SendBatch(ctx, &q).Close(); err != nil {
		return fmt.Errorf("place %d articles: %w", len(places), err)
	}
	return nil
}

// settle gives the changes that are settled by placing a row: a newer version that
// was given out meanwhile still waits.
func (d *desk) settle(r store.Row) []int64 {
	placed := key{r.ID, r.VersionCreated.UnixNano(), int64(r.Version)}
	settled := []int64{}
	d.open[r.ID] = slices.DeleteFunc(d.open[r.ID], func(t task) bool {
		if t.key.newerThan(placed) {
			return false
		}
		settled = append(settled, t.change)
		return true
	})
	return settled
}

// displace removes an article from under its keys.
func displace(q *pgx.Batch, id string) {
	q.Queue(`WITH gone AS (DELETE FROM placed WHERE id = $1 RETURNING id, seen, keys)
		DELETE FROM story_keys k USING gone, unnest(gone.keys) AS old (key) WHERE k.key = old.key AND k.seen = gone.seen AND k.id = gone.id`, id)
}

// Forget drops the keys of what was seen before a time.
func (d *desk) Forget(ctx context.Context, before time.Time) error {
	_, err := d.tx.Exec(ctx, `WITH gone AS (DELETE FROM placed WHERE seen < $1 RETURNING id, seen, keys)
		DELETE FROM story_keys k USING gone, unnest(gone.keys) AS old (key) WHERE k.key = old.key AND k.seen = gone.seen AND k.id = gone.id`, before.UnixNano())
	if err != nil {
		return fmt.Errorf("forget old keys: %w", err)
	}
	return nil
}

// signed are keys as PostgreSQL has them: the same 64 bits.
func signed(keys []uint64) []int64 {
	all := make([]int64, len(keys))
	for i, k := range keys {
		all[i] = int64(k)
	}
	return all
}
