package document

import (
	"bufio"
	"bytes"
	"errors"
	"html"
	"io"
	"strings"
	"unicode/utf8"
)

// tokens reads the elements of an XML document as it comes, in little memory and
// at the speed of a search for angle brackets. It is for documents of which only
// names and texts count: attributes are skipped, namespaces aren't looked at, and
// nothing has to be well-formed. No entity is ever defined, so that none expands.
type tokens struct {
	r    *bufio.Reader
	text []byte // since the latest tag, within maxLine
	err  error
}

// tokenKind is what stands between two angle brackets.
type tokenKind int

const (
	tokenEnd   tokenKind = iota // of the document, or of what can be read of it
	tokenOpen                   // a start tag
	tokenClose                  // an end tag
	tokenEmpty                  // both at once
)

// newTokens reads from r. A tag may be as long as its buffer.
func newTokens(r io.Reader) *tokens {
	const buffer = 32 << 10
	return &tokens{r: bufio.NewReaderSize(r, buffer)}
}

// next moves to the next tag and gives its name without prefix, which is good
// until the next call. The text before it is in t.text.
func (t *tokens) next() (tokenKind, []byte) {
	t.text = t.text[:0]
	for t.err == nil {
		t.characters()
		start, _ := t.r.Peek(len("![CDATA["))
		switch {
		case bytes.HasPrefix(start, []byte("!--")):
			t.skip("-->", false)
		case bytes.HasPrefix(start, []byte("![CDATA[")):
			_, _ = t.r.Discard(len("![CDATA["))
			t.skip("]]>", true)
		case bytes.HasPrefix(start, []byte("?")):
			t.skip("?>", false)
		case bytes.HasPrefix(start, []byte("!")):
			t.skip(">", false)
		default:
			if kind, name := t.tag(); kind != tokenEnd {
				return kind, name
			}
		}
	}
	return tokenEnd, nil
}

// value is the text before the latest tag: entities resolved, white space around it cut.
func (t *tokens) value() string {
	text := bytes.TrimSpace(t.text)
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	return string(text)
}

// characters takes the text up to the next angle bracket and moves behind that.
func (t *tokens) characters() {
	start := len(t.text)
	for full := true; full; {
		piece, err := t.r.ReadSlice('<')
		full = errors.Is(err, bufio.ErrBufferFull)
		if err == nil {
			piece = piece[:len(piece)-1]
		} else if !full {
			t.err = err
		}
		t.keep(piece)
	}
	if text := t.text[start:]; bytes.IndexByte(text, '&') >= 0 {
		t.text = append(t.text[:start], html.UnescapeString(string(text))...)
	}
}

// keep adds to the text what there is room for.
func (t *tokens) keep(piece []byte) {
	t.text = append(t.text, piece[:min(len(piece), max(0, maxLine-len(t.text)))]...)
}

// skip moves behind the next end. What stands before is text, if that is wanted.
func (t *tokens) skip(end string, keep bool) {
	last := end[len(end)-1]
	var tail [2]byte // the bytes before the piece: an end may lie across two
	for t.err == nil {
		piece, err := t.r.ReadSlice(last)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			t.err = err
		}
		if keep {
			t.keep(piece)
		}
		seen := append(tail[:len(tail):len(tail)], piece[max(0, len(piece)-len(end)):]...)
		if err == nil && strings.HasSuffix(string(seen), end) {
			if keep {
				t.text = bytes.TrimSuffix(t.text, []byte(end))
			}
			return
		}
		copy(tail[:], seen[max(0, len(seen)-len(tail)):])
	}
}

// tag reads what stands behind an angle bracket that opens a tag; tokenEnd if it opened none.
func (t *tokens) tag() (tokenKind, []byte) {
	piece, err := t.r.ReadSlice('>')
	if err != nil {
		if !errors.Is(err, bufio.ErrBufferFull) {
			t.err = err
		}
		return tokenEnd, nil
	}
	body, kind := piece[:len(piece)-1], tokenOpen
	switch {
	case bytes.HasPrefix(body, []byte("/")):
		body, kind = body[1:], tokenClose
	case bytes.HasSuffix(body, []byte("/")):
		body, kind = body[:len(body)-1], tokenEmpty
	}
	name := tagName(body)
	if len(name) == 0 {
		return tokenEnd, nil
	}
	return kind, name[bytes.LastIndexByte(name, ':')+1:]
}
