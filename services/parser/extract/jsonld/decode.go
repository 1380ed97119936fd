package jsonld

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// decode gives the values that a script holds, mended if need be; none when it can't be read.
func decode(script string) []any {
	script = strip(script)
	if script == "" {
		return nil
	}
	var one any
	if json.Unmarshal([]byte(script), &one) == nil { // as nearly all are
		return []any{one}
	}
	if values, err := decodeAll([]byte(script)); err == nil {
		return values
	}
	values, _ := decodeAll(mend(script)) // what was read before a fault counts
	return values
}

// strip takes off what stands around the JSON: HTML comments, CDATA, semicolons.
func strip(s string) string {
	s = strings.TrimSpace(strings.TrimPrefix(s, "\ufeff"))
	if end := strings.Index(s, "-->"); strings.HasPrefix(s, "<!--") && end >= 0 && !strings.ContainsAny(s[:end], "{[") {
		s = strings.TrimSpace(s[end+len("-->"):]) // a comment before the JSON, not around it
	}
	for _, p := range [...]string{"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "// <![CDATA["} {
		s = strings.TrimSpace(strings.TrimPrefix(s, p))
	}
	for _, p := range [...]string{"-->", "/*]]>*/", "//]]>", "// ]]>", "]]>", "//", ";"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, p))
	}
	return s
}

// decodeAll reads values one after the other: some scripts hold several.
func decodeAll(raw []byte) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var values []any
	for len(values) < maxNodes {
		var v any
		err := d.Decode(&v)
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil {
			return values, err
		}
		values = append(values, v)
	}
	return values, nil
}

// mend repairs what is often wrong: control characters within strings are
// escaped, backslashes that escape nothing are doubled, commas before a closing
// bracket and comments are dropped.
func mend(s string) []byte {
	m := &mender{in: s, out: make([]byte, 0, len(s)+64)}
	for m.at < len(m.in) {
		if m.inString {
			m.string()
		} else {
			m.structure()
		}
	}
	return m.out
}

type mender struct {
	in       string
	at       int
	out      []byte
	inString bool
}

func (m *mender) string() {
	c := m.in[m.at]
	m.at++
	switch {
	case c == '"':
		m.inString = false
		m.out = append(m.out, c)
	case c == '\\':
		m.escape()
	case c == '\n':
		m.out = append(m.out, '\\', 'n')
	case c < ' ':
		m.out = append(m.out, ' ')
	default:
		m.out = append(m.out, c)
	}
}

// escape copies an escape sequence, or the backslash that begins none as itself.
func (m *mender) escape() {
	if m.at >= len(m.in) {
		return
	}
	switch c := m.in[m.at]; {
	case strings.IndexByte(`"\/bfnrtu`, c) >= 0:
		m.out = append(m.out, '\\', c)
		m.at++
	case c == '\'':
		m.out = append(m.out, c)
		m.at++
	case c == '\n' || c == '\r':
		m.at++
	default:
		m.out = append(m.out, '\\', '\\')
	}
}

func (m *mender) structure() {
	c, rest := m.in[m.at], m.in[m.at:]
	switch {
	case c == '"':
		m.inString = true
	case strings.HasPrefix(rest, "/*"):
		m.skip("*/")
		return
	case strings.HasPrefix(rest, "//"):
		m.skip("\n")
		return
	case strings.HasPrefix(rest, "<!--"):
		m.skip("-->")
		return
	case c == ',' && closes(rest[1:]):
		m.at++
		return
	case c < ' ':
		c = ' '
	}
	m.out = append(m.out, c)
	m.at++
}

// skip goes past the next end, or to the end of all.
func (m *mender) skip(end string) {
	i := strings.Index(m.in[m.at+2:], end)
	if i < 0 {
		m.at = len(m.in)
		return
	}
	m.at += 2 + i + len(end)
}

// closes says whether the next thing is a closing bracket, another comma, or the end.
func closes(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	return rest == "" || rest[0] == '}' || rest[0] == ']' || rest[0] == ','
}
