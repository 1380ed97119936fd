package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/sqlite/index"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// portionBytes bounds a portion of what is settled at once, in bytes of records.
const portionBytes = 32 << 20

// change is a place where an article came, changed or went.
type change struct {
	number, position int64
	erased           bool
}

// Index brings the words up to date. See [store.Store]. What is left of the words of
// erased articles is removed on the way, a portion a call.
func (s *Store) Index(ctx context.Context, n int) (int, error) {
	if s.file.Writing == nil {
		return 0, fmt.Errorf("store %s: %w", s.path, store.ErrReadOnly)
	}
	settled, shredded := 0, false
	err := s.index.Write(ctx, func(b *index.Batch) error {
		p, err := b.Progress(ctx)
		if err != nil {
			return err
		}
		changes, err := s.changesAfter(ctx, p.Search, n)
		if err != nil {
			return err
		}
		if settled = len(changes); settled > 0 {
			p.Search = changes[settled-1].number
			if err := s.indexWords(ctx, b, changes); err != nil {
				return err
			}
			if err := b.Advance(ctx, p); err != nil {
				return err
			}
		}
		before, after, err := b.GoOnShredding(ctx)
		if before != index.Shredded {
			settled, shredded = max(settled, 1), after == index.Shredded
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("store %s: index: %w", s.path, err)
	}
	if shredded {
		if err := s.index.Empty(ctx); err != nil {
			return settled, err
		}
	}
	if settled > 0 {
		err = s.trim(ctx)
	}
	return settled, err
}

// indexWords drops what was known of the places and adds what is there now, in the
// order of positions.
func (s *Store) indexWords(ctx context.Context, b *index.Batch, changes []change) error {
	positions := make([]int64, 0, len(changes))
	for _, c := range changes {
		positions = append(positions, c.position)
		if c.erased {
			if err := b.Shred(ctx); err != nil {
				return err
			}
		}
	}
	slices.Sort(positions)
	positions = slices.Compact(positions)
	steady := context.WithoutCancel(ctx) // the transaction watches ctx; each statement watching too would cost a goroutine each
	for _, position := range positions {
		if err := b.Drop(steady, position); err != nil {
			return err
		}
	}
	return s.recordsAt(ctx, positions, func(position int64, record []byte) error {
		a := new(schema.Article)
		if err := json.Unmarshal(record, a); err == nil { // otherwise it has no words; who reads it is told
			return b.Add(steady, position, index.WordsOf(a))
		}
		return nil
	})
}

// changesAfter gives the changes after one, n at most, and no more than a portion.
func (s *Store) changesAfter(ctx context.Context, after int64, n int) (changes []change, err error) {
	const text = `SELECT change, position, erased,
		coalesce((SELECT octet_length(record) FROM articles WHERE articles.position = changes.position), 0)
		FROM changes WHERE change > ? ORDER BY change LIMIT ?`
	rows, err := s.file.Reading.QueryContext(ctx, text, after, n)
	if err != nil {
		return nil, fmt.Errorf("read changes: %w", file.InWords(err))
	}
	size := 0
	err = file.Each(rows, func() (bool, error) {
		var (
			c     change
			bytes int
		)
		err := rows.Scan(&c.number, &c.position, &c.erased, &bytes)
		changes = append(changes, c)
		size += bytes
		return size < portionBytes, err
	})
	if err != nil {
		return nil, fmt.Errorf("read changes: %w", file.InWords(err))
	}
	return changes, nil
}

// recordsAt reads the records at some positions, one after the other, the lowest first.
func (s *Store) recordsAt(ctx context.Context, positions []int64, each func(position int64, record []byte) error) error {
	list, err := json.Marshal(positions)
	if err != nil {
		return err
	}
	const text = "SELECT position, record FROM articles WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position"
	rows, err := s.file.Reading.QueryContext(ctx, text, string(list))
	if err != nil {
		return fmt.Errorf("read articles: %w", file.InWords(err))
	}
	return file.Each(rows, func() (bool, error) {
		var (
			position int64
			record   sql.RawBytes
		)
		if err := rows.Scan(&position, &record); err != nil {
			return false, fmt.Errorf("read articles: %w", err)
		}
		return true, each(position, record)
	})
}

// Lag says how far the index is behind. See [store.Store].
func (s *Store) Lag(ctx context.Context) (lag store.Lag, err error) {
	if s.index == nil {
		return lag, fmt.Errorf("store %s: %w", s.path, index.ErrNotBuilt)
	}
	p, err := s.index.Progress(ctx)
	if err != nil {
		return lag, fmt.Errorf("store %s: %w", s.path, err)
	}
	lag.Search, lag.SearchSince, err = s.waiting(ctx, p.Search)
	if err == nil {
		lag.Sort, lag.SortSince, err = s.waiting(ctx, p.Sort)
	}
	return lag, err
}

// waiting counts the changes after one, and says since when the first of them waits.
func (s *Store) waiting(ctx context.Context, after int64) (n int64, since time.Time, err error) {
	var at sql.NullInt64
	if err := s.file.Reading.QueryRowContext(ctx, "SELECT count(*), min(at) FROM changes WHERE change > ?", after).Scan(&n, &at); err != nil {
		return 0, since, s.readError("read changes", err)
	}
	if at.Valid {
		since = time.Unix(0, at.Int64).UTC()
	}
	return n, since, nil
}

// trim drops the changes that all parts of the index have settled.
func (s *Store) trim(ctx context.Context) error {
	p, err := s.index.Progress(ctx)
	if err != nil {
		return fmt.Errorf("store %s: %w", s.path, err)
	}
	const text = "DELETE FROM changes WHERE change <= ? AND change < (SELECT max(change) FROM changes)"
	if _, err := s.file.Writing.ExecContext(ctx, text, min(p.Search, p.Sort)); err != nil {
		return fmt.Errorf("store %s: trim changes: %w", s.path, file.InWords(err))
	}
	return nil
}
