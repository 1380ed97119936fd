package postgres

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// batch is rows on their way into the tables.
type batch struct {
	rows    []*row
	results []store.Result

	ids   []string        // of the articles, sorted
	first map[string]*row // the newest row of each article

	current map[string]key // the current versions of articles that were there before
	there   map[key]bool   // the versions of the rows that were there before
	erased  map[string]bool
}

// writeAll writes all rows: new articles, what became of them, versions and the
// rest, in that order. A batch of new articles takes three round trips.
func writeAll(ctx context.Context, conn *pgxpool.Conn, rows []*row, results []store.Result) error {
	b := newBatch(rows, results)
	fresh, err := b.insert(ctx, conn)
	if err != nil {
		return err
	}
	if len(fresh) < len(b.ids) {
		if err := b.find(ctx, conn, fresh); err != nil {
			return err
		}
	}
	keep, changed := b.decide()
	if len(keep) > 0 {
		if err := copyVersions(ctx, conn, keep); err != nil {
			return err
		}
	}
	return b.finish(ctx, conn, changed)
}

func newBatch(rows []*row, results []store.Result) *batch {
	b := &batch{rows: rows, results: results, first: map[string]*row{}, current: map[string]key{}, there: map[key]bool{}, erased: map[string]bool{}}
	for _, r := range rows {
		if r == nil {
			continue
		}
		newest := b.first[r.id]
		if newest == nil {
			b.ids = append(b.ids, r.id)
		}
		if newest == nil || r.newerThan(newest.key) {
			b.first[r.id] = r
		}
	}
	// Whoever writes the same articles takes them in the same order, so that none
	// waits for one that waits for it.
	slices.Sort(b.ids)
	return b
}

// insert begins the transaction and inserts the articles that are new. It gives
// their ids.
func (b *batch) insert(ctx context.Context, conn *pgxpool.Conn) (fresh map[string]bool, err error) {
	const statement = `INSERT INTO articles (id, version_created, version_nanos, version, published, language, publisher, feed, size)
		SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::smallint[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::int[])
			AS new (id, version_created, version_nanos, version, published, language, publisher, feed, size)
		WHERE NOT EXISTS (SELECT FROM erased WHERE erased.id = new.id)
		ORDER BY new.id COLLATE "C"
		ON CONFLICT (id) DO NOTHING RETURNING id`
	fresh = make(map[string]bool, len(b.ids))
	rows := make([]*row, len(b.ids))
	for i, id := range b.ids {
		rows[i] = b.first[id]
	}
	var q pgx.Batch
	q.Queue("BEGIN")
	q.Queue(lockWriting.share())
	q.Queue(statement, articleColumns(rows)...).Query(func(found pgx.Rows) error {
		var id string
		_, err := pgx.ForEachRow(found, []any{&id}, func() error { fresh[id] = true; return nil })
		return err
	})
	return fresh, conn.SendBatch(ctx, &q).Close()
}

// find locks the articles that were there before, and finds their current
// versions, and which versions of the batch are there.
func (b *batch) find(ctx context.Context, conn *pgxpool.Conn, fresh map[string]bool) error {
	var ids []string
	for _, id := range b.ids {
		if !fresh[id] {
			ids = append(ids, id)
		}
	}
	var keys keyColumns
	for _, r := range b.rows {
		if r != nil && !fresh[r.id] {
			keys.add(r.key)
		}
	}
	var q pgx.Batch
	q.Queue("SELECT id FROM erased WHERE id = ANY ($1)", ids).Query(func(found pgx.Rows) error {
		var id string
		_, err := pgx.ForEachRow(found, []any{&id}, func() error { b.erased[id] = true; return nil })
		return err
	})
	q.Queue(`SELECT id, version_created, version_nanos, version FROM articles WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`, ids).Query(func(found pgx.Rows) error {
		return eachKey(found, func(k key) { b.current[k.id] = k })
	})
	// The select in the select looks each version up by its key, whatever the planner thinks of the rest.
	q.Queue(`SELECT id, version_created, version_nanos, version FROM `+unnestKeys+`
		WHERE (SELECT true FROM article_versions v WHERE v.id = k.id AND v.version_created = k.version_created
			AND v.version_nanos = k.version_nanos AND v.version = k.version AND `+withinMonths+`)`, keys.arguments()...).Query(func(found pgx.Rows) error {
		return eachKey(found, func(k key) { b.there[k] = true })
	})
	if err := conn.SendBatch(ctx, &q).Close(); err != nil {
		return err
	}
	for _, id := range ids {
		if _, found := b.current[id]; !found && !b.erased[id] {
			return errChanged
		}
	}
	return nil
}

// decide says of each row what becomes of it, as if they came one after the
// other. It gives the versions to keep and the new current versions of articles, both in the order of the batch.
func (b *batch) decide() (keep, changed []*row) {
	current := make(map[string]key, len(b.ids))
	maps.Copy(current, b.current)
	for i, r := range b.rows {
		if r == nil {
			continue
		}
		state := b.stateOf(r, current)
		b.results[i] = store.Result{State: state}
		switch state {
		case store.New, store.Updated:
			current[r.id] = r.key
			keep = append(keep, r)
		case store.Older:
			keep = append(keep, r)
		default:
		}
		b.there[r.key] = true
	}
	for _, r := range b.rows {
		if r != nil && r == b.first[r.id] && !b.erased[r.id] && current[r.id] != b.current[r.id] {
			changed = append(changed, r)
		}
	}
	return keep, changed
}

