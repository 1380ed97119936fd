package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Erase removes an article with all its versions, for good. See [store.Store].
//
// What held the text is overwritten with zeros, in the file and in its log. The
// index leads nowhere any more; Index, which has the erasure among the changes,
// removes the words from it.
func (s *Store) Erase(ctx context.Context, id string) error {
	if s.file.Writing == nil {
		return fmt.Errorf("store %s: %w", s.path, store.ErrReadOnly)
	}
	if err := s.erase(ctx, id); err != nil {
		return fmt.Errorf("store %s: erase article %.80q: %w", s.path, id, file.InWords(err))
	}
	return nil
}

func (s *Store) erase(ctx context.Context, id string) (err error) {
	if _, err := s.file.Writing.ExecContext(ctx, "PRAGMA secure_delete = on"); err != nil {
		return err
	}
	defer func() {
		// Writing goes on without it, also when ctx has ended.
		_, off := s.file.Writing.ExecContext(context.WithoutCancel(ctx), "PRAGMA secure_delete = off")
		err = errors.Join(err, off)
	}()
	err = s.transaction(ctx, func(b *batch) error {
		// In the same transaction: what a storer has in hand comes before it or never.
		if _, err := b.tx.ExecContext(ctx, "INSERT INTO erased (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", id, b.at); err != nil {
			return err
		}
		var position int64
		err := b.tx.QueryRowContext(ctx, "DELETE FROM articles WHERE id = ? RETURNING position", id).Scan(&position)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = b.change.ExecContext(ctx, position, 1, b.at)
		return err
	})
	if err != nil {
		return err
	}
	// The log still has the pages as they were. A reader at work may keep some of
	// it; then the next checkpoints see to it.
	_, err = s.file.Writing.ExecContext(ctx, "PRAGMA wal_checkpoint(truncate)")
	return err
}
