package document

import (
	"errors"
	"slices"

	"github.com/mmcdole/gofeed/json"
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
	if m.outline.root == "{" {
		return m.salvageJSON(first)
	}
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
	return p, hopeless(first)
}

// salvageJSON parses each entry alone, and what stands before them. gofeed's
// parser of JSON has nothing to show for a document in which one value is of
// another type than the standard says, and doesn't tell where it was.
func (m *manuscript) salvageJSON(fault error) (parsed, error) {
	feed := &json.Feed{}
	for i, x := range m.outline.entries {
		if i == 0 {
			if p, _, err := parse("{", slices.Concat(m.text[:x.start], []byte(x.closers))); err == nil {
				feed = p.json
			}
		}
		p, _, err := parse("{", slices.Concat([]byte(`{"items":[`), m.text[x.start:x.end], []byte(x.closers)))
		if err != nil {
			m.outline.dropped++
			continue
		}
		feed.Items = append(feed.Items, p.json.Items...)
	}
	if len(feed.Items) == 0 {
		return parsed{}, hopeless(fault)
	}
	m.repaired(RepairSalvaged, true)
	return parsed{json: feed}, nil
}

// hopeless is the refusal for a fault.
func hopeless(fault error) *Error {
	if refusal, ok := errors.AsType[*Error](fault); ok {
		return refusal
	}
	return refuse(ReasonBroken, "no whole entry before the fault: %s", clip(fault.Error(), 2*maxName))
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
