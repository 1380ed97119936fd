package sqlite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// settled makes a store of so many articles, all of them indexed, and closes it.
func settled(t *testing.T, articles int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "wire.db")
	s := open(t, sqlite.Config{Path: path})
	for n := range articles {
		if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(n))); err != nil {
			t.Fatal(err)
		}
	}
	storetest.Settle(t, s)
	if err := s.Sort(t.Context(), func(d store.Desk) error {
		rows, err := d.Unsorted(t.Context(), articles)
		for _, row := range rows {
			if err := d.Place(t.Context(), store.Place{Row: row, Keys: []uint64{1}}); err != nil {
				return err
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestALostIndexIsBuiltAnew(t *testing.T) {
	t.Parallel()
	path := settled(t, 3)
	if err := os.Remove(path + ".index"); err != nil {
		t.Fatal(err)
	}
	reader := open(t, sqlite.Config{Path: path, ReadOnly: true})
	if count, err := reader.Count(t.Context()); err != nil || count.Articles != 3 {
		t.Errorf("without its index the store has %+v, %v", count, err)
	}
	for _, err := range reader.Articles(t.Context(), store.Query{Text: "boat"}) {
		if err == nil || !strings.Contains(err.Error(), "index") {
			t.Errorf("search without an index gives %v", err)
		}
	}
	s := open(t, sqlite.Config{Path: path})
	storetest.Settle(t, s)
	wantHits(t, s, "boat", 3)
	wantWaiting(t, s, 0, 3)
}

// TestAnIndexOfAnotherFormatIsBuiltAnew, as after an update.
func TestAnIndexOfAnotherFormatIsBuiltAnew(t *testing.T) {
	t.Parallel()
	path := settled(t, 3)
	execute(t, raw(t, path+".index"), "DROP TABLE keys", "CREATE TABLE keys (other)", "PRAGMA user_version = 999")
	reader := open(t, sqlite.Config{Path: path, ReadOnly: true})
	for _, err := range reader.Articles(t.Context(), store.Query{Text: "boat"}) {
		if err == nil {
			t.Error("an index of another format is read")
		}
	}
	s := open(t, sqlite.Config{Path: path})
	storetest.Settle(t, s)
	wantHits(t, s, "boat", 3)
	wantWaiting(t, s, 0, 3)
}

// TestAnIndexThatKnowsMoreThanTheStoreIsBuiltAnew: a power cut, or a backup put
// back, may take the last changes of the one file and not of the other.
func TestAnIndexThatKnowsMoreThanTheStoreIsBuiltAnew(t *testing.T) {
	t.Parallel()
	path := settled(t, 3)
	execute(t, raw(t, path), "DELETE FROM articles WHERE id = '"+storetest.Article(2).ID+"'", "DELETE FROM changes WHERE change = 3")
	s := open(t, sqlite.Config{Path: path})
	if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(7))); err != nil {
		t.Fatal(err)
	}
	storetest.Settle(t, s)
	wantHits(t, s, "boat", 3)
	wantHits(t, s, "7", 1)
	wantHits(t, s, "2", 0)
}

func TestAnotherProgramsFileIsNoIndex(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	execute(t, raw(t, path+".index"), "CREATE TABLE search (x)")
	_, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
	if err == nil || !strings.Contains(err.Error(), path+".index") || !strings.Contains(err.Error(), "another program") {
		t.Errorf("error is %v, want one that names the file and says whose it is", err)
	}
}

// wantWaiting checks how many changes wait to be indexed and sorted.
func wantWaiting(t *testing.T, s *sqlite.Store, search, sort int64) {
	t.Helper()
	if lag, err := s.Lag(t.Context()); err != nil || lag.Search != search || lag.Sort != sort {
		t.Errorf("lag is %+v, %v; want %d and %d", lag, err, search, sort)
	}
}
