package dom

import "bytes"

// maxOpen is how many elements the parser lets be open.
const maxOpen = 512

// skim drops what no reader of a page looks at, comments, style sheets and
// scripts that aren't JSON-LD: half of the bytes of many pages, which the parser
// goes through one by one and copies. What it isn't sure to be such it leaves.
//
// On the way it estimates, from above, how many nodes the page will have, before
// any is made. Each tag makes one and a text, and each block makes anew the
// formatting elements that are open: 500 <b> that are never closed and a
// million <p> would be 500 million nodes from 7 MB. Who hides closing tags where
// the parser doesn't see them passes here, and is stopped by the deadline. Better
// would be a parser that counts, which the one of x/net can't be made to.
func skim(body []byte) (kept []byte, nodes int) {
	s := skimmer{body: body, kept: make([]byte, 0, len(body))}
	for s.next() {
	}
	return append(s.kept, body[s.from:]...), s.nodes
}

type skimmer struct {
	body  []byte
	kept  []byte
	from  int // of what isn't kept or dropped yet
	at    int
	nodes int
	open  int // formatting elements

	lost    bool   // it isn't known any more what is markup: all is kept
	foreign string // svg or math around, where other rules hold: all is kept
}

// next reads up to the end of the next tag or comment.
func (s *skimmer) next() bool {
	i := bytes.IndexByte(s.body[s.at:], '<')
	if i < 0 || s.at+i+1 >= len(s.body) {
		return false
	}
	start := s.at + i
	s.at = start + 1
	rest := s.body[s.at:]
	if bytes.HasPrefix(rest, []byte("!--")) {
		s.comment(start, rest[3:])
		return true
	}
	closing := rest[0] == '/'
	name := rest
	if closing {
		name = rest[1:]
	}
	if c := lower(name); c < 'a' || c > 'z' {
		if closing || rest[0] == '!' || rest[0] == '?' { // the parser makes a comment of it
			s.bogus(rest)
		}
		return true
	}
	s.count(name, closing)
	if s.lost {
		return true
	}
	tag := tagEnd(rest)
	switch {
	case tag < 0:
		s.lost = true
	case closing:
		if isNamed(name, s.foreign) {
			s.foreign = ""
		}
		s.at += tag
	default:
		s.raw(start, rest[:tag], rest[tag:])
	}
	return true
}

func (s *skimmer) comment(start int, rest []byte) {
	if s.lost || s.foreign != "" {
		return
	}
	if end := commentEnd(rest); end >= 0 {
		s.drop(start, s.at+len("!--")+end)
	} else {
		s.lost = true
	}
}

// bogus moves to the end of what the parser takes for a comment.
func (s *skimmer) bogus(rest []byte) {
	if end := bytes.IndexByte(rest, '>'); end >= 0 {
		s.at += end + 1
	} else {
		s.lost = true
	}
}

// count adds what a tag may make.
func (s *skimmer) count(name []byte, closing bool) {
	if isFormatting(name) {
		if closing {
			s.open = max(0, s.open-1)
		} else {
			s.open++
		}
	}
	if !closing {
		s.nodes += 1 + min(s.open, maxOpen)
	}
}

// raw moves to the end of a tag, and for an element whose content is no markup
// to the end of that; scripts and style sheets it drops.
func (s *skimmer) raw(start int, tag, rest []byte) {
	s.at += len(tag)
	if s.foreign != "" {
		return
	}
	for _, name := range [...]string{"svg", "math"} {
		if isNamed(tag, name) && !bytes.HasSuffix(tag, []byte("/>")) {
			s.foreign = name
			return
		}
	}
	s.lost = isNamed(tag, "plaintext")
	for _, name := range [...]string{"script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed", "noframes"} {
		if !isNamed(tag, name) {
			continue
		}
		end := closingTag(rest, name)
		if end < 0 || name == "script" && bytes.Contains(rest[:end], []byte("<!--")) { // within which </script> may be none
			s.lost = true
			return
		}
		closed := tagEnd(rest[end:])
		if closed < 0 {
			s.lost = true
			return
		}
		s.at += end + closed
		if name == "style" || name == "script" && !bytes.Contains(tag, []byte("ld+json")) {
			s.drop(start, s.at)
		}
		return
	}
}

// drop leaves out what lies between, unless what comes before and after it would
// make a tag or an entity together: <, or &amp without its end.
func (s *skimmer) drop(start, end int) {
	const longest = 32 // of the names of entities
	before := s.body[max(s.from, start-longest):start]
	if len(before) > 0 && before[len(before)-1] == '<' || bytes.LastIndexByte(before, '&') > bytes.LastIndexAny(before, ";<> ") {
		s.at = end
		return
	}
	s.kept = append(s.kept, s.body[s.from:start]...)
	s.from, s.at = end, end
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
	i, named := 0, false
	for i < len(b) && b[i] != '>' && b[i] != '/' && !isSpace(b[i]) { // its own name
		i++
	}
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

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

// isNamed says whether a tag, without its <, has a name.
func isNamed(tag []byte, name string) bool {
	return name != "" && len(tag) > len(name) && bytes.EqualFold(tag[:len(name)], []byte(name)) && (isSpace(tag[len(name)]) || tag[len(name)] == '>' || tag[len(name)] == '/')
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

func lower(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0] | 0x20
}

// isFormatting says whether a tag's name is one that the parser makes anew in
// the next block (WHATWG HTML §13.2.4.3). <a> and <nobr> close their like.
func isFormatting(b []byte) bool {
	var name [7]byte
	n := 0
	for n < len(b) && n < len(name) && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z') {
		name[n] = b[n] | 0x20
		n++
	}
	switch string(name[:n]) {
	case "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}
