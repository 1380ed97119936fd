package postgres

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// What is read at once at most, so that memory is bounded by it.
const (
	pageRows  = 256
	pageBytes = 4 << 20 // of records
)

// hit is a version that was found, and not yet read.
type hit struct {
	key
	published time.Time // of a current version
	size      int       // of the record, in bytes
}

func (h hit) position() position { return position{h.published, h.id} }

// hitColumns are what hits are scanned from; whoever reads from articles calls them a.
const hitColumns = "a.id, a.version_created, a.version_nanos, a.version, a.published, a.size"

// scanner gives where to scan [hitColumns], and sets the hit when that is done.
func (h *hit) scanner() (targets []any, set func()) {
	var (
		made  time.Time
		nanos int16
	)
	return []any{&h.id, &made, &nanos, &h.version, &h.published, &h.size}, func() { h.created = made.UnixNano() + int64(nanos) }
}

// hits runs a query for hits.
func hits(ctx context.Context, db querier, query string, arguments ...any) ([]hit, error) {
	rows, err := db.Query(ctx, query, arguments...)
	if err != nil {
		return nil, err
	}
	var (
		all []hit
		h   hit
	)
	targets, set := h.scanner()
	_, err = pgx.ForEachRow(rows, targets, func() error {
		set()
		all = append(all, h)
		return nil
	})
	return all, err
}

// querier is a pool, a connection or a transaction.
type querier interface {
	Query(ctx context.Context, query string, arguments ...any) (pgx.Rows, error)
}

// Article gives the current version of an article. See [store.Store].
func (s *Store) Article(ctx context.Context, id string) (store.Row, error) {
	var rows []store.Row
	found, err := hits(ctx, s.reading, "SELECT "+hitColumns+" FROM articles a WHERE a.id = $1", text(id))
	if err == nil {
		rows, err = records(ctx, s.reading, found)
	}
	if err != nil {
		return store.Row{}, s.wrap("read article", err)
	}
	if len(rows) == 0 {
		return store.Row{}, fmt.Errorf("article %.80q: %w", id, store.ErrNotFound)
	}
	return rows[0], nil
}

// Versions yields every version of an article. See [store.Store].
func (s *Store) Versions(ctx context.Context, id string) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		any := false
		more := s.former(ctx, key{id: text(id), created: 1<<63 - 1}, func(r store.Row, err error) bool {
			any = true
			return yield(r, err)
		})
		if more && !any {
			yield(store.Row{}, fmt.Errorf("article %.80q: %w", id, store.ErrNotFound))
		}
	}
}

// Articles yields what q asks for. See [store.Store].
func (s *Store) Articles(ctx context.Context, q store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		if err := q.Check(); err != nil {
			yield(store.Row{}, err)
			return
		}
		f, left := newFinder(q), q.Limit
		for below := f.below; !f.done; {
			most := pageRows
			if q.Limit > 0 {
				most = min(left, pageRows)
			}
			found, next, err := f.find(ctx, s, below, most)
			if err != nil {
				yield(store.Row{}, s.wrap("find articles", err))
				return
			}
			below = next
			more := s.read(ctx, found, func(r store.Row, err error) bool {
				if err == nil && !f.accepts(r) {
					return true
				}
				if left--; !yield(r, err) || err != nil {
					return false
				}
				if q.Versions && !s.former(ctx, key{r.ID, r.VersionCreated.UnixNano(), int64(r.Version)}, yield) {
					return false
				}
				return left != 0
			})
			if !more {
				return
			}
		}
	}
}

// Count says how much is stored. See [store.Store].
func (s *Store) Count(ctx context.Context) (store.Count, error) {
	var c store.Count
	const count = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions)"
	if err := s.reading.QueryRow(ctx, count).Scan(&c.Articles, &c.Versions); err != nil {
		return store.Count{}, s.wrap("count", err)
	}
	return c, nil
}

// former yields the versions before a given one, the newest first, and says
// whether the caller wants more.
func (s *Store) former(ctx context.Context, before key, yield func(store.Row, error) bool) bool {
	const query = `SELECT a.id, a.version_created, a.version_nanos, a.version, a.stored, octet_length(a.record) FROM article_versions a
		WHERE a.id = $1 AND (a.version_created, a.version_nanos, a.version) < ($2, $3, $4)
		ORDER BY a.version_created DESC, a.version_nanos DESC, a.version DESC LIMIT $5`
	for {
		found, err := hits(ctx, s.reading, query, before.id, before.micros(), before.nanos(), before.version, pageRows)
		if err != nil {
			yield(store.Row{}, s.wrap("read versions", err))
			return false
		}
		if len(found) == 0 {
			return true
		}
		if !s.read(ctx, found, yield) {
			return false
		}
		before = found[len(found)-1].key
	}
}

// read yields what was found, as it is stored, and says whether the caller wants
// more. What is not there any more is passed over.
func (s *Store) read(ctx context.Context, found []hit, yield func(store.Row, error) bool) bool {
	for len(found) > 0 {
		n, size := 0, 0
		for n < len(found) && (n == 0 || size+found[n].size <= pageBytes) {
			size += found[n].size
			n++
		}
		rows, err := records(ctx, s.reading, found[:n])
		if err != nil {
			yield(store.Row{}, s.wrap("read articles", err))
			return false
		}
		for _, r := range rows {
			if !yield(r, nil) {
				return false
			}
		}
		found = found[n:]
	}
	return true
}

// records reads what was found, in its order. Each is looked up by its key,
// whatever the planner thinks of the rest.
func records(ctx context.Context, db querier, found []hit) ([]store.Row, error) {
	if len(found) == 0 {
		return nil, nil
	}
	var keys keyColumns
	for _, h := range found {
		keys.add(h.key)
	}
	const query = `SELECT k.place, v.subject, v.sequence, v.stored, v.record, coalesce(s.story, ''), s.earliest FROM ` + unnestKeys + `
		CROSS JOIN LATERAL (SELECT v.subject, v.sequence, v.stored, v.record FROM article_versions v WHERE v.id = k.id
			AND v.version_created = k.version_created AND v.version_nanos = k.version_nanos AND v.version = k.version AND ` + withinMonths + ` LIMIT 1) AS v
		LEFT JOIN LATERAL (SELECT s.story, (SELECT min(o.seen) FROM stories o WHERE o.story = s.story) AS earliest
			FROM stories s WHERE s.article = k.id LIMIT 1) AS s ON true
		ORDER BY k.place`
	rows, err := db.Query(ctx, query, keys.arguments()...)
	if err != nil {
		return nil, err
	}
	all := make([]store.Row, 0, len(found))
	for rows.Next() {
		var (
			place, sequence int64
			r               store.Row
			earliest        *int64
		)
		if err := rows.Scan(&place, &r.Subject, &sequence, &r.Stored, &r.Record, &r.Story, &earliest); err != nil {
			return nil, err
		}
		h := found[place-1]
		r.ID, r.VersionCreated, r.Version = h.id, time.Unix(0, h.created).UTC(), int(h.version)
		r.Sequence, r.Stored = uint64(sequence), r.Stored.UTC()
		if earliest != nil {
			r.EarliestSeen = time.Unix(0, *earliest).UTC()
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
