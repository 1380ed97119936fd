package sqlite

import (
	"fmt"
	"testing"
)

// LimitPages makes the disk full after some pages more, until it is told that there is room.
func (s *Store) LimitPages(tb testing.TB, pages int) (room func()) {
	tb.Helper()
	limit := func(to int) {
		if _, err := s.file.Writing.ExecContext(tb.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", to)); err != nil {
			tb.Fatal(err)
		}
	}
	limit(pages)
	return func() { limit(1 << 30) }
}
