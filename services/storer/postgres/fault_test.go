package postgres_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
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
	url := pgtest.Database(t)
	s := open(t, postgres.Config{URL: url})
	bad := storetest.Article(2)
	execute(t, raw(t, url),
		`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$`,
		`CREATE TRIGGER refuse_new BEFORE INSERT ON articles FOR EACH ROW WHEN (new.id = '`+bad.ID+`') EXECUTE FUNCTION refuse()`,
		`CREATE TRIGGER refuse_second BEFORE UPDATE ON articles FOR EACH ROW WHEN (new.version = 2) EXECUTE FUNCTION refuse()`)
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
	if n := found(t, s, store.Query{Text: "boat"}); n != 2 {
		t.Errorf("search finds %d, want 2", n)
	}
}

// found counts what a query finds.
func found(tb testing.TB, s store.Store, q store.Query) (n int) {
	tb.Helper()
	for _, err := range s.Articles(tb.Context(), q) {
		if err != nil {
			tb.Fatal(err)
		}
		n++
	}
	return n
}

// TestEntryByEntryIsTheSame writes batches at random, as a whole into one store
// and entry by entry into another one.
func TestEntryByEntryIsTheSame(t *testing.T) {
	t.Parallel()
	whole, each := open(t, postgres.Config{URL: pgtest.Database(t)}), open(t, postgres.Config{URL: pgtest.Database(t)})
	each.WriteEach()
	dice := rand.New(rand.NewPCG(1, 2))
	for n := range 40 {
		var batch []store.Entry
		for range dice.IntN(12) {
			a := storetest.Revision(storetest.Article(dice.IntN(12)), 1+dice.IntN(4))
			a.DatePublished = schema.NewDate(storetest.Epoch().Add(time.Duration(dice.IntN(3))*time.Hour), schema.PrecisionSecond)
			batch = append(batch, storetest.Entries(a)...)
		}
		if n%8 == 7 {
			erased := storetest.Article(dice.IntN(12)).ID
			if err := whole.Erase(t.Context(), erased); err != nil {
				t.Fatal(err)
			}
			if err := each.Erase(t.Context(), erased); err != nil {
				t.Fatal(err)
			}
		}
		want, err1 := whole.Write(t.Context(), batch)
		got, err2 := each.Write(t.Context(), batch)
		if err1 != nil || err2 != nil || states(want) != states(got) {
			t.Fatalf("batch %d: %s, %v; entry by entry %s, %v", n, states(want), err1, states(got), err2)
		}
		if n%5 == 0 {
			storetest.Settle(t, whole)
			storetest.Settle(t, each)
		}
	}
	if diff := cmp.Diff(rows(t, whole), rows(t, each), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("stored as a whole, and entry by entry (-want +got):\n%s", diff)
	}
}

// rows are all versions of a store, in the order of answers without and with a search.
func rows(t *testing.T, s store.Store) (all []store.Row) {
	t.Helper()
	storetest.Settle(t, s)
	for _, q := range []store.Query{{Versions: true}, {Versions: true, Text: "boat"}} {
		for row, err := range s.Articles(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, row)
		}
	}
	return all
}

// TestWritersOfTheSameArticlesNeverBlockEachOther writes overlapping batches in
// all orders at once, some of them entry by entry, while others erase, index and sort.
func TestWritersOfTheSameArticlesNeverBlockEachOther(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	var all sync.WaitGroup
	const articles, erased = 30, 7
	for n := range 6 {
		s := open(t, postgres.Config{URL: url})
		if n == 5 {
			s.WriteEach()
		}
		dice := rand.New(rand.NewPCG(uint64(n), 3))
		all.Go(func() {
			for version := range 12 {
				var batch []store.Entry
				for _, i := range dice.Perm(articles)[:20] {
					batch = append(batch, storetest.Entries(storetest.Revision(storetest.Article(i), 1+version))...)
				}
				if _, err := s.Write(t.Context(), batch); err != nil {
					t.Errorf("write: %v", err)
				}
				switch n {
				case 0:
					if err := s.Erase(t.Context(), storetest.Article(erased).ID); err != nil {
						t.Errorf("erase: %v", err)
					}
				case 1:
					if _, err := s.Index(t.Context(), 20); err != nil {
						t.Errorf("index: %v", err)
					}
				}
			}
		})
	}
	all.Wait()
	s := open(t, postgres.Config{URL: url})
	if count, err := s.Count(t.Context()); err != nil || count.Articles != articles-1 {
		t.Errorf("count is %+v, %v", count, err)
	}
	storetest.Settle(t, s)
	if n := found(t, s, store.Query{Text: "boat"}); n != articles-1 {
		t.Errorf("search finds %d of %d", n, articles-1)
	}
}

