package storetest

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

func sorting() map[string]test {
	return map[string]test{
		"what waits is given once":            unsorted,
		"near are those that share most keys": near,
		"a key of too many articles":          commonKey,
		"placed anew":                         placedAnew,
		"forgotten":                           forgotten,
		"sorting that fails is done again":    failedSort,
		"what is given and not placed waits":  unplaced,
		"one sorts at a time":                 oneSorter,
		"sorting goes on after reopening":     sortAfterReopening,
		"a changed article is sorted again":   changedArticle,
		"an erased article leaves the desk":   erasedAtDesk,
		"stories on rows":                     storiesOnRows,
	}
}

// atDesk runs work at the desk.
func atDesk(t *tester, s store.Store, work func(d store.Desk)) {
	t.Helper()
	if err := s.Sort(t.Context(), func(d store.Desk) error { work(d); return nil }); err != nil {
		t.Fatalf("sort: %v", err)
	}
}

// take gives all that is unsorted.
func take(t *tester, d store.Desk) []store.Row {
	t.Helper()
	var all []store.Row
	for {
		rows, err := d.Unsorted(t.Context(), 100)
		if err != nil {
			t.Fatalf("unsorted: %v", err)
		}
		if len(rows) == 0 {
			return all
		}
		all = append(all, rows...)
	}
}

func place(t *tester, d store.Desk, places ...store.Place) {
	t.Helper()
	if err := d.Place(t.Context(), places...); err != nil {
		t.Fatalf("place: %v", err)
	}
}

// sortInto sorts all that waits, each into the story that its id is mapped to.
func sortInto(t *tester, s store.Store, stories map[string]string) {
	t.Helper()
	atDesk(t, s, func(d store.Desk) {
		for _, row := range take(t, d) {
			place(t, d, store.Place{Row: row, Seen: store.Seen(decode(t, row)), Story: stories[row.ID]})
		}
	})
}

// keep sorts all that waits, each under the keys that its id is mapped to.
func keep(t *tester, s store.Store, keys map[string][]uint64) {
	t.Helper()
	atDesk(t, s, func(d store.Desk) {
		for _, row := range take(t, d) {
			place(t, d, store.Place{Row: row, Seen: store.Seen(decode(t, row)), Keys: keys[row.ID]})
		}
	})
}

// wantNear checks which articles are near some keys.
func wantNear(t *tester, s store.Store, v store.Vicinity, want ...*schema.Article) {
	t.Helper()
	v.Least = max(v.Least, 1)
	if v.Limit == 0 {
		v.Limit = 1000
	}
	atDesk(t, s, func(d store.Desk) {
		rows, err := d.Near(t.Context(), v)
		if err != nil {
			t.Fatalf("near: %v", err)
		}
		var ids, wanted []string
		for _, row := range rows {
			ids = append(ids, decode(t, row).ID)
		}
		for _, a := range want {
			wanted = append(wanted, a.ID)
		}
		if diff := cmp.Diff(wanted, ids); diff != "" {
			t.Errorf("near %+v (-want +got):\n%s", v, diff)
		}
	})
}

func unsorted(t *tester) {
	s := t.open()
	articles := boats(10)
	for _, a := range slices.Backward(articles) {
		write(t, s, Entries(a)...)
	}
	atDesk(t, s, func(d store.Desk) {
		for _, want := range [][]*schema.Article{articles[6:], articles[2:6], articles[:2], nil} {
			rows, err := d.Unsorted(t.Context(), 4)
			if err != nil || len(rows) != len(want) {
				t.Fatalf("%d unsorted, %v; want %d", len(rows), err, len(want))
			}
			for i, row := range rows {
				if want := want[len(want)-1-i]; row.ID != want.ID {
					t.Errorf("unsorted %d is %s, want what was written first", i, row.ID)
				}
				place(t, d, store.Place{Row: row, Seen: Epoch()})
			}
		}
	})
	atDesk(t, s, func(d store.Desk) {
		if rows := take(t, d); len(rows) != 0 {
			t.Errorf("%d wait again", len(rows))
		}
	})
}

