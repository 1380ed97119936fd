package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Place is where one test keeps its store. Each call opens the store that is
// there, the first one makes it; who calls closes what it gave.
type Place func(tb testing.TB) store.Store

// test is a part of the contract.
type test func(t *tester)

// tester is what a test has: itself, and a place of its own.
type tester struct {
	*testing.T
	place Place
}

// open opens the test's store, again after a close, and closes what is left open at the end.
func (t *tester) open() store.Store {
	t.Helper()
	s := t.place(t.T)
	t.Cleanup(func() { closeStore(t, s) })
	return s
}

// Run holds a kind of store to its contract. newPlace gives an empty place.
func Run(t *testing.T, newPlace func(tb testing.TB) Place) {
	t.Helper()
	for group, tests := range map[string]map[string]test{
		"write": writing(), "read": reading(), "search": searching(), "facets": faceting(), "follow": following(), "desk": sorting(), "live": living(),
	} {
		for name, run := range tests {
			t.Run(group+"/"+name, func(t *testing.T) {
				t.Parallel()
				run(&tester{T: t, place: newPlace(t)})
			})
		}
	}
}

func closeStore(t *tester, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// write writes entries, none of which may be rejected, and gives their states.
func write(t *tester, s store.Store, entries ...store.Entry) []store.State {
	t.Helper()
	results, err := s.Write(t.Context(), entries)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	if len(results) != len(entries) {
		t.Fatalf("%d results for %d entries", len(results), len(entries))
	}
	states := make([]store.State, len(results))
	for i, r := range results {
		if states[i] = r.State; r.State == store.Rejected {
			t.Fatalf("entry %d is rejected: %s: %s", i, r.Reason, r.Detail)
		}
	}
	return states
}

// wantStates checks what became of entries.
func wantStates(t *tester, got []store.State, want ...store.State) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

// wantCount checks how much is stored.
func wantCount(t *tester, s store.Store, articles, versions int64) {
	t.Helper()
	got, err := s.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := (store.Count{Articles: articles, Versions: versions}); got != want {
		t.Errorf("count is %+v, want %+v", got, want)
	}
}

// wantCurrent checks the current version of an article.
func wantCurrent(t *tester, s store.Store, want *schema.Article) {
	t.Helper()
	row, err := s.Article(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, decode(t, row)); diff != "" {
		t.Errorf("current version (-want +got):\n%s", diff)
	}
}

// wantNone checks that there is no such article.
func wantNone(t *tester, s store.Store, id string) {
	t.Helper()
	if _, err := s.Article(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("article gives %v, want ErrNotFound", err)
	}
	for _, err := range s.Versions(t.Context(), id) {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("versions give %v, want ErrNotFound", err)
		}
	}
}

// decode is the article of a row.
func decode(t *tester, row store.Row) *schema.Article {
	t.Helper()
	a, err := row.Article()
	if err != nil {
		t.Fatal(err)
	}
	if row.ID != a.ID || row.Version != a.Version || !row.VersionCreated.Equal(a.VersionCreated) {
		t.Errorf("row of %s, version %d of %s has the record of %s, version %d of %s",
			row.ID, row.Version, row.VersionCreated, a.ID, a.Version, a.VersionCreated)
	}
	return a
}

// Settle has all that waits indexed.
func Settle(tb testing.TB, s store.Store) {
	tb.Helper()
	for settled := 1; settled > 0; {
		var err error
		if settled, err = s.Index(tb.Context(), 1000); err != nil {
			tb.Fatalf("index: %v", err)
		}
	}
}

// find gives the headlines of what a query finds once all is indexed.
func find(t *tester, s store.Store, q store.Query) []string {
	t.Helper()
	Settle(t.T, s)
	var headlines []string
	for row, err := range s.Articles(t.Context(), q) {
		if err != nil {
			t.Fatalf("articles: %v", err)
		}
		headlines = append(headlines, decode(t, row).Headline)
	}
	return headlines
}

// wantFound checks what a query finds, in its order.
func wantFound(t *tester, s store.Store, q store.Query, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, find(t, s, q), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("query %+v (-want +got):\n%s", q, diff)
	}
}

// versions gives the numbers of an article's versions, as they come.
func versions(t *tester, s store.Store, id string) []int {
	t.Helper()
	var numbers []int
	for row, err := range s.Versions(t.Context(), id) {
		if err != nil {
			t.Fatalf("versions: %v", err)
		}
		numbers = append(numbers, row.Version)
	}
	return numbers
}

// wantVersions checks the numbers of an article's versions, the newest first.
func wantVersions(t *tester, s store.Store, id string, want ...int) {
	t.Helper()
	if diff := cmp.Diff(want, versions(t, s, id)); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
}
