package index

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// forgetRows is how many articles are forgotten at once.
const forgetRows = 1000

// Place puts the article at a position under its keys, and nowhere else.
func (b *Batch) Place(ctx context.Context, position, seen int64, keys []uint64) error {
	if err := b.Displace(ctx, position); err != nil || len(keys) == 0 {
		return err
	}
	packed := make([]byte, 0, 8*len(keys))
	for _, key := range keys {
		if err := b.exec(ctx, b.key, "place keys", int64(key), seen, position); err != nil {
			return err
		}
		packed = binary.LittleEndian.AppendUint64(packed, key)
	}
	return b.exec(ctx, b.place, "place keys", position, seen, packed)
}

// Displace removes the article at a position from under its keys.
func (b *Batch) Displace(ctx context.Context, position int64) error {
	var (
		seen   int64
		packed []byte
	)
	switch err := b.placed.QueryRowContext(ctx, position).Scan(&seen, &packed); {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return b.index.fault("find keys", err)
	}
	for key := range slices.Chunk(packed, 8) {
		if err := b.exec(ctx, b.unkey, "remove keys", int64(binary.LittleEndian.Uint64(key)), seen, position); err != nil {
			return err
		}
	}
	return b.exec(ctx, b.displace, "remove keys", position)
}

// Forget displaces all articles that were seen before a time.
func (b *Batch) Forget(ctx context.Context, before int64) error {
	for {
		old, err := b.seenBefore(ctx, before)
		if err != nil || len(old) == 0 {
			return err
		}
		for _, position := range old {
			if err := b.Displace(ctx, position); err != nil {
				return err
			}
		}
	}
}

func (b *Batch) seenBefore(ctx context.Context, before int64) ([]int64, error) {
	rows, err := b.old.QueryContext(ctx, before, forgetRows)
	if err != nil {
		return nil, b.index.fault("find old keys", err)
	}
	return file.Numbers(rows)
}

// sharer is an article under some of the keys.
type sharer struct {
	position, seen int64
	keys           int // that it shares
}

// Near gives the positions in a vicinity, see [store.Desk].
func (b *Batch) Near(ctx context.Context, v store.Vicinity) ([]int64, error) {
	since := int64(math.MinInt64) // the zero time is in no range of nanoseconds
	if !v.Since.IsZero() {
		since = v.Since.UnixNano()
	}
	found := map[int64]*sharer{}
	for _, key := range v.Keys {
		if err := b.under(ctx, key, since, found); err != nil {
			return nil, b.index.fault("find near articles", err)
		}
	}
	var all []*sharer
	for _, s := range found {
		if s.keys >= v.Least {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *sharer) int {
		return cmp.Or(b.keys-a.keys, cmp.Compare(a.seen, b.seen), cmp.Compare(a.position, b.position))
	})
	var positions []int64
	for _, s := range all[:min(v.Limit, len(all))] {
		positions = append(positions, s.position)
	}
	return positions, nil
}

// under counts the articles under one key.
func (b *Batch) under(ctx context.Context, key uint64, since int64, found map[int64]*sharer) error {
	rows, err := b.find.QueryContext(ctx, int64(key), since, store.EachKey)
	if err != nil {
		return err
	}
	return file.Each(rows, func() (bool, error) {
		var s sharer
		if err := rows.Scan(&s.position, &s.seen); err != nil {
			return false, err
		}
		if found[s.position] == nil {
			found[s.position] = &s
		}
		found[s.position].keys++
		return true, nil
	})
}
