package storer

import (
	"strings"
	"sync"
	"testing"

	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// openPostgres opens an empty store in a database.
func openPostgres(t *testing.T, url string) store.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), postgres.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestLaw1AKilledPostgresLosesNothing kills the database server under two storers
// at work, while articles keep coming, and starts it again.
func TestLaw1AKilledPostgresLosesNothing(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgserver.Config{Durable: true})
	b := bustest.New(t)
	url := server.URL("postgres")
	s := openPostgres(t, url)
	first := newStorer(t, b, s)
	runStorer(t, first)
	runStorer(t, newStorer(t, b, openPostgres(t, url)))

	const kills, size = 2, 600
	for kill := range kills {
		var publishing sync.WaitGroup
		publishing.Go(func() {
			for n := range size {
				publish(t, b, storetest.Article(kill*size+n))
			}
		})
		eventually(t, "some are stored", func() bool { return count(t, s).Articles > int64(kill*size+50) })
		if err := server.Kill(t.Context()); err != nil {
			t.Fatal(err)
		}
		publishing.Wait()
		publish(t, b, storetest.Article(kills*size+kill)) // there is something to store
		eventually(t, "a storer says that it can't store", func() bool {
			err := first.check(t.Context())
			return err != nil && strings.Contains(err.Error(), "can't be reached")
		})
		if unacknowledged(t, b) == 0 {
			t.Error("all is acknowledged without a server to store it")
		}
		if err := server.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		eventually(t, "all are acknowledged", func() bool { return unacknowledged(t, b) == 0 && first.check(t.Context()) == nil })
	}
	const all = kills*size + kills
	if got := count(t, s); got != (store.Count{Articles: all, Versions: all}) {
		t.Errorf("stored %+v, want each of %d once", got, all)
	}
}
