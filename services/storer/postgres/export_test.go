package postgres

import (
	"testing"
	"time"
)

// WriteEach lets every batch be written as if one of its entries had been refused.
func (s *Store) WriteEach() { s.each = true }

// ListOnly lets every search ask the index, and none walk.
func (s *Store) ListOnly() { s.list = true }

// Setting is a setting of the connections that write.
func (s *Store) Setting(tb testing.TB, name string) (value string) {
	tb.Helper()
	if err := s.writing.QueryRow(tb.Context(), "SELECT current_setting($1)", name).Scan(&value); err != nil {
		tb.Fatal(err)
	}
	return value
}

// Pretend changes a setting of the one connection that has written yet.
func (s *Store) Pretend(tb testing.TB, name, value string) {
	tb.Helper()
	if _, err := s.writing.Exec(tb.Context(), "SELECT set_config($1, $2, false)", name, value); err != nil {
		tb.Fatal(err)
	}
}

// SetNow sets the store's clock.
func (s *Store) SetNow(now func() time.Time) { s.now = now }
