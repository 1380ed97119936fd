package sqlite_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// states are what became of a batch.
func states(results []store.Result) string {
	var all []string
	for _, r := range results {
		all = append(all, strings.TrimSuffix(string(r.State)+" "+string(r.Reason), " "))
	}
	return strings.Join(all, ", ")
}

func TestWhatTheDatabaseRefusesIsRejectedAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	s := open(t, sqlite.Config{Path: path})
	bad := storetest.Article(2)
	execute(t, raw(t, path),
		`CREATE TRIGGER refuse_new BEFORE INSERT ON articles WHEN new.id = '`+bad.ID+`' BEGIN SELECT raise(ABORT, 'not this one'); END`,
		`CREATE TRIGGER refuse_second BEFORE UPDATE ON articles WHEN new.version = 2 BEGIN SELECT raise(ABORT, 'nor this'); END`)
	first, last := storetest.Article(1), storetest.Article(3)
	batch := storetest.Entries(first, bad, storetest.Revision(first, 2), last, storetest.Revision(last, 3))
	for _, want := range []string{
		"new, rejected refused, rejected refused, new, updated",
		"repeat, rejected refused, rejected refused, repeat, repeat",
	} {
		results, err := s.Write(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		if got := states(results); got != want {
			t.Errorf("states are %s; want %s", got, want)
		}
		if detail := results[1].Detail; !strings.Contains(detail, "not this one") || !strings.Contains(detail, bad.ID) {
			t.Errorf("detail %q doesn't say which and why", detail)
		}
	}
	// What was refused left nothing behind: no version, no words.
	if count, err := s.Count(t.Context()); err != nil || count != (store.Count{Articles: 2, Versions: 3}) {
		t.Errorf("count is %+v, %v", count, err)
	}
	storetest.Settle(t, s)
	found := 0
	for _, err := range s.Articles(t.Context(), store.Query{Text: "boat"}) {
		if found++; err != nil {
			t.Error(err)
		}
	}
	if found != 2 {
		t.Errorf("search finds %d, want 2", found)
	}
}

func TestFullDiskFailsTheWholeBatch(t *testing.T) {
	t.Parallel()
	s := open(t, sqlite.Config{Path: filepath.Join(t.TempDir(), "wire.db")})
	full := s.LimitPages(t, 60)
	articles := make([]*schema.Article, 50)
	for i := range articles {
		articles[i] = storetest.LongArticle(i, 8000)
	}
	results, err := s.Write(t.Context(), storetest.Entries(articles...))
	if err == nil || results != nil || !strings.Contains(err.Error(), "disk is full") {
		t.Fatalf("write gives %v, %v; want an error that the disk is full", states(results), err)
	}
	if count, err := s.Count(t.Context()); err != nil || count.Articles != 0 {
		t.Errorf("a part is stored: %+v, %v", count, err)
	}
	full()
	if results, err = s.Write(t.Context(), storetest.Entries(articles...)); err != nil || strings.Count(states(results), "new") != 50 {
		t.Errorf("with room again: %v, %v", states(results), err)
	}
}

func TestLockedFileFailsTheWholeBatch(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	s := open(t, sqlite.Config{Path: path, Patience: 20 * time.Millisecond})
	other := raw(t, path)
	execute(t, other, "BEGIN IMMEDIATE")
	results, err := s.Write(t.Context(), storetest.Entries(storetest.Article(1)))
	if err == nil || results != nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("write gives %v, %v; want an error that another process writes", states(results), err)
	}
	for _, err := range s.Articles(t.Context(), store.Query{}) {
		if err != nil {
			t.Errorf("reading waits for writing: %v", err)
		}
	}
	execute(t, other, "ROLLBACK")
	if results, err = s.Write(t.Context(), storetest.Entries(storetest.Article(1))); err != nil || states(results) != "new" {
		t.Errorf("after the lock: %v, %v", states(results), err)
	}
}

func TestDamagedRecordIsReportedAndPassedOver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	s := open(t, sqlite.Config{Path: path})
	bad := storetest.Article(2)
	if _, err := s.Write(t.Context(), storetest.Entries(storetest.Article(1), bad, storetest.Article(3))); err != nil {
		t.Fatal(err)
	}
	execute(t, raw(t, path), `UPDATE articles SET record = '{"id":' WHERE id = '`+bad.ID+`'`)
	storetest.Settle(t, s) // passes over it
	for _, q := range []store.Query{{}, {Text: "-nothing"}} {
		good, faults := 0, 0
		for row, err := range s.Articles(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			switch a, err := row.Article(); {
			case err == nil && a != nil:
				good++
			case strings.Contains(err.Error(), bad.ID):
				faults++
			default:
				t.Errorf("error %v doesn't name the article", err)
			}
		}
		if want := 1 - len(q.Text)/len("-nothing"); good != 2 || faults != want {
			t.Errorf("%d articles and %d faults, want 2 and %d", good, faults, want)
		}
	}
}

func TestErasedTextLeavesTheFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "wire.db")
	s := open(t, sqlite.Config{Path: path})
	a := storetest.Article(1)
	a.ArticleBody = "Xylophone-QZQ " + strings.Repeat("secret text ", 2000)
	if _, err := s.Write(t.Context(), storetest.Entries(a, storetest.Revision(a, 2), storetest.Article(2))); err != nil {
		t.Fatal(err)
	}
	storetest.Settle(t, s)
	wantIn := func(word string, want bool) {
		t.Helper()
		found := false
		for _, file := range []string{path, path + "-wal", path + ".index", path + ".index-wal"} {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte(word)) {
				found = true
				if !want {
					t.Errorf("%s still has %q", file, word)
				}
			}
		}
		if want && !found {
			t.Errorf("%q was never there", word)
		}
	}
	for _, word := range []string{"Xylophone-QZQ", "secret text secret", "xylophone"} {
		wantIn(word, true)
	}
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	wantIn("Xylophone-QZQ", false)
	wantIn("secret text secret", false)
	storetest.Settle(t, s)
	wantIn("xylophone", false)
}

// FuzzSearch lets SQLite read what a user types: it may find nothing to look
// for, but never a fault of syntax.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"boat", `"boat`, `-"`, "boat NEAR(x)", "a OR b -c", "東 -京 \"年 2024", "*:^(){}", "\x00\xff\ue000", "AND OR NOT"} {
		f.Add(seed)
	}
	s := open(f, sqlite.Config{Path: filepath.Join(f.TempDir(), "wire.db")})
	if _, err := s.Write(f.Context(), storetest.Entries(storetest.Article(1))); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, err := range s.Articles(t.Context(), store.Query{Text: text}) {
			if err != nil && strings.Contains(err.Error(), "find articles") {
				t.Errorf("search %q: %v", text, err)
			}
		}
	})
}
