package sqlite

// Unsearched leaves the search out of writing, to measure the rest.
func (s *Store) Unsearched() { s.unsearched = true }
