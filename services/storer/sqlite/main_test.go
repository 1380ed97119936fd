package sqlite_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/services/storer/sqlite"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(childWrites); path != "" {
		os.Exit(writeForEver(path))
	}
	if path := os.Getenv(childReads); path != "" {
		os.Exit(readOnce(path))
	}
	goleak.VerifyTestMain(m)
}

// open opens a store for a test.
func open(tb testing.TB, config sqlite.Config) *sqlite.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), config)
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
