package sqlite

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/sqlite/index"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Sort gives work a desk. See [store.Store]. Stories are kept as they are placed,
// keys and progress at the end: if work fails, all of it is sorted once more.
func (s *Store) Sort(ctx context.Context, work func(store.Desk) error) error {
	if s.file.Writing == nil {
		return fmt.Errorf("store %s: %w", s.path, store.ErrReadOnly)
	}
	settled := false
	err := s.index.Write(ctx, func(b *index.Batch) error {
		p, err := b.Progress(ctx)
		if err != nil {
			return err
		}
		d := &desk{store: s, batch: b, given: p.Sort, positions: map[string]int64{}}
		if err := work(d); err != nil {
			return err
		}
		settled = d.settled() > p.Sort
		p.Sort = d.settled()
		return b.Advance(ctx, p)
	})
	if err != nil {
		return fmt.Errorf("store %s: sort: %w", s.path, err)
	}
	if settled {
		err = s.trim(ctx)
	}
	return err
}

// desk is the desk of one Sort, see [store.Desk].
type desk struct {
	store     *Store
	batch     *index.Batch
	given     int64            // the last change that was given out
	open      []task           // what was given out and isn't placed, in the order of changes
	positions map[string]int64 // of the articles that were given out, by id
}

// task is an article that was given out because of a change.
type task struct {
	change int64
	id     string
}

// settled is the last change up to which all is placed.
func (d *desk) settled() int64 {
	if len(d.open) > 0 {
		return d.open[0].change - 1
	}
	return d.given
}

// Unsorted gives what waits. Where an article has gone, its keys go too.
func (d *desk) Unsorted(ctx context.Context, n int) ([]store.Row, error) {
	for {
		changes, err := d.store.changesAfter(ctx, d.given, n)
		if err != nil || len(changes) == 0 {
			return nil, err
		}
		positions := make([]int64, len(changes))
		for i, c := range changes {
			positions[i] = c.position
		}
		there, err := d.rows(ctx, positions)
		if err != nil {
			return nil, err
		}
		var rows []store.Row
		for _, c := range changes {
			h, found := there[c.position]
			if !found {
				err = d.batch.Displace(ctx, c.position)
			} else if !slices.ContainsFunc(d.open, func(t task) bool { return t.id == h.id }) {
				d.open = append(d.open, task{c.number, h.id})
				rows = append(rows, h.row())
			}
			if err != nil {
				return nil, err
			}
			d.given = c.number
		}
		if len(rows) > 0 {
			return rows, nil
		}
	}
}

// Near gives what was placed under the same keys.
func (d *desk) Near(ctx context.Context, v store.Vicinity) ([]store.Row, error) {
	positions, err := d.batch.Near(ctx, v)
	if err != nil {
		return nil, err
	}
	there, err := d.rows(ctx, positions)
	if err != nil {
		return nil, err
	}
	rows := make([]store.Row, 0, len(positions))
	for _, position := range positions {
		if h, found := there[position]; found {
			rows = append(rows, h.row())
		}
	}
	return rows, nil
}

// rows reads what is at some positions.
func (d *desk) rows(ctx context.Context, positions []int64) (map[int64]hit, error) {
	there := make(map[int64]hit, len(positions))
	if len(positions) == 0 {
		return there, nil
	}
	hits, err := d.store.hitsAt(ctx, positions, math.MaxInt)
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		there[h.position] = h
		d.positions[h.id] = h.position
	}
	return there, nil
}

// Place puts articles where they belong.
func (d *desk) Place(ctx context.Context, places ...store.Place) error {
	for _, p := range places {
		position, known := d.positions[p.Row.ID]
		if !known {
			return fmt.Errorf("article %.80q was not given out at this desk", p.Row.ID)
		}
		if err := d.batch.Place(ctx, position, p.Seen.UnixNano(), p.Keys); err != nil {
			return err
		}
		if err := d.store.setStory(ctx, p); err != nil {
			return fmt.Errorf("store story of article %s: %w", p.Row.ID, file.InWords(err))
		}
		d.open = slices.DeleteFunc(d.open, func(t task) bool { return t.id == p.Row.ID })
	}
	return nil
}

// Forget drops the keys of what was seen before a time.
func (d *desk) Forget(ctx context.Context, before time.Time) error {
	return d.batch.Forget(ctx, before.UnixNano())
}

// setStory stores which story an article belongs to, where that is news.
func (s *Store) setStory(ctx context.Context, p store.Place) error {
	if p.Story == p.Row.Story {
		return nil
	}
	if p.Story == "" {
		_, err := s.file.Writing.ExecContext(ctx, "DELETE FROM stories WHERE article = ?", p.Row.ID)
		return err
	}
	const text = `INSERT INTO stories (article, story, seen) SELECT id, ?, ? FROM articles WHERE id = ?
		ON CONFLICT (article) DO UPDATE SET story = excluded.story, seen = excluded.seen`
	_, err := s.file.Writing.ExecContext(ctx, text, p.Story, p.Seen.UnixNano(), p.Row.ID)
	return err
}
