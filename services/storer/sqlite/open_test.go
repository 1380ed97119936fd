package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// raw opens the file beside the store, as another program would.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func execute(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "a", "b")
	path := filepath.Join(directory, "wire.db")
	s := open(t, sqlite.Config{Path: path})
	if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(1))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{
		directory: 0o700, filepath.Dir(directory): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has rights %o, want %o", name, got, want)
		}
	}
}

func TestPathsOfAllKinds(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"with space.db", "100%.db", "a?mode=memory", "a#b&c=d;e", "ünï.db", "%41.db", "'quoted\".db"} {
		path := filepath.Join(t.TempDir(), name)
		s := open(t, sqlite.Config{Path: path})
		if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(1))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(directory, "foreign.db")
	execute(t, raw(t, foreign), "CREATE TABLE articles (x)")
	for _, c := range []struct {
		config sqlite.Config
		is     error
		says   string
	}{
		{sqlite.Config{Path: directory}, nil, "this is a directory"},
		{sqlite.Config{Path: file("text", strings.Repeat("no database ", 100))}, nil, "no SQLite database"},
		{sqlite.Config{Path: filepath.Join(file("plain", "x"), "wire.db")}, nil, "not a directory"},
		{sqlite.Config{Path: filepath.Join(directory, "none.db"), ReadOnly: true}, store.ErrNoStore, "no store"},
		{sqlite.Config{Path: foreign}, nil, "another program"},
		{sqlite.Config{Path: file("empty.db", ""), ReadOnly: true}, store.ErrOlderSchema, "older release"},
		{sqlite.Config{Path: filepath.Join(directory, "x.db"), Sync: "maybe"}, nil, `"maybe"`},
	} {
		_, err := sqlite.Open(t.Context(), c.config)
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.config.Path) {
			t.Errorf("%s: error %v doesn't name the file or say %q", c.config.Path, err, c.says)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: error %v is not %v", c.config.Path, err, c.is)
		}
	}
	if _, err := os.Stat(filepath.Join(directory, "none.db")); err == nil {
		t.Error("opening for reading made a file")
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	open(t, sqlite.Config{Path: path})
	execute(t, raw(t, path), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	for _, readOnly := range []bool{false, true} {
		_, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, ReadOnly: readOnly})
		if !errors.Is(err, store.ErrNewerSchema) || !strings.Contains(err.Error(), "version 999") {
			t.Errorf("error is %v, want ErrNewerSchema with the version", err)
		}
	}
}

func TestAnOlderStoreIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	a := storetest.Article(1)
	s := open(t, sqlite.Config{Path: path})
	if _, err := s.Write(t.Context(), storetest.Entries(a)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// As the first release left it.
	execute(t, raw(t, path), "DROP TABLE erased", "DROP TABLE changes", "DROP TABLE stories", "CREATE VIRTUAL TABLE search USING fts5 (x)",
		"DELETE FROM goose_db_version WHERE version_id > 1")
	if err := os.Remove(path + ".index"); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, ReadOnly: true}); !errors.Is(err, store.ErrOlderSchema) {
		t.Errorf("error is %v, want ErrOlderSchema", err)
	}
	s = open(t, sqlite.Config{Path: path})
	if _, err := s.Article(t.Context(), a.ID); err != nil {
		t.Error(err)
	}
	storetest.Settle(t, s)
	wantHits(t, s, "boat", 1)
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Error(err)
	}
}

func TestManyMayBeginOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	opened := make(chan error, 8)
	for range cap(opened) {
		go func() {
			s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
			if err == nil {
				err = s.Close()
			}
			opened <- err
		}()
	}
	for range cap(opened) {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
}

func TestReadOnlyReadsWhileAnotherWrites(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	writer := open(t, sqlite.Config{Path: path})
	reader := open(t, sqlite.Config{Path: path, ReadOnly: true})
	for n := range 3 {
		a := storetest.Article(n)
		if _, err := writer.Write(t.Context(), storetest.Entries(a)); err != nil {
			t.Fatal(err)
		}
		if _, err := reader.Article(t.Context(), a.ID); err != nil {
			t.Error(err)
		}
	}
	wantReadOnly(t, reader)
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if count, err := reader.Count(t.Context()); err != nil || count.Articles != 3 {
		t.Errorf("after the writer's end: %+v, %v", count, err)
	}
	alone := open(t, sqlite.Config{Path: path, ReadOnly: true})
	if count, err := alone.Count(t.Context()); err != nil || count.Articles != 3 {
		t.Errorf("without a writer: %+v, %v", count, err)
	}
}

func wantReadOnly(t *testing.T, s *sqlite.Store) {
	t.Helper()
	if _, err := s.Write(context.WithoutCancel(t.Context()), storetest.Entries(storetest.Article(1))); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("write gives %v, want ErrReadOnly", err)
	}
	if err := s.Erase(t.Context(), storetest.Article(1).ID); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("erase gives %v, want ErrReadOnly", err)
	}
}

// wantHits checks how many articles a search finds.
func wantHits(t *testing.T, s *sqlite.Store, text string, want int) {
	t.Helper()
	found := 0
	for _, err := range s.Articles(t.Context(), store.Query{Text: text}) {
		if found++; err != nil {
			t.Fatal(err)
		}
	}
	if found != want {
		t.Errorf("search for %q finds %d, want %d", text, found, want)
	}
}
