package document

import (
	"bytes"
	"html"
	"strings"
)

// innerText is the text of an element or attribute as it stands in a document:
// sections of CDATA as they are, entities resolved, white space around it cut.
func innerText(raw []byte) string {
	const open, end = "<![CDATA[", "]]>"
	raw = bytes.TrimSpace(raw)
	if !bytes.Contains(raw, []byte(open)) {
		return html.UnescapeString(string(raw))
	}
	var b strings.Builder
	for len(raw) > 0 {
		before, rest, found := bytes.Cut(raw, []byte(open))
		b.WriteString(html.UnescapeString(string(before)))
		if !found {
			break
		}
		var section []byte
		section, raw, _ = bytes.Cut(rest, []byte(end))
		b.Write(section)
	}
	return strings.TrimSpace(b.String())
}
