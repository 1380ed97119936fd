package newsroom

import (
	"strconv"
	"strings"
)

// printer writes documents. It only appends, and is used again for the next one.
type printer struct{ buf []byte }

// raw writes markup as it is.
func (p *printer) raw(parts ...string) {
	for _, part := range parts {
		p.buf = append(p.buf, part...)
	}
}

// num writes a number.
func (p *printer) num(v int) { p.buf = strconv.AppendInt(p.buf, int64(v), 10) }

// hex writes some digits that no two places have alike: 16 at a time.
func (p *printer) hex(d *dice, words int) {
	for range words {
		p.buf = strconv.AppendUint(p.buf, d.next()|1<<63, 16)
	}
}

// text writes text so that it can stand in HTML and XML, in attributes too.
func (p *printer) text(s string) {
	for {
		i := strings.IndexAny(s, `&<>"`)
		if i < 0 {
			p.buf = append(p.buf, s...)
			return
		}
		p.buf = append(p.buf, s[:i]...)
		switch s[i] {
		case '&':
			p.buf = append(p.buf, "&amp;"...)
		case '<':
			p.buf = append(p.buf, "&lt;"...)
		case '>':
			p.buf = append(p.buf, "&gt;"...)
		case '"':
			p.buf = append(p.buf, "&#34;"...)
		}
		s = s[i+1:]
	}
}

// json writes a JSON string that can stand in a script element too (RFC 8259 §7).
func (p *printer) json(s string) {
	p.buf = append(p.buf, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			p.buf = append(p.buf, '\\', c)
		case c < 0x20 || c == '<' || c == '>' || c == '&':
			const digits = "0123456789abcdef"
			p.buf = append(p.buf, `\u00`...)
			p.buf = append(p.buf, digits[c>>4], digits[c&15])
		default:
			p.buf = append(p.buf, c)
		}
	}
	p.buf = append(p.buf, '"')
}

// member writes a member of a JSON object and the comma after it.
func (p *printer) member(name, value string) {
	p.json(name)
	p.buf = append(p.buf, ':')
	p.json(value)
	p.buf = append(p.buf, ',')
}

// uncomma takes back the comma after the last member.
func (p *printer) uncomma() {
	if n := len(p.buf); n > 0 && p.buf[n-1] == ',' {
		p.buf = p.buf[:n-1]
	}
}

// tag writes an element that holds text alone.
func (p *printer) tag(around [2]string, text string) {
	p.raw(around[0])
	p.text(text)
	p.raw(around[1])
}
