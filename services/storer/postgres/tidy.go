package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Tidy makes the partitions of the coming months and drops those that retention
// ends, with the articles of which nothing else is left. It is called now and then,
// by any number of processes.
//
// A month is first taken from the others, which takes an instant, then the
// articles that have lost their current version are deleted, then its table is
// dropped. Whatever ends that in between, the next call goes on.
func (s *Store) Tidy(ctx context.Context) error {
	if _, err := s.writer(); err != nil {
		return err
	}
	err := s.makeMonths(ctx, ahead(s.now()))
	if err == nil && s.retention > 0 {
		err = s.dropBefore(ctx, monthOf(s.now())-month(s.retention))
	}
	if err != nil {
		return s.wrap("tidy", err)
	}
	return nil
}

// detached begins the name of a partition that is to be dropped.
const detached = "dropped_"

// dropBefore drops the months before one.
func (s *Store) dropBefore(ctx context.Context, first month) error {
	partitions, err := s.partitions(ctx)
	if err != nil {
		return err
	}
	for _, p := range partitions {
		if p >= first.partition() {
			continue
		}
		if err := pgx.BeginFunc(ctx, s.writing, func(tx pgx.Tx) error { return detach(ctx, tx, p) }); err != nil {
			return fmt.Errorf("detach partition %s: %w", p, err)
		}
		s.months.forget()
	}
	return s.dropDetached(ctx)
}

// partitions are the names of the months' partitions, the oldest first: years have
// four digits, so that the names' order is that of time.
func (s *Store) partitions(ctx context.Context) ([]string, error) {
	rows, err := s.writing.Query(ctx, `SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = 'article_versions'::regclass ORDER BY c.relname`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// detach takes a partition from the others and names it so that nobody takes it
// for one that is used. Reading and writing wait for that, so that it waits for
// them for a short time only, and fails then.
func detach(ctx context.Context, tx pgx.Tx, partition string) error {
	var q pgx.Batch
	q.Queue(lockMonths.take())
	q.Queue("SET LOCAL lock_timeout = '2s'")
	q.Queue("ALTER TABLE article_versions DETACH PARTITION " + partition)
	q.Queue("ALTER TABLE " + partition + " RENAME TO " + detached + partition)
	return tx.SendBatch(ctx, &q).Close()
}

// dropDetached drops what is detached, after the articles that were in there.
func (s *Store) dropDetached(ctx context.Context) error {
	rows, err := s.writing.Query(ctx, "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND starts_with(relname, $1)", detached+"article_versions_")
	if err != nil {
		return err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, table := range tables {
		err := pgx.BeginFunc(ctx, s.writing, func(tx pgx.Tx) error { return dropArticles(ctx, tx, table) })
		if err != nil {
			return fmt.Errorf("drop %s: %w", strings.TrimPrefix(table, detached), err)
		}
	}
	return nil
}

// dropArticles drops a table that was detached, and the articles whose current
// version is in it.
func dropArticles(ctx context.Context, tx pgx.Tx, table string) error {
	var there bool
	for _, l := range []lock{lockMonths, lockIndex, lockSort} {
		if _, err := tx.Exec(ctx, l.take()); err != nil {
			return err
		}
	}
	if err := tx.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&there); err != nil || !there {
		return err // another process has dropped it
	}
	_, err := tx.Exec(ctx, `WITH gone AS (
			DELETE FROM articles a USING `+table+` v WHERE v.id = a.id AND v.version_created = a.version_created
				AND v.version_nanos = a.version_nanos AND v.version = a.version RETURNING a.id
		), unfound AS (DELETE FROM search USING gone WHERE search.id = gone.id),
		untold AS (DELETE FROM stories USING gone WHERE stories.article = gone.id),
		displaced AS (DELETE FROM placed USING gone WHERE placed.id = gone.id RETURNING placed.id, placed.seen, placed.keys)
		DELETE FROM story_keys k USING displaced d, unnest(d.keys) AS old (key) WHERE k.key = old.key AND k.seen = d.seen AND k.id = d.id`)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "DROP TABLE "+table)
	return err
}