func near(t *tester) {
	s := t.open()
	a, b, c, e := Article(1), Article(2), Article(3), Article(4)
	write(t, s, Entries(a, b, c, e)...)
	const high = 1 << 63
	keep(t, s, map[string][]uint64{a.ID: {1, 2}, b.ID: {2, 3, high}, c.ID: {2, 3, high}, e.ID: {9}})
	for _, c := range []struct {
		v    store.Vicinity
		want []*schema.Article
	}{
		{store.Vicinity{Keys: []uint64{1}}, []*schema.Article{a}},
		{store.Vicinity{Keys: []uint64{3, 2}}, []*schema.Article{b, c, a}},
		{store.Vicinity{Keys: []uint64{3, 2}, Limit: 2}, []*schema.Article{b, c}},
		{store.Vicinity{Keys: []uint64{3, 2}, Least: 2}, []*schema.Article{b, c}},
		{store.Vicinity{Keys: []uint64{3, 2}, Least: 3}, nil},
		{store.Vicinity{Keys: []uint64{high, 77}}, []*schema.Article{b, c}},
		{store.Vicinity{Keys: []uint64{1, 2, 3, high, 9}}, []*schema.Article{b, c, a, e}},
		{store.Vicinity{Keys: []uint64{2}, Since: store.Seen(b)}, []*schema.Article{b, c}},
		{store.Vicinity{Keys: []uint64{2}, Since: store.Seen(b).Add(time.Microsecond)}, []*schema.Article{c}},
		{store.Vicinity{Keys: []uint64{5}}, nil},
		{store.Vicinity{}, nil},
	} {
		wantNear(t, s, c.v, c.want...)
	}
}

func commonKey(t *tester) {
	s := t.open()
	articles := boats(store.EachKey + 20)
	keys := map[string][]uint64{}
	for _, a := range articles {
		keys[a.ID] = []uint64{1}
	}
	last := articles[len(articles)-1]
	keys[last.ID] = []uint64{1, 2}
	write(t, s, Entries(articles...)...)
	keep(t, s, keys)
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}}, articles[:store.EachKey]...)
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}, Since: store.Seen(last)}, last)
	wantNear(t, s, store.Vicinity{Keys: []uint64{1, 2}}, append(articles[:store.EachKey:store.EachKey], last)...)
}

func placedAnew(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, b)...)
	keep(t, s, map[string][]uint64{a.ID: {1, 2}, b.ID: {2}})
	atDesk(t, s, func(d store.Desk) {
		rows, err := d.Near(t.Context(), store.Vicinity{Keys: []uint64{1}, Least: 1, Limit: 1})
		if err != nil || len(rows) != 1 {
			t.Fatal(len(rows), err)
		}
		place(t, d, store.Place{Row: rows[0], Seen: store.Seen(a), Keys: []uint64{3}})
	})
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}})
	wantNear(t, s, store.Vicinity{Keys: []uint64{2}}, b)
	wantNear(t, s, store.Vicinity{Keys: []uint64{3}}, a)
}

func forgotten(t *tester) {
	s := t.open()
	a, b, c := Article(1), Article(2), Article(3)
	write(t, s, Entries(a, b, c)...)
	keep(t, s, map[string][]uint64{a.ID: {1}, b.ID: {1}, c.ID: {1}})
	atDesk(t, s, func(d store.Desk) {
		if err := d.Forget(t.Context(), store.Seen(b)); err != nil {
			t.Fatal(err)
		}
	})
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}}, b, c)
}

func failedSort(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, b)...)
	broken := errors.New("broken")
	err := s.Sort(t.Context(), func(d store.Desk) error {
		for _, row := range take(t, d) {
			place(t, d, store.Place{Row: row, Seen: Epoch(), Keys: []uint64{1}, Story: a.ID})
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("sort gives %v, want the fault of the work", err)
	}
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}})
	atDesk(t, s, func(d store.Desk) {
		if rows := take(t, d); len(rows) != 2 {
			t.Errorf("%d are sorted again, want 2", len(rows))
		}
	})
}

func unplaced(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, b)...)
	atDesk(t, s, func(d store.Desk) {
		rows := take(t, d)
		place(t, d, store.Place{Row: rows[1], Seen: Epoch(), Keys: []uint64{1}})
	})
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}}, b)
	atDesk(t, s, func(d store.Desk) {
		rows := take(t, d)
		if len(rows) == 0 || rows[0].ID != a.ID {
			t.Fatalf("waiting are %d, want the one that wasn't placed first", len(rows))
		}
		for _, row := range rows {
			place(t, d, store.Place{Row: row, Seen: Epoch()})
		}
	})
	wantLag(t, s, true, false)
}

