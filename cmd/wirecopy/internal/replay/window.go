package replay

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

const (
	firstWidth = time.Hour
	maxWidth   = 10 * 365 * 24 * time.Hour
	maxHeld    = 8 << 20 // bytes of records of a window
	crowd      = 256     // rows of a second that is too full to be held
)

// Source is what is read: a store.
type Source interface {
	Articles(ctx context.Context, q store.Query) iter.Seq2[store.Row, error]
}

// window is some rows, the oldest first. All that was published before end has
// been yielded then.
type window struct {
	rows []store.Row
	end  time.Time
}

// oldestFirst yields what a query finds from q.Since to q.Until, in windows that
// become wider or narrower with what is in them. After an error nothing follows.
func oldestFirst(ctx context.Context, s Source, q store.Query) iter.Seq2[window, error] {
	return func(yield func(window, error) bool) {
		width := firstWidth
		for at := q.Since.Truncate(time.Second); at.Before(q.Until); {
			part := q
			part.Since, part.Until = at, earlier(at.Add(width), q.Until)
			rows, size, err := hold(ctx, s, part)
			for err == nil && size > maxHeld && part.Until.Sub(at) > time.Second {
				part.Until = narrower(part, rows)
				rows, size, err = hold(ctx, s, part)
			}
			switch {
			case err != nil:
				yield(window{}, err)
				return
			case size > maxHeld:
				if !yieldCrowd(ctx, s, part, yield) {
					return
				}
			default:
				slices.Reverse(rows)
				if !yield(window{rows, part.Until}, nil) {
					return
				}
			}
			width = part.Until.Sub(at)
			if size < maxHeld/4 {
				width = min(2*width, maxWidth)
			}
			at = part.Until
		}
	}
}

// hold reads what a query finds, the newest first, until it is too much to be
// held, and says how much it is in bytes.
func hold(ctx context.Context, s Source, q store.Query) (rows []store.Row, size int, err error) {
	for row, err := range s.Articles(ctx, q) {
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, row)
		if size += len(row.Record); size > maxHeld {
			break
		}
	}
	return rows, size, nil
}

// narrower is a nearer end of a window whose newest rows were too many: its middle
// or, if that is nearer, the time of the last row that was read, behind which there
// is nothing but them.
func narrower(q store.Query, rows []store.Row) time.Time {
	end := q.Since.Add(q.Until.Sub(q.Since) / 2).Truncate(time.Second)
	if a, err := rows[len(rows)-1].Article(); err == nil {
		end = earlier(end, store.Published(a))
	}
	if least := q.Since.Add(time.Second); end.Before(least) {
		return least
	}
	return end
}

// yieldCrowd yields a second that is too full to be held, in the order of the
// store, and says whether more is wanted: a page that says only on which day it was
// published is of that day's first second.
func yieldCrowd(ctx context.Context, s Source, second store.Query, yield func(window, error) bool) bool {
	var rows []store.Row
	for row, err := range s.Articles(ctx, second) {
		if err != nil {
			yield(window{}, err)
			return false
		}
		if rows = append(rows, row); len(rows) == crowd {
			if !yield(window{rows, second.Since}, nil) {
				return false
			}
			rows = nil
		}
	}
	return yield(window{rows, second.Until}, nil)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
