package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(tb testing.TB) storetest.Place {
		tb.Helper()
		path := filepath.Join(tb.TempDir(), "wire.db")
		return func(tb testing.TB) store.Store {
			tb.Helper()
			s, err := sqlite.Open(tb.Context(), sqlite.Config{Path: path})
			if err != nil {
				tb.Fatal(err)
			}
			return s
		}
	})
}
