package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Write stores entries in one transaction. See [store.Store].
func (s *Store) Write(ctx context.Context, entries []store.Entry) ([]store.Result, error) {
	if s.file.Writing == nil {
		return nil, fmt.Errorf("store %s: %w", s.path, store.ErrReadOnly)
	}
	if err := ctx.Err(); err != nil || len(entries) == 0 {
		return nil, err
	}
	results := make([]store.Result, len(entries))
	rows := make([]*row, len(entries)) // nil where the entry is rejected
	now := s.now()
	for i, e := range entries {
		var record []byte
		if record, results[i] = store.Encode(e); record != nil {
			rows[i] = newRow(e, record, now)
		}
	}
	err := s.transaction(ctx, func(b *batch) error { return b.writeAll(ctx, rows, results) })
	if isOwnFault(err) {
		// One entry is to blame. To learn which, all are written again, each in a
		// savepoint of its own, which good batches need not pay for.
		err = s.transaction(ctx, func(b *batch) error { return b.writeEach(ctx, rows, results) })
	}
	if err != nil {
		return nil, fmt.Errorf("store %s: write %d entries: %w", s.path, len(entries), file.InWords(err))
	}
	return results, nil
}

// transaction runs work in a transaction of the one connection that writes.
func (s *Store) transaction(ctx context.Context, work func(*batch) error) error {
	tx, err := s.file.Writing.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := work(s.write.in(ctx, tx, s.now().UnixNano())); err != nil {
		_ = tx.Rollback() // nothing is stored either way, and the first error says why
		if ctx.Err() != nil {
			return ctx.Err() // the transaction was ended under us
		}
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// isOwnFault tells an error that comes from what was written from one that
// comes from the database, where any other entry would fare the same.
func isOwnFault(err error) bool {
	switch file.Code(err) {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE:
		return true
	default:
		return false
	}
}

// writeAll writes all rows. The statements don't watch ctx, which would cost a
// goroutine each: the transaction does, and ends with it.
func (b *batch) writeAll(ctx context.Context, rows []*row, results []store.Result) error {
	steady := context.WithoutCancel(ctx)
	for i, r := range rows {
		if r == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		state, err := b.writeRow(steady, r)
		if err != nil {
			return err
		}
		results[i] = store.Result{State: state}
	}
	return nil
}

// writeEach writes each row so that it can fail alone.
func (b *batch) writeEach(ctx context.Context, rows []*row, results []store.Result) error {
	for i := range rows {
		if rows[i] == nil {
			continue
		}
		if _, err := b.tx.ExecContext(ctx, "SAVEPOINT entry"); err != nil {
			return err
		}
		err := b.writeAll(ctx, rows[i:i+1], results[i:i+1])
		if isOwnFault(err) {
			results[i] = store.Result{
				State: store.Rejected, Reason: store.Refused,
				Detail: fmt.Sprintf("article %s: %v", rows[i].id, err),
			}
			_, err = b.tx.ExecContext(ctx, "ROLLBACK TO entry")
		}
		if err != nil {
			return err
		}
		if _, err := b.tx.ExecContext(ctx, "RELEASE entry"); err != nil {
			return err
		}
	}
	return nil
}

// writeRow puts a version where it belongs.
func (b *batch) writeRow(ctx context.Context, r *row) (store.State, error) {
	var (
		position, versionCreated int64
		version                  int
	)
	err := b.find.QueryRowContext(ctx, r.id).Scan(&position, &versionCreated, &version)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return b.firstRow(ctx, r)
	case err != nil:
		return "", fmt.Errorf("find article: %w", err)
	case r.newerThan(versionCreated, version):
		return store.Updated, b.replaceRow(ctx, r, position)
	case r.versionCreated == versionCreated && r.version == version:
		return store.Repeat, nil
	default:
		return b.keepRow(ctx, r)
	}
}

// firstRow stores the first version of an article, unless it was erased before.
func (b *batch) firstRow(ctx context.Context, r *row) (store.State, error) {
	var erased int
	if err := b.erased.QueryRowContext(ctx, r.id).Scan(&erased); err != nil {
		return "", fmt.Errorf("find whether article was erased: %w", err)
	}
	if erased > 0 {
		return store.Erased, nil
	}
	return store.New, b.insertRow(ctx, r)
}
