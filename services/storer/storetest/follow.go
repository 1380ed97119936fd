package storetest

import (
	"sync"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

func following() map[string]test {
	return map[string]test{
		"the index says how far it is":        lag,
		"portions":                            portions,
		"the index goes on after reopening":   indexAfterReopening,
		"several index at once":               manyIndexers,
		"an old word until the index follows": oldWords,
		"erased before it was indexed":        erasedUnindexed,
		"erased from the index at once":       erasedIndexed,
	}
}

// boats are the first n articles.
func boats(n int) []*schema.Article {
	all := make([]*schema.Article, n)
	for i := range all {
		all[i] = Article(i)
	}
	return all
}

func wantLag(t *tester, s store.Store, search, sort bool) {
	t.Helper()
	got, err := s.Lag(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Search > 0 != search || got.SearchSince.IsZero() == search || got.Sort > 0 != sort || got.SortSince.IsZero() == sort {
		t.Errorf("lag is %+v; want search behind: %t, sort behind: %t", got, search, sort)
	}
}

func lag(t *tester) {
	s := t.open()
	wantLag(t, s, false, false)
	write(t, s, Entries(boats(3)...)...)
	wantLag(t, s, true, true)
	Settle(t.T, s)
	wantLag(t, s, false, true)
	sortInto(t, s, nil)
	wantLag(t, s, false, false)
	write(t, s, Entries(boats(3)...)...) // repeats
	wantLag(t, s, false, false)
	write(t, s, Entries(Revision(Article(1), 2))...)
	wantLag(t, s, true, true)
	sortInto(t, s, nil)
	wantLag(t, s, true, false)
	Settle(t.T, s)
	wantLag(t, s, false, false)
	if err := s.Erase(t.Context(), Article(1).ID); err != nil {
		t.Fatal(err)
	}
	Settle(t.T, s)
	sortInto(t, s, nil)
	wantLag(t, s, false, false)
}

func portions(t *tester) {
	s := t.open()
	write(t, s, Entries(boats(10)...)...)
	for _, want := range []int{4, 4, 2, 0, 0} {
		if got, err := s.Index(t.Context(), 4); err != nil || got != want {
			t.Errorf("index settles %d, %v; want %d", got, err, want)
		}
	}
}

func indexAfterReopening(t *tester) {
	s := t.open()
	write(t, s, Entries(boats(10)...)...)
	if _, err := s.Index(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	s = t.open()
	wantLag(t, s, true, true)
	if got := len(find(t, s, store.Query{Text: "boat"})); got != 10 {
		t.Errorf("finds %d, want 10", got)
	}
}

func manyIndexers(t *tester) {
	s := t.open()
	write(t, s, Entries(boats(100)...)...)
	var (
		all sync.WaitGroup
		mu  sync.Mutex
		sum int // guarded by mu
	)
	for range 4 {
		all.Go(func() {
			for n := 1; n > 0; {
				var err error
				if n, err = s.Index(t.Context(), 7); err != nil {
					t.Errorf("index: %v", err)
				}
				mu.Lock()
				sum += n
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if got := len(find(t, s, store.Query{Text: "boat"})); got != 100 || sum != 100 {
		t.Errorf("finds %d and has settled %d, want 100", got, sum)
	}
}

func oldWords(t *tester) {
	s := t.open()
	a := Article(1)
	a.Headline = "Anchor"
	write(t, s, Entries(a)...)
	Settle(t.T, s)
	changed := Revision(a, 2)
	changed.Headline = "Buoy"
	write(t, s, Entries(changed)...)
	for row, err := range s.Articles(t.Context(), store.Query{Text: "anchor OR buoy"}) {
		if err != nil || row.Version != 2 {
			t.Errorf("finds version %d, %v; want the current one or none", row.Version, err)
		}
	}
	wantFound(t, s, store.Query{Text: "anchor"})
	wantFound(t, s, store.Query{Text: "buoy"}, "Buoy")
}

func erasedUnindexed(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, b)...)
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	wantFound(t, s, store.Query{Text: "boat"}, b.Headline)
	closeStore(t, s)
	wantFound(t, t.open(), store.Query{Text: "boat"}, b.Headline)
}

func erasedIndexed(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, b)...)
	Settle(t.T, s)
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	for _, q := range []store.Query{{Text: "boat"}, {Keyword: "boats"}, {Author: "Ada Lind", Versions: true}} {
		for row, err := range s.Articles(t.Context(), q) {
			if err != nil || row.ID != b.ID {
				t.Errorf("query %+v finds %s, %v", q, row.ID, err)
			}
		}
	}
}
