package seen

// Merge gives the marks of a part of a document, and after them those of the set
// whose keys are not among them: what a document has when only what changed in it
// is told. They are in the order in which [Pack] keeps them.
func (s Set) Merge(part []Mark) []Mark {
	told := make(map[uint64]bool, len(part))
	merged := make([]Mark, 0, len(part)+s.Len())
	for _, m := range part {
		told[m.Key] = true
		merged = append(merged, m)
	}
	for i := range s.Len() {
		if m := s.mark(i); !told[m.Key] {
			merged = append(merged, m)
		}
	}
	return merged
}
