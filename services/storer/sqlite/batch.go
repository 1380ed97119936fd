package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// statements are all that writing says to the database.
type statements struct {
	find   *sql.Stmt // the current version of an article
	erased *sql.Stmt // whether an article was erased
	insert *sql.Stmt // a new article
	move   *sql.Stmt // the current version to the others
	update *sql.Stmt // the current version
	keep   *sql.Stmt // a version that isn't current
	change *sql.Stmt // what the index has to settle
}

// place finds the next free position in the second that begins at ?1.
const place = `(SELECT coalesce(max(position) + 1, ?1) FROM articles WHERE position >= ?1 AND position < ?1 + (1 << 24))`

func (s *statements) prepare(ctx context.Context, db *sql.DB) (err error) {
	for _, p := range []struct {
		statement **sql.Stmt
		text      string
	}{
		{&s.find, `SELECT position, version_created, version FROM articles WHERE id = ?`},
		{&s.erased, `SELECT count(*) FROM erased WHERE id = ?`},
		{&s.insert, `INSERT INTO articles
			(position, id, version_created, version, language, publisher, feed, subject, sequence, stored, record)
			VALUES (` + place + `, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`},
		{&s.move, `INSERT INTO article_versions (id, version_created, version, subject, sequence, stored, record)
			SELECT id, version_created, version, subject, sequence, stored, record FROM articles WHERE position = ?`},
		{&s.update, `UPDATE articles SET
			position = CASE ?1 WHEN position & ~((1 << 24) - 1) THEN position ELSE ` + place + ` END,
			version_created = ?3, version = ?4, language = ?5, publisher = ?6, feed = ?7,
			subject = ?8, sequence = ?9, stored = ?10, record = ?11
			WHERE id = ?2 RETURNING position`},
		{&s.keep, `INSERT INTO article_versions (id, version_created, version, subject, sequence, stored, record)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`},
		{&s.change, `INSERT INTO changes (position, erased, at) VALUES (?, ?, ?)`},
	} {
		if *p.statement, err = db.PrepareContext(ctx, p.text); err != nil {
			return fmt.Errorf("prepare: %w", err)
		}
	}
	return nil
}

// batch is one transaction of writing.
type batch struct {
	tx *sql.Tx
	statements
	at int64 // Unix nanoseconds
}

// in begins a batch in a transaction.
func (s *statements) in(ctx context.Context, tx *sql.Tx, at int64) *batch {
	return &batch{
		tx: tx, at: at,
		statements: statements{
			find: tx.StmtContext(ctx, s.find), erased: tx.StmtContext(ctx, s.erased), insert: tx.StmtContext(ctx, s.insert), move: tx.StmtContext(ctx, s.move),
			update: tx.StmtContext(ctx, s.update), keep: tx.StmtContext(ctx, s.keep), change: tx.StmtContext(ctx, s.change),
		},
	}
}

// insertRow stores the first version of an article.
func (b *batch) insertRow(ctx context.Context, r *row) error {
	result, err := b.insert.ExecContext(ctx, r.columns()...)
	if err != nil {
		return fmt.Errorf("insert article: %w", err)
	}
	position, err := result.LastInsertId()
	if err != nil {
		return fmt.Errorf("insert article: %w", err)
	}
	return b.note(ctx, position)
}

// replaceRow makes r the current version of the article at a position.
func (b *batch) replaceRow(ctx context.Context, r *row, position int64) error {
	if _, err := b.move.ExecContext(ctx, position); err != nil {
		return fmt.Errorf("move former version: %w", err)
	}
	was := position
	if err := b.update.QueryRowContext(ctx, r.columns()...).Scan(&position); err != nil {
		return fmt.Errorf("update article: %w", err)
	}
	if position != was {
		if err := b.note(ctx, was); err != nil {
			return err
		}
	}
	return b.note(ctx, position)
}

// note puts a position on the list of changes.
func (b *batch) note(ctx context.Context, position int64) error {
	if _, err := b.change.ExecContext(ctx, position, 0, b.at); err != nil {
		return fmt.Errorf("note change: %w", err)
	}
	return nil
}

// keepRow stores a version that isn't current, unless it is there.
func (b *batch) keepRow(ctx context.Context, r *row) (store.State, error) {
	result, err := b.keep.ExecContext(ctx, r.id, r.versionCreated, r.version, r.subject, r.sequence, r.stored, r.record)
	if err != nil {
		return "", fmt.Errorf("keep former version: %w", err)
	}
	kept, err := result.RowsAffected()
	if err != nil {
		return "", fmt.Errorf("keep former version: %w", err)
	}
	if kept == 0 {
		return store.Repeat, nil
	}
	return store.Older, nil
}
