package dom

import "bytes"

// maxOpen is how many elements the parser lets be open.
const maxOpen = 512

// skim drops what no reader of a page looks at, which is more than half of the
// bytes of many: comments, style sheets, scripts that aren't JSON-LD, the shapes
// of drawings, links to style sheets and icons, white space between blocks, and
// attributes that nobody reads. The parser goes through all of it byte by byte,
// and makes a node or some strings of most. What skim isn't sure of it leaves.
//
// On the way it estimates, from above, how many nodes the page will have, before
// any is made. Each tag makes one and a text, and each block makes anew the
// formatting elements that are open: 500 <b> that are never closed and a
// million <p> would be 500 million nodes from 7 MB. Who hides closing tags where
// the parser doesn't see them passes here, and is stopped by the deadline. Better
// would be a parser that counts, which the one of x/net can't be made to.
//
// What is kept is appended to room.
func skim(room, body []byte) (kept []byte, nodes int) {
	s := skimmer{body: body, kept: room}
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
	open  int  // formatting elements
	fresh bool // nothing but white space stands between here and the begin or end of a block

	lost    bool   // it isn't known any more what is markup: all is kept
	foreign string // svg or math around, where other rules hold: all is kept
}

// next reads up to the end of the next tag or comment.
func (s *skimmer) next() bool {
	i := bytes.IndexByte(s.body[s.at:], '<')
	if i < 0 || s.at+i+1 >= len(s.body) {
		return false
	}
	s.text(s.at + i)
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
		} else {
			s.fresh = false
		}
		return true
	}
	kind := kindOf(name)
	s.count(kind, closing)
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
		s.element(start, rest[:tag], rest[tag:], kind)
	}
	if !kind.has(unseen) {
		s.fresh = kind.has(block)
	}
	return true
}

// text looks at the text up to a tag: white space after the begin or end of a
// block shows nowhere.
func (s *skimmer) text(end int) {
	start := s.at
	for start < end && isSpace(s.body[start]) {
		start++
	}
	switch {
	case start < end:
		s.fresh = false
	case s.fresh && s.at < end && !s.lost && s.foreign == "":
		at := s.at
		s.drop(at, end)
		s.at = at
	}
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
func (s *skimmer) count(kind kind, closing bool) {
	if kind.has(formatting) {
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

// element moves to the end of a start tag, and for an element whose content is no
// markup to the end of that.
func (s *skimmer) element(start int, tag, rest []byte, kind kind) {
	if s.foreign != "" {
		s.at += len(tag)
		return
	}
	switch {
	case kind.has(drawing):
		s.at += len(tag)
		s.drawing(tag, rest)
	case kind.has(rawText):
		s.at += len(tag)
		s.raw(start, tag, rest)
	case kind.has(link) && !isLinkRead(tag):
		s.drop(start, start+1+len(tag))
	default:
		s.prune(start+1, tag)
		s.at = start + 1 + len(tag)
		s.lost = isNamed(tag, "plaintext")
	}
}

// drawing drops the shapes of an <svg>; what else stands in one, and in <math>, is kept.
func (s *skimmer) drawing(tag, rest []byte) {
	if bytes.HasSuffix(tag, []byte("/>")) {
		return
	}
	if isNamed(tag, "math") {
		s.foreign = "math"
		return
	}
	if end := shapesEnd(rest); end >= 0 {
		s.drop(s.at, s.at+end)
		return
	}
	s.foreign = "svg"
}

// raw moves to the end of an element whose content is text to the parser. It
// drops scripts and style sheets, and the content of those that nobody reads.
func (s *skimmer) raw(start int, tag, rest []byte) {
	name := string(bytes.ToLower(nameOf(tag)))
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
	content := s.at
	s.at += end + closed
	switch name {
	case "script":
		if !bytes.Contains(tag, []byte("ld+json")) {
			s.drop(start, s.at)
		}
	case "style":
		s.drop(start, s.at)
	case "noscript", "iframe", "noembed", "noframes":
		after := s.at
		s.drop(content, content+end)
		s.at = after
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
	s.cut(start, end)
}

// cut leaves out what lies between.
func (s *skimmer) cut(start, end int) {
	s.kept = append(s.kept, s.body[s.from:start]...)
	s.from, s.at = end, end
}
