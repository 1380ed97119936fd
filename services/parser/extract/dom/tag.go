package dom

import "bytes"

// kind is what skim must know of an element, by its name.
type kind uint8

// The kinds of elements. Whatever isn't listed is none of them.
const (
	formatting kind = 1 << iota // is made anew in the next block (WHATWG HTML §13.2.4.3); <a> and <nobr> close their like
	block                       // begins and ends lines of text
	unseen                      // is nothing to what stands around it
	rawText                     // its content is text to the parser, whatever it looks like
	drawing                     // other rules hold in it
	link                        // <link>
)

func (k kind) has(other kind) bool { return k&other != 0 }

// kindOf is the kind of the element whose name a tag begins with.
func kindOf(tag []byte) kind {
	var lowered [10]byte
	name := nameOf(tag)
	if len(name) > len(lowered) {
		return 0
	}
	for i, c := range name {
		lowered[i] = c
		if 'A' <= c && c <= 'Z' {
			lowered[i] = c | 0x20
		}
	}
	switch string(lowered[:len(name)]) {
	case "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u":
		return formatting
	case "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
		"h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "li", "main", "nav", "ol", "p", "section", "table", "tbody", "td",
		"tfoot", "th", "thead", "tr", "ul":
		return block
	case "script", "style", "noscript":
		return rawText | unseen
	case "iframe", "noembed", "noframes", "textarea", "title", "xmp":
		return rawText
	case "meta":
		return unseen
	case "link":
		return link | unseen
	case "svg", "math":
		return drawing
	}
	return 0
}

// nameOf is the name that a tag, without its <, begins with.
func nameOf(tag []byte) []byte {
	for i, c := range tag {
		if c == '>' || c == '/' || isSpace(c) {
			return tag[:i]
		}
	}
	return tag
}

// isNamed says whether a tag, without its <, has a name.
func isNamed(tag []byte, name string) bool {
	return name != "" && len(tag) > len(name) && bytes.EqualFold(tag[:len(name)], []byte(name)) && (isSpace(tag[len(name)]) || tag[len(name)] == '>' || tag[len(name)] == '/')
}

// commentEnd is the index after the end of a comment, -1 if it has none.
func commentEnd(b []byte) int {
	for _, abrupt := range [...]string{">", "->"} {
		if bytes.HasPrefix(b, []byte(abrupt)) {
			return len(abrupt)
		}
	}
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("--"))
		if i < 0 {
			return -1
		}
		at += i + 2
		switch rest := b[at:]; {
		case bytes.HasPrefix(rest, []byte(">")):
			return at + 1
		case bytes.HasPrefix(rest, []byte("!>")):
			return at + 2
		}
		at-- // "--->"
	}
}

// tagEnd is the index after the > that ends a tag, -1 if it has none. Quotes
// count at the beginning of a value alone, which follows a name and an equals sign.
func tagEnd(b []byte) int {
	i, named := len(nameOf(b)), false
	for ; i < len(b); i++ {
		switch c := b[i]; {
		case c == '>':
			return i + 1
		case c == '/':
			named = false
		case c == '=' && named:
			end := valueEnd(b, i+1)
			if end < 0 {
				return -1
			}
			i, named = end-1, false
		case !isSpace(c):
			named = true
		}
	}
	return -1
}

// valueEnd is the index after the value that begins at i or behind white space
// there, -1 if a quote isn't closed.
func valueEnd(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	if i < len(b) && (b[i] == '"' || b[i] == '\'') {
		end := bytes.IndexByte(b[i+1:], b[i])
		if end < 0 {
			return -1
		}
		return i + 1 + end + 1
	}
	for i < len(b) && b[i] != '>' && !isSpace(b[i]) {
		i++
	}
	return i
}

// shapesEnd is the index of the closing tag of an <svg>, by its content, if that
// is nothing but shapes; else -1. Some elements of HTML end an <svg>, and others
// hold HTML within it.
func shapesEnd(b []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 || at+i+1 >= len(b) {
			return -1
		}
		at += i
		tag := b[at+1:]
		name := tag
		if tag[0] == '/' {
			name = tag[1:]
			if isNamed(name, "svg") {
				return at
			}
		}
		end := tagEnd(tag)
		if end < 0 || !isShape(nameOf(name)) {
			return -1
		}
		at += 1 + end
	}
}

func isShape(name []byte) bool {
	var lowered [14]byte
	if len(name) > len(lowered) {
		return false
	}
	for i, c := range name {
		lowered[i] = c | 0x20
	}
	switch string(lowered[:len(name)]) {
	case "path", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", "defs", "stop", "lineargradient", "radialgradient", "clippath", "mask", "symbol":
		return true
	}
	return false
}

// closingTag is the index of the closing tag of a name, -1 if there is none.
func closingTag(b []byte, name string) int {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("</"))
		if i < 0 {
			return -1
		}
		at += i
		if isNamed(b[at+2:], name) {
			return at
		}
		at += 2
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func lower(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0] | 0x20
}
