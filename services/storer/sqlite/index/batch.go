package index

import (
	"context"
	"database/sql"
	"fmt"
)

// Progress is how far an index is in the list of the store's changes.
type Progress struct {
	// Begun says that all that the store had when the index was made was put among
	// the changes.
	Begun bool
	// Search and Sort are the changes that were settled last.
	Search, Sort int64
}

// Progress says how far the index is.
func (x *Index) Progress(ctx context.Context) (p Progress, err error) {
	if err := x.file.Reading.QueryRowContext(ctx, readProgress).Scan(&p.Begun, &p.Search, &p.Sort); err != nil {
		return p, x.fault("read progress", err)
	}
	return p, nil
}

const readProgress = "SELECT begun, search, sort FROM progress"

// statements are all that writing says to the file.
type statements struct {
	progress, advance       *sql.Stmt
	drop, add               *sql.Stmt // of words
	shred, shredded, merge  *sql.Stmt
	find                    *sql.Stmt // articles under a key
	place, placed, displace *sql.Stmt
	key, unkey              *sql.Stmt
	old                     *sql.Stmt
}

// each gives every statement with its text.
func (s *statements) each(do func(statement **sql.Stmt, text string) error) error {
	for _, p := range []struct {
		statement **sql.Stmt
		text      string
	}{
		{&s.progress, readProgress},
		{&s.advance, "UPDATE progress SET begun = ?, search = ?, sort = ?"},
		{&s.drop, "DELETE FROM search WHERE rowid = ?"},
		{&s.add, "INSERT INTO search (rowid, headline, description, body, labels) VALUES (?, ?, ?, ?, ?)"},
		{&s.shred, "UPDATE progress SET shred = ?"},
		{&s.shredded, "SELECT shred, total_changes() FROM progress"},
		{&s.merge, "INSERT INTO search (search, rank) VALUES ('merge', ?)"},
		{&s.find, "SELECT position, seen FROM keys WHERE key = ? AND seen >= ? ORDER BY seen, position LIMIT ?"},
		{&s.place, "INSERT INTO placed (position, seen, keys) VALUES (?, ?, ?)"},
		{&s.placed, "SELECT seen, keys FROM placed WHERE position = ?"},
		{&s.displace, "DELETE FROM placed WHERE position = ?"},
		{&s.key, "INSERT INTO keys (key, seen, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"},
		{&s.unkey, "DELETE FROM keys WHERE key = ? AND seen = ? AND position = ?"},
		{&s.old, "SELECT position FROM placed WHERE seen < ? ORDER BY seen LIMIT ?"},
	} {
		if err := do(p.statement, p.text); err != nil {
			return err
		}
	}
	return nil
}

func (s *statements) prepare(ctx context.Context, db *sql.DB) error {
	return s.each(func(statement **sql.Stmt, text string) (err error) {
		if *statement, err = db.PrepareContext(ctx, text); err != nil {
			return fmt.Errorf("prepare: %w", err)
		}
		return nil
	})
}

// Batch is a transaction of writing. At most one of an index is open at a time;
// the others wait.
type Batch struct {
	statements
	index *Index
	tx    *sql.Tx
}

// Write runs work in a batch, which is kept if work returns nil.
func (x *Index) Write(ctx context.Context, work func(*Batch) error) error {
	tx, err := x.file.Writing.BeginTx(ctx, nil)
	if err != nil {
		return x.fault("begin", err)
	}
	b := &Batch{index: x, tx: tx, statements: x.write}
	_ = b.each(func(statement **sql.Stmt, _ string) error {
		*statement = tx.StmtContext(ctx, *statement)
		return nil
	})
	if err := work(b); err != nil {
		_ = tx.Rollback() // nothing is kept either way, and the first error says why
		if ctx.Err() != nil {
			return ctx.Err() // the transaction was ended under us
		}
		return err
	}
	if err := tx.Commit(); err != nil {
		return x.fault("commit", err)
	}
	return nil
}

// Progress says how far the index is.
func (b *Batch) Progress(ctx context.Context) (p Progress, err error) {
	if err := b.progress.QueryRowContext(ctx).Scan(&p.Begun, &p.Search, &p.Sort); err != nil {
		return p, b.index.fault("read progress", err)
	}
	return p, nil
}

// Advance says how far the index is once the batch is kept.
func (b *Batch) Advance(ctx context.Context, p Progress) error {
	return b.exec(ctx, b.advance, "advance", p.Begun, p.Search, p.Sort)
}

// Clear drops all that is in the index.
func (b *Batch) Clear(ctx context.Context) error {
	const text = "INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM keys; DELETE FROM placed"
	if _, err := b.tx.ExecContext(ctx, text); err != nil {
		return b.index.fault("clear", err)
	}
	return nil
}

func (b *Batch) exec(ctx context.Context, statement *sql.Stmt, doing string, values ...any) error {
	if _, err := statement.ExecContext(ctx, values...); err != nil {
		return b.index.fault(doing, err)
	}
	return nil
}
