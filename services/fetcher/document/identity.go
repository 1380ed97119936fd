package document

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io"
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

	h := sha256.New()
	for _, part := range []string{e.Title, e.URL, string(e.Published)} {
		_, _ = io.WriteString(h, part)
		_, _ = h.Write([]byte{0})
	}
	writeText(h, e.Summary)
	writeText(h, e.Content)
	sum := h.Sum(nil)
	e.Print = binary.BigEndian.Uint32(sum)
	e.fingerprint = hex.EncodeToString(sum[:16])
}

// writeText hashes the text of HTML and not its tags, whose addresses change
// with every answer on sites that count their readers by pictures. White space
// doesn't count.
func writeText(h hash.Hash, markup string) {
	for markup != "" {
		text, rest, found := strings.Cut(markup, "<")
		for field := range strings.FieldsSeq(text) {
			_, _ = io.WriteString(h, field)
		}
		if !found {
			break
		}
		if _, markup, found = strings.Cut(rest, ">"); !found {
			_, _ = io.WriteString(h, rest)
		}
	}
	_, _ = h.Write([]byte{0})
}
