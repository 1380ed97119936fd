package opml

import (
	"bytes"
	"regexp"
)

// mend escapes the quotes and angle brackets that stand bare in the attributes
// of outlines, as some readers export them: text="The "Daily" <b>News</b>".
// Which quote ends a value is told by what comes after it: another attribute, or
// the end of the tag. Lines stay where they are, and text that has nothing to
// mend stays as it is. The cost grows with the text and no faster.
func mend(text []byte) []byte {
	m := mender{
		name: regexp.MustCompile(`^\s*[\w:.-]+\s*=\s*["']`),
		end:  regexp.MustCompile(`^(?:\s*[\w:.-]+\s*=\s*["']|\s*/>|\s*>\s*(?:<|$))`),
	}
	outline := regexp.MustCompile(`(?i)<outline\s`)
	begin := 0
	for _, place := range outline.FindAllIndex(text, -1) {
		m.tag(text[begin:place[0]])
		m.out.Write(text[place[0]:place[1]])
		begin = place[1]
	}
	m.tag(text[begin:])
	return m.out.Bytes()
}

// mender copies text into out.
type mender struct {
	name, end *regexp.Regexp // of an attribute: up to its first quote, and what follows its last
	out       bytes.Buffer
}

// tag copies the attributes of an outline, and what is between it and the next one.
func (m *mender) tag(text []byte) {
	for {
		head := m.name.Find(text)
		if head == nil {
			break
		}
		length := m.value(text[len(head):], head[len(head)-1])
		if length < 0 {
			break
		}
		m.out.Write(head)
		for _, c := range text[len(head) : len(head)+length] {
			switch c {
			case '"':
				m.out.WriteString("&quot;")
			case '\'':
				m.out.WriteString("&apos;")
			case '<':
				m.out.WriteString("&lt;")
			default:
				m.out.WriteByte(c)
			}
		}
		m.out.WriteByte(head[len(head)-1])
		text = text[len(head)+length+1:]
	}
	m.out.Write(text)
}

// value is the length of the value that text begins with and quote ends, -1 if it has no end.
func (m *mender) value(text []byte, quote byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], quote)
		if i < 0 {
			return -1
		}
		from += i + 1
		if m.end.Match(text[from:]) {
			return from - 1
		}
	}
}
