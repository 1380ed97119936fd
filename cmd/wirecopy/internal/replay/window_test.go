package replay_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/replay"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// years are articles of which some are alone in a year, many come in an hour, and
// more than can be held are of one second.
func years(t *testing.T, crowd int) *shelf {
	t.Helper()
	all := boats(400 + crowd)
	for i, a := range all {
		switch {
		case i < 20:
			at(a, time.Date(1995+i, 3, 1, 0, 0, i, 0, time.UTC))
		case i < 400:
			at(a, time.Date(2020, 3, 1, 12, 0, i, 0, time.UTC))
		default:
			at(a, time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC))
		}
	}
	s := newShelf(t, all...)
	s.pad(replay.MaxHeld / 200)
	return s
}

func TestRowsComeOldestFirstAndOnce(t *testing.T) {
	t.Parallel()
	s := years(t, 500)
	q := config(s, nil).Query
	var got []string
	held := 0
	for rows, err := range replay.OldestFirst(t.Context(), s, q) {
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, row := range rows {
			got = append(got, row.ID)
			size += len(row.Record)
		}
		held = max(held, size)
	}
	want := make([]string, 0, len(s.rows))
	for _, row := range slices.Backward(s.rows) {
		want = append(want, row.ID)
	}
	if !slices.Equal(got[:400], want[:400]) {
		t.Error("articles don't come as they were published")
	}
	slices.Sort(got) // what is of one second has no order
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d rows came, want each of %d once", len(got), len(want))
	}
	if held > 2*replay.MaxHeld {
		t.Errorf("%d bytes were held at once", held)
	}
	if s.read > 4*len(want) {
		t.Errorf("%d rows were read for %d", s.read, len(want))
	}
}

func TestWindowsEndWhereTheNextBegins(t *testing.T) {
	t.Parallel()
	s := years(t, 500)
	q := config(s, nil).Query
	ends := replay.Ends(t.Context(), s, q)
	if !slices.IsSortedFunc(ends, time.Time.Compare) || !ends[len(ends)-1].Equal(q.Until) {
		t.Errorf("windows end at %v", ends)
	}
	if len(ends) > 100 {
		t.Errorf("50 years took %d windows", len(ends))
	}
}

func TestStoreThatFailsEndsIt(t *testing.T) {
	t.Parallel()
	s := newShelf(t, storetest.Article(1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range replay.OldestFirst(ctx, s, config(s, nil).Query) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v", err)
		}
	}
}
