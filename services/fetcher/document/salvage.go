package document

import (
	"errors"
	"slices"
)

// maxAttempts bounds how often a broken document is parsed again.
const maxAttempts = 5

// salvage parses the text. If that fails, it parses again what stands before the
// place where it failed, up to the last whole entry, closed behind it: a
// document that was cut off, or has one broken entry, is good up to there. If
// there is no whole entry, whole elements have to do.
func (m *manuscript) salvage() (parsed, error) {
	p, read, err := parse(m.outline.root, m.text)
	if err == nil {
		return p, nil
	}
	first := err
	whole := len(m.outline.entries)
	for range maxAttempts {
		whole = m.wholeBefore(whole, read)
		if whole == 0 {
			break
		}
		if p, read, err = parse(m.outline.root, m.upTo(whole)); err == nil {
			m.repaired(RepairSalvaged, true)
			m.outline.dropped += len(m.outline.entries) - whole
			m.outline.entries = m.outline.entries[:whole]
			return p, nil
		}
	}
	if tail := m.outline.tail; whole == 0 && tail.end > 0 {
		if p, _, err = parse(m.outline.root, slices.Concat(m.text[:tail.end], []byte(tail.closers))); err == nil {
			m.repaired(RepairSalvaged, true)
			return p, nil
		}
	}
	if refusal, ok := errors.AsType[*Error](first); ok {
		return p, refusal
	}
	return p, refuse(ReasonBroken, "no whole entry before the fault: %s", clip(first.Error(), 2*maxName))
}

// wholeBefore is how many of the first n entries end before a place, and at least
// one less than n if all do: the parser failed in it, and had read on.
func (m *manuscript) wholeBefore(n, place int) int {
	k := n
	for k > 0 && (m.outline.entries[k-1].end == 0 || m.outline.entries[k-1].end > place) {
		k--
	}
	if k == n && k > 0 && place < len(m.text) {
		k--
	}
	return k
}
