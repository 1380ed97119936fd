package seen

// Mark is what is kept of an entry.
type Mark struct {
	// Key is the first eight bytes of the hash of the entry's id.
	Key uint64
	// Print is the first four bytes of the hash of what the entry says.
	Print uint32
}

// Novelty says what an entry is to the set.
type Novelty int

// The answers of [Set.Compare].
const (
	New     Novelty = iota // no entry of that id
	Changed                // an entry of that id, but it said something else
	Known                  // that very entry
)

// String is the answer as a word.
func (n Novelty) String() string {
	switch n {
	case New:
		return "new"
	case Changed:
		return "changed"
	case Known:
		return "known"
	}
	return "unknown"
}
