package document

import (
	"bytes"
	"slices"
)

// manuscript is a document on its way to the parser: UTF-8, from its root
// element on, bounded.
type manuscript struct {
	text    []byte
	outline outline
	repairs []string
}

// edit makes a manuscript of what was downloaded, or says what it is instead.
func edit(s Source) (*manuscript, error) {
	if len(s.Body) > MaxBytes {
		return nil, refuse(ReasonTooLarge, "%d bytes are more than %d", len(s.Body), MaxBytes)
	}
	m := &manuscript{}
	text, marked := fromUnicode(s.Body)
	label, text := cutDeclaration(text)
	if !marked {
		var overruled bool
		text, overruled = fromCharset(text, declaredCharset(s.ContentType), label)
		m.repaired(RepairCharset, overruled)
	}
	text, changed := scrub(bytes.Clone(text))
	m.repaired(RepairControls, changed)
	root, text, junk := cutToRoot(text)
	if root == "" {
		return nil, instead(text, s)
	}
	m.repaired(RepairJunk, junk)
	m.text = text
	if isSitemap(root) { // it is read as a stream, which has bounds of its own
		m.outline.root = root
		return m, nil
	}
	return m, m.draft(root)
}

// draft outlines the text and cuts off what is beyond the bounds.
func (m *manuscript) draft(root string) error {
	var refusal *Error
	if root == "{" {
		m.outline, refusal = sketchJSON(m.text)
	} else {
		var mended bool
		m.outline, mended, refusal = sketch(m.text)
		if len(m.outline.stray) > 0 && refusal == nil {
			m.text, mended = escapeStray(m.text, m.outline.stray), true
			m.outline, _, refusal = sketch(m.text)
		}
		m.repaired(RepairMarkup, mended)
	}
	if refusal != nil {
		return refusal
	}
	if m.outline.dropped > 0 {
		m.text = m.upTo(MaxEntries)
		m.repaired(RepairTooMany, true)
	}
	return nil
}

// upTo is the text up to its n-th entry, or the last whole one before, closed
// behind it.
func (m *manuscript) upTo(n int) []byte {
	for n > 1 && m.outline.entries[n-1].end == 0 {
		n--
	}
	last := m.outline.entries[n-1]
	return slices.Concat(m.text[:last.end], []byte(last.closers))
}

func (m *manuscript) repaired(what string, it bool) {
	if it && !slices.Contains(m.repairs, what) {
		m.repairs = append(m.repairs, what)
	}
}

// escapeStray writes the angle brackets at these places as text, which is what
// they are: a parser stops at "a < b".
func escapeStray(text []byte, places []int) []byte {
	const escaped = "&lt;"
	out := make([]byte, 0, len(text)+len(places)*len(escaped))
	from := 0
	for _, at := range places {
		out = append(out, text[from:at]...)
		out = append(out, escaped...)
		from = at + 1
	}
	return append(out, text[from:]...)
}
