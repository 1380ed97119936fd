package postgres_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// place makes the place of a test, whose stores are prepared before they are used.
func place(prepare func(*postgres.Store)) func(tb testing.TB) storetest.Place {
	return func(tb testing.TB) storetest.Place {
		tb.Helper()
		url := pgtest.Database(tb)
		return func(tb testing.TB) store.Store {
			tb.Helper()
			s, err := postgres.Open(tb.Context(), postgres.Config{URL: url})
			if err != nil {
				tb.Fatal(err)
			}
			prepare(s)
			return s
		}
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, place(func(*postgres.Store) {}))
}
