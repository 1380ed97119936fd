package document

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// identify gives an entry its key and its fingerprint. The key is of the id that
// the entry has: guid, rdf:about or Atom id; else of its address; and if that was
// only found in its text, where other entries may have it too, of what it says.
func (e *Entry) identify(id string, found bool) {
	switch {
	case id != "":
	case found:
		id = e.Title + "\x00" + string(e.Published) + "\x00" + e.Summary
	default:
		id = e.URL
	}
	key := sha256.Sum256([]byte(id))
	e.Key = binary.BigEndian.Uint64(key[:])

	said := make([]byte, 0, len(e.Summary)+len(e.Content)+len(e.Title)+len(e.URL)+64)
	for _, part := range []string{e.Title, e.URL, string(e.Published)} {
		said = append(append(said, part...), 0)
	}
	said = appendText(said, e.Summary)
	said = appendText(said, e.Content)
	sum := sha256.Sum256(said)
	e.Print = binary.BigEndian.Uint32(sum[:])
	e.fingerprint = hex.EncodeToString(sum[:16])
}

// appendText appends the text of HTML and not its tags, whose addresses change
// with every answer on sites that count their readers by pictures. White space
// doesn't count.
func appendText(b []byte, markup string) []byte {
	for markup != "" {
		text, rest, found := strings.Cut(markup, "<")
		for field := range strings.FieldsSeq(text) {
			b = append(b, field...)
		}
		if !found {
			break
		}
		if _, markup, found = strings.Cut(rest, ">"); !found {
			b = append(b, rest...)
		}
	}
	return append(b, 0)
}