func (b *batch) stateOf(r *row, current map[string]key) store.State {
	now, known := current[r.id]
	switch {
	case b.erased[r.id]:
		return store.Erased
	case b.there[r.key] || known && now == r.key:
		return store.Repeat
	case !known:
		return store.New
	case r.newerThan(now):
		return store.Updated
	default:
		return store.Older
	}
}

// finish updates the articles that have a newer version, tells the search of all
// that changed, and commits.
func (b *batch) finish(ctx context.Context, conn *pgxpool.Conn, changed []*row) error {
	var q pgx.Batch
	if updated := slices.DeleteFunc(slices.Clone(changed), func(r *row) bool { return b.current[r.id] == key{} }); len(updated) > 0 {
		q.Queue(`UPDATE articles SET version_created = new.version_created, version_nanos = new.version_nanos, version = new.version,
				published = new.published, language = new.language, publisher = new.publisher, feed = new.feed, size = new.size
			FROM unnest($1::text[], $2::timestamptz[], $3::smallint[], $4::bigint[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::int[])
				AS new (id, version_created, version_nanos, version, published, language, publisher, feed, size)
			WHERE articles.id = new.id`, articleColumns(updated)...)
		// Where an article stands in time holds for the search at once, but for a row
		// that is locked: it is just being indexed, and will be once more.
		q.Queue(`UPDATE search SET published = moved.published FROM
			(SELECT s.id, new.published FROM search s JOIN unnest($1::text[], $2::timestamptz[]) AS new (id, published) ON s.id = new.id
				WHERE s.published <> new.published FOR UPDATE OF s SKIP LOCKED) AS moved
			WHERE search.id = moved.id`, column(updated, idOf), column(updated, publishedOf))
	}
	if len(changed) > 0 {
		q.Queue("INSERT INTO unindexed (id) SELECT unnest($1::text[])", column(changed, idOf))
		q.Queue("INSERT INTO unsorted (id) SELECT unnest($1::text[])", column(changed, idOf))
	}
	q.Queue("COMMIT")
	return conn.SendBatch(ctx, &q).Close()
}

// copyVersions inserts versions.
func copyVersions(ctx context.Context, conn *pgxpool.Conn, rows []*row) error {
	// Versions of one month after the other, for each is a table of its own.
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(monthOf(a.micros()), monthOf(b.micros())) })
	columns := []string{"id", "version_created", "version_nanos", "version", "subject", "sequence", "stored", "record"}
	values := make([]any, len(columns))
	_, err := conn.CopyFrom(ctx, pgx.Identifier{"article_versions"}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		r := rows[i]
		values[0], values[1], values[2], values[3] = r.id, r.micros(), r.nanos(), r.version
		values[4], values[5], values[6], values[7] = r.subject, r.sequence, r.stored, r.record
		return values, nil
	}))
	return err
}

// articleColumns are rows as the columns of articles.
func articleColumns(rows []*row) []any {
	return []any{
		column(rows, idOf), column(rows, func(r *row) time.Time { return r.micros() }), column(rows, func(r *row) int16 { return r.nanos() }),
		column(rows, func(r *row) int64 { return r.version }), column(rows, publishedOf),
		column(rows, func(r *row) string { return r.language }), column(rows, func(r *row) string { return r.publisher }),
		column(rows, func(r *row) string { return r.feed }), column(rows, func(r *row) int32 { return int32(len(r.record)) }),
	}
}

func idOf(r *row) string           { return r.id }
func publishedOf(r *row) time.Time { return r.published }

// column is one value of each row.
func column[T any](rows []*row, value func(*row) T) []T {
	values := make([]T, len(rows))
	for i, r := range rows {
		values[i] = value(r)
	}
	return values
}

// keyColumns are keys, a column each, for [unnestKeys] and [withinMonths].
type keyColumns struct {
	ids      []string
	created  []time.Time
	nanos    []int16
	versions []int64
}

// unnestKeys are the keys of the first four arguments as rows.
const unnestKeys = `unnest($1::text[], $2::timestamptz[], $3::smallint[], $4::bigint[]) WITH ORDINALITY AS k (id, version_created, version_nanos, version, place)`

// withinMonths lets the server open the partitions alone in which the keys are.
const withinMonths = `v.version_created BETWEEN $5 AND $6`

func (c *keyColumns) add(k key) {
	c.ids, c.created = append(c.ids, k.id), append(c.created, k.micros())
	c.nanos, c.versions = append(c.nanos, k.nanos()), append(c.versions, k.version)
}

// arguments are the columns, and the bounds of the times; there is at least one key.
func (c *keyColumns) arguments() []any {
	return []any{c.ids, c.created, c.nanos, c.versions, slices.MinFunc(c.created, time.Time.Compare), slices.MaxFunc(c.created, time.Time.Compare)}
}

// eachKey reads rows of keys.
func eachKey(rows pgx.Rows, do func(key)) error {
	var (
		k     key
		made  time.Time
		nanos int16
	)
	_, err := pgx.ForEachRow(rows, []any{&k.id, &made, &nanos, &k.version}, func() error {
		k.created = made.UnixNano() + int64(nanos)
		do(k)
		return nil
	})
	return err
}
