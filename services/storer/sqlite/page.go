package sqlite

import (
	"context"
	"encoding/json"
	"iter"
	"math/bits"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/sqlite/index"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// What a page of an answer holds at most, so that memory is bounded by it.
const (
	pageRows  = 256
	pageBytes = 4 << 20
)

// found yields the current versions that a finder finds, the newest first.
func (s *Store) found(ctx context.Context, f finder) iter.Seq2[hit, error] {
	return func(yield func(hit, error) bool) {
		left := f.limit
		for below := f.below; left > 0; {
			page, next, err := s.next(ctx, f, below, min(left, pageRows))
			if err != nil {
				yield(hit{}, err)
				return
			}
			for _, h := range page {
				if f.simhash != nil && !h.isNear(*f.simhash) {
					continue
				}
				if !yield(h, nil) {
					return
				}
				if left--; left == 0 {
					return
				}
			}
			if next >= below {
				return // there is no more
			}
			below = next
		}
	}
}

// next reads a page below a position, and says below which to go on: the same one
// at the end.
func (s *Store) next(ctx context.Context, f finder, below int64, rows int) (page []hit, _ int64, err error) {
	if f.asks {
		var positions []int64
		if positions, below, err = s.ask(ctx, f, below, rows); err == nil && len(positions) > 0 {
			page, err = s.hitsAt(ctx, positions, pageBytes)
		}
	} else {
		text := "SELECT a.position, " + columns + " FROM articles" + joined + "WHERE " + f.conditions +
			"a.position >= ? AND a.position < ? ORDER BY a.position DESC LIMIT ?"
		page, err = s.page(ctx, pageBytes, text, append(append([]any{}, f.values...), f.from, below, rows)...)
	}
	if err != nil {
		return nil, 0, s.readError("find articles", err)
	}
	if len(page) > 0 {
		below = page[len(page)-1].position // a page that is full of long records leaves some for the next one
	}
	return page, below, nil
}

// ask has the index find positions below one. It says below which to go on if none
// of them is there any more: the same one at the end.
func (s *Store) ask(ctx context.Context, f finder, below int64, n int) (positions []int64, _ int64, err error) {
	switch {
	case s.index == nil:
		return nil, 0, index.ErrNotBuilt
	case f.story != "":
		var told []int64
		if told, err = s.tellers(ctx, f, below); len(told) > 0 {
			below = told[len(told)-1]
			positions, err = s.index.Among(ctx, f.question, told)
		}
	default:
		if positions, err = s.index.Find(ctx, f.question, f.from, below, n); len(positions) > 0 {
			below = positions[len(positions)-1]
		}
	}
	return positions, below, err
}

// tellers gives positions of articles of a story, the highest first.
func (s *Store) tellers(ctx context.Context, f finder, below int64) ([]int64, error) {
	const text = `SELECT position FROM articles WHERE id IN (SELECT article FROM stories WHERE story = ?)
		AND position >= ? AND position < ? ORDER BY position DESC LIMIT ?`
	rows, err := s.file.Reading.QueryContext(ctx, text, f.story, f.from, below, pageRows)
	if err != nil {
		return nil, err
	}
	return file.Numbers(rows)
}

// hitsAt reads what is at some positions, the highest first, until that is so many bytes.
func (s *Store) hitsAt(ctx context.Context, positions []int64, most int) ([]hit, error) {
	list, err := json.Marshal(positions)
	if err != nil {
		return nil, err
	}
	const text = "SELECT a.position, " + columns + " FROM articles" + joined +
		"WHERE a.position IN (SELECT value FROM json_each(?)) ORDER BY a.position DESC"
	return s.page(ctx, most, text, string(list))
}

// page runs a query, and stops reading when it has so many bytes.
func (s *Store) page(ctx context.Context, most int, query string, arguments ...any) ([]hit, error) {
	rows, err := s.file.Reading.QueryContext(ctx, query, arguments...)
	if err != nil {
		return nil, err
	}
	var page []hit
	size := 0
	err = file.Each(rows, func() (bool, error) {
		var h hit
		err := rows.Scan(&h.position, &h.id, &h.versionCreated, &h.version, &h.subject, &h.sequence, &h.stored, &h.record, &h.story, &h.earliest)
		page = append(page, h)
		size += len(h.record)
		return size < most, err
	})
	return page, err
}

// isNear says whether the simhash of a version is near another one.
func (h hit) isNear(simhash uint64) bool {
	var a struct {
		Simhash string `json:"simhash"`
	}
	if json.Unmarshal(h.record, &a) != nil {
		return false
	}
	own, err := store.ParseSimhash(a.Simhash)
	return err == nil && bits.OnesCount64(own^simhash) <= store.SimhashDistance
}