func TestWhatWasWrittenSurvivesAKill(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgserver.Config{Durable: true})
	url := server.URL("postgres")
	const writers, size = 3, 20
	var (
		done   atomic.Int64 // batches
		failed atomic.Int64 // writes
		ended  atomic.Bool
		all    sync.WaitGroup
	)
	for w := range writers {
		s := open(t, postgres.Config{URL: url})
		all.Go(func() {
			for n := 0; !ended.Load(); n++ {
				articles := make([]*schema.Article, size)
				for i := range articles {
					articles[i] = storetest.Article((n*writers+w)*size + i)
				}
				for written := false; !written && !ended.Load(); {
					_, err := s.Write(t.Context(), storetest.Entries(articles...))
					if written = err == nil; written {
						done.Add(1)
					} else if failed.Add(1); strings.Contains(err.Error(), "duplicate") {
						t.Errorf("write: %v", err)
					}
				}
			}
		})
	}
	for range 3 {
		before := done.Load()
		eventually(t, "batches are written", func() bool { return done.Load() >= before+6 })
		if err := server.Kill(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := server.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ended.Store(true)
	all.Wait()
	s := open(t, postgres.Config{URL: url})
	count, err := s.Count(t.Context())
	if err != nil || count.Articles < done.Load()*size || count.Articles%size != 0 || count.Versions != count.Articles {
		t.Errorf("after %d batches of %d there is %+v, %v", done.Load(), size, count, err)
	}
	if failed.Load() == 0 {
		t.Error("no write failed: nothing was killed")
	}
	storetest.Settle(t, s)
	if n := found(t, s, store.Query{Text: "boat"}); int64(n) != count.Articles {
		t.Errorf("search finds %d of %d", n, count.Articles)
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not in time: %s", what)
		}
	}
}

// TestAnAwayServerSaysSo asks and writes while there is no server, and when it is back.
func TestAnAwayServerSaysSo(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgserver.Config{Password: "hush"})
	s := open(t, postgres.Config{URL: server.URL("postgres")})
	batch := storetest.Entries(storetest.Article(1))
	if err := server.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, written := s.Write(t.Context(), batch)
	for doing, err := range map[string]error{"ping": s.Ping(t.Context()), "write": written} {
		if err == nil || !strings.Contains(err.Error(), "see that it runs") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s gives %v, want what to do", doing, err)
		}
	}
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	results, err := s.Write(t.Context(), batch)
	if err != nil || states(results) != "new" || s.Ping(t.Context()) != nil {
		t.Errorf("with the server back: %v, %v", states(results), err)
	}
}

// TestOpenWaitsForItsServer opens a store before there is a server, as happens
// when both are started together.
func TestOpenWaitsForItsServer(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgserver.Config{})
	if err := server.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		s, err := postgres.Open(t.Context(), postgres.Config{URL: server.URL("postgres"), Patience: time.Minute})
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

// FuzzSearch lets PostgreSQL read what a user types: it may find nothing to look
// for, but never a fault of syntax.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"boat", `"boat`, `-"`, "boat & !x", "a OR b -c", "東 -京 \"年 2024", "*:^(){}'\\", "\x00\xff\ue000", "AND OR NOT", "x:A", "a <-> b"} {
		f.Add(seed)
	}
	s := open(f, postgres.Config{URL: pgtest.Database(f)})
	if _, err := s.Write(f.Context(), storetest.Entries(storetest.Article(1))); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, err := range s.Articles(t.Context(), store.Query{Text: text, Section: text, Language: text}) {
			if err != nil && strings.Contains(err.Error(), "find articles") {
				t.Errorf("search %q: %v", text, err)
			}
		}
	})
}

func TestNamesOfAnyLengthAreFound(t *testing.T) {
	t.Parallel()
	s := open(t, postgres.Config{URL: pgtest.Database(t)})
	a, b := storetest.Article(1), storetest.Article(2)
	long := strings.Repeat("å", 5000)
	a.InLanguage, a.Publisher.Domain, a.Feed.ID = long, long+"a", long
	b.InLanguage, b.Publisher.Domain, b.Feed.ID = long, long+"b", long
	results, err := s.Write(t.Context(), storetest.Entries(a, b))
	if err != nil || states(results) != "new, new" {
		t.Fatal(states(results), err)
	}
	storetest.Settle(t, s)
	for _, q := range []store.Query{{Language: long, Publisher: long + "a"}, {Text: "boat", Language: long, Publisher: long + "a"}} {
		var ids []string
		for row, err := range s.Articles(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, row.ID)
		}
		if !slices.Equal(ids, []string{a.ID}) {
			t.Errorf("search %q finds %v, want %s", q.Text, ids, a.ID)
		}
	}
}
