package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/sqlite/index"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Erase removes an article with all its versions, for good. See [store.Store].
//
// What held the text is overwritten with zeros, in the file and in its log. It is
// out of the index at once too; what its segments still hold of the words is
// removed by Index, which has the erasure among the changes.
func (s *Store) Erase(ctx context.Context, id string) error {
	if s.file.Writing == nil {
		return fmt.Errorf("store %s: %w", s.path, store.ErrReadOnly)
	}
	position, found, err := s.erase(ctx, id)
	if err == nil && found {
		err = s.index.Write(ctx, func(b *index.Batch) error {
			return errors.Join(b.Drop(ctx, position), b.Displace(ctx, position))
		})
	}
	if err != nil {
		return fmt.Errorf("store %s: erase article %.80q: %w", s.path, id, file.InWords(err))
	}
	return nil
}

func (s *Store) erase(ctx context.Context, id string) (position int64, found bool, err error) {
	if _, err := s.file.Writing.ExecContext(ctx, "PRAGMA secure_delete = on"); err != nil {
		return 0, false, err
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
		err := b.tx.QueryRowContext(ctx, "DELETE FROM articles WHERE id = ? RETURNING position", id).Scan(&position)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		found = true
		_, err = b.change.ExecContext(ctx, position, 1, b.at)
		return err
	})
	if err != nil {
		return 0, false, err
	}
	// The log still has the pages as they were. A reader at work may keep some of
	// it; then the next checkpoints see to it.
	_, err = s.file.Writing.ExecContext(ctx, "PRAGMA wal_checkpoint(truncate)")
	return position, found, err
}