func oneSorter(t *tester) {
	s, other := t.open(), t.open()
	write(t, s, Entries(boats(40)...)...)
	var (
		all      sync.WaitGroup
		at, sum  atomic.Int32
		together atomic.Bool
	)
	for _, s := range []store.Store{s, other, s, other} {
		all.Go(func() {
			for range 5 {
				err := s.Sort(t.Context(), func(d store.Desk) error {
					together.CompareAndSwap(false, at.Add(1) > 1)
					defer at.Add(-1)
					rows, err := d.Unsorted(t.Context(), 2)
					for _, row := range rows {
						err = errors.Join(err, d.Place(t.Context(), store.Place{Row: row, Seen: Epoch()}))
					}
					sum.Add(int32(len(rows)))
					return err
				})
				if err != nil {
					t.Errorf("sort: %v", err)
				}
			}
		})
	}
	all.Wait()
	if together.Load() || sum.Load() != 40 {
		t.Errorf("sorted at once: %t; sorted %d, want 40", together.Load(), sum.Load())
	}
}

func sortAfterReopening(t *tester) {
	s := t.open()
	a, b, c := Article(1), Article(2), Article(3)
	write(t, s, Entries(a, b)...)
	keep(t, s, map[string][]uint64{a.ID: {1}, b.ID: {1}})
	write(t, s, Entries(c)...)
	closeStore(t, s)
	s = t.open()
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}}, a, b)
	atDesk(t, s, func(d store.Desk) {
		if rows := take(t, d); len(rows) != 1 || rows[0].ID != c.ID {
			t.Errorf("%d wait, want the last one", len(rows))
		}
	})
}

func changedArticle(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, b)...)
	sortInto(t, s, map[string]string{a.ID: a.ID, b.ID: a.ID})
	changed := Revision(b, 2)
	atDesk(t, s, func(d store.Desk) {
		write(t, s, Entries(Revision(a, 2))...) // while it is on the desk
		if rows := take(t, d); len(rows) != 1 || rows[0].Version != 2 {
			t.Fatalf("%d wait, want the changed one", len(rows))
		}
	})
	write(t, s, Entries(changed)...)
	if row, err := s.Article(t.Context(), b.ID); err != nil || row.Story != a.ID {
		t.Errorf("until it is sorted again its story is %q, %v", row.Story, err)
	}
	sortInto(t, s, nil)
	for _, id := range []string{a.ID, b.ID} {
		if row, err := s.Article(t.Context(), id); err != nil || row.Story != "" || !row.EarliestSeen.IsZero() {
			t.Errorf("sorted again its story is %q, %v", row.Story, err)
		}
	}
}

func erasedAtDesk(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, b)...)
	keep(t, s, map[string][]uint64{a.ID: {1}, b.ID: {1}})
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}}, b)
	c := Article(3)
	write(t, s, Entries(c)...)
	gone := make(chan error, 1)
	atDesk(t, s, func(d store.Desk) {
		rows := take(t, d)
		if len(rows) != 1 || rows[0].ID != c.ID {
			t.Fatalf("%d wait, want the last one", len(rows))
		}
		go func() { gone <- s.Erase(t.Context(), c.ID) }() // may have to wait for the desk
		place(t, d, store.Place{Row: rows[0], Seen: Epoch(), Keys: []uint64{1}, Story: c.ID})
	})
	if err := <-gone; err != nil {
		t.Errorf("erase: %v", err)
	}
	wantNear(t, s, store.Vicinity{Keys: []uint64{1}}, b)
	wantFound(t, s, store.Query{Story: c.ID})
	sortInto(t, s, nil)
	wantLag(t, s, false, false)
}

func storiesOnRows(t *tester) {
	s := t.open()
	a, b, c, alone := Article(1), Article(2), Article(3), Article(4)
	write(t, s, Entries(c, b, a, alone, Revision(a, 2))...)
	sortInto(t, s, map[string]string{a.ID: c.ID, b.ID: c.ID, c.ID: c.ID})
	wantStory := func(row store.Row) {
		t.Helper()
		if row.ID == alone.ID {
			if row.Story != "" || !row.EarliestSeen.IsZero() {
				t.Errorf("what is alone has story %q, seen %s", row.Story, row.EarliestSeen)
			}
		} else if row.Story != c.ID || !row.EarliestSeen.Equal(store.Seen(a)) {
			t.Errorf("story is %q, seen %s; want %s, %s", row.Story, row.EarliestSeen, c.ID, store.Seen(a))
		}
	}
	for _, q := range []store.Query{{Versions: true}, {Text: "boat"}, {Story: c.ID}} {
		for row, err := range s.Articles(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			wantStory(row)
		}
	}
	for row, err := range s.Versions(t.Context(), a.ID) {
		if err != nil {
			t.Fatal(err)
		}
		wantStory(row)
	}
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	row, err := s.Article(t.Context(), c.ID)
	if err != nil || !row.EarliestSeen.Equal(store.Seen(b)) {
		t.Errorf("without its first article the story was seen %s, %v", row.EarliestSeen, err)
	}
}
