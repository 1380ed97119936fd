package postgres_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// open opens a store for a test.
func open(tb testing.TB, config postgres.Config) *postgres.Store {
	tb.Helper()
	s, err := postgres.Open(tb.Context(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}
