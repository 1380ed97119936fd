package storer

import (
	"database/sql"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// TestAStoreFromABackupCatchesUp backs a store up while its storer works, loses
// it, and gives the wire what is restored. What was stored since the backup comes
// out of the stream, once the storer's consumer is made anew. The commands are
// those of docs/storage.md.
func TestAStoreFromABackupCatchesUp(t *testing.T) {
	t.Parallel()
	for kind, open := range map[string]func(t *testing.T) (s store.Store, backUp func() (restore func() store.Store)){
		"sqlite": sqliteToBackUp, "postgres": postgresToBackUp,
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			b := bustest.New(t)
			s, backUp := open(t)
			stop := run(t, b, s)
			const before, after = 100, 60
			for n := range before {
				publish(t, b, storetest.Article(n))
			}
			eventually(t, "some are stored", func() bool { return count(t, s).Articles > before/2 })
			restore := backUp()
			for n := range after {
				publish(t, b, storetest.Article(before+n))
			}
			publish(t, b, storetest.Revision(storetest.Article(1), 2))
			eventually(t, "all are acknowledged", func() bool { return unacknowledged(t, b) == 0 })
			stop()
			restored := restore()
			if n := count(t, restored); n.Articles <= before/2 || n.Articles >= before+after {
				t.Fatalf("restored %+v", n)
			}
			remake(t, b)
			run(t, b, restored)
			publish(t, b, storetest.Article(before+after)) // the wire goes on
			eventually(t, "all are acknowledged", func() bool { return unacknowledged(t, b) == 0 })
			const all = before + after + 1
			if got := count(t, restored); got != (store.Count{Articles: all, Versions: all + 1}) {
				t.Errorf("stored %+v, want each of %d once, and a version more", got, all)
			}
			storetest.Settle(t, restored)
			found := 0
			for _, err := range restored.Articles(t.Context(), store.Query{Text: "boat"}) {
				if err != nil {
					t.Fatal(err)
				}
				found++
			}
			if found != all {
				t.Errorf("search finds %d of %d", found, all)
			}
		})
	}
}

// remake removes the storer's consumer, and sets the wire up again.
func remake(t *testing.T, b *bus.Bus) {
	t.Helper()
	if err := b.JetStream().DeleteConsumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer); err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes())); err != nil {
		t.Fatal(err)
	}
}

func sqliteToBackUp(t *testing.T) (s store.Store, backUp func() func() store.Store) {
	t.Helper()
	path, copied := filepath.Join(t.TempDir(), "articles.db"), filepath.Join(t.TempDir(), "articles.db")
	return openAt(t, path), func() func() store.Store {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.ExecContext(t.Context(), "VACUUM INTO ?", copied); err != nil {
			t.Fatal(err)
		}
		return func() store.Store { return openAt(t, copied) }
	}
}

func postgresToBackUp(t *testing.T) (s store.Store, backUp func() func() store.Store) {
	t.Helper()
	url, file := pgtest.Database(t), filepath.Join(t.TempDir(), "wirecopy.dump")
	command := func(name string, args ...string) {
		if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	return openPostgres(t, url), func() func() store.Store {
		command("pg_dump", "--format=custom", "--file="+file, url)
		return func() store.Store {
			empty := pgtest.Database(t)
			command("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname="+empty, file)
			return openPostgres(t, empty)
		}
	}
}
