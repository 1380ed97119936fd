package document

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// outline is what is known of a document before it is parsed: enough to refuse
// it, to cut it, and to tell what the parser leaves out.
type outline struct {
	root    string   // "rss", "rdf", "feed", "channel", or "{" for JSON
	id      string   // the Atom id of the feed as it is written
	base    string   // xml:base of the feed
	entries []extent // whole entries, in order
	dropped int      // entries beyond those
	stray   []int    // where angle brackets stand that open nothing
	tail    extent   // up to its last end tag, or the tag that it ends within; start is how many elements are open there
}

// extent is where an entry is in the text, and what gofeed doesn't tell of it.
type extent struct {
	start, end int
	closers    string // what closes the document behind it
	id         string // rdf:about, or the Atom id as it is written
	base       string // xml:base that its links start from
	lang       string // xml:lang
	created    string // of Atom 0.3
}

// sketch outlines an XML document. It reads tags and nothing else, goes on where
// parsers stop, and works in place: it takes away xml:base, which gofeed
// resolves against as if it were always a directory, and declarations, comments
// and namespaces that parsers stumble over, of which it says so by mended.
func sketch(text []byte) (o outline, mended bool, err *Error) {
	s := sketcher{text: text}
	for s.at < len(text) && s.err == nil {
		next := bytes.IndexByte(text[s.at:], '<')
		if next < 0 {
			break
		}
		s.characters(text[s.at : s.at+next])
		s.at += next
		start := s.at
		if !s.markup() { // the document ends within a tag
			s.tail.start, s.tail.end = len(s.open), start
			break
		}
	}
	s.tail.closers = s.closers(s.tail.start)
	return s.outline, s.mended, s.err
}

// sketcher is a scanner of tags.
type sketcher struct {
	outline
	text       []byte
	at         int
	open       []element
	voids      int // of these, HTML that has no end tag
	elements   int
	attributes int
	copied     int // bytes, see maxCopied
	mended     bool
	err        *Error
}

// element is one that is open.
type element struct {
	name  []byte // as written
	base  string
	entry int // one more than its index in entries; 0 if it isn't one
	inner int // where its content begins
	texts int // bytes of text in it so far
}

// markup reads what begins with the angle bracket here and moves behind it. It
// is false if that doesn't end.
func (s *sketcher) markup() bool {
	rest := s.text[s.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		start := s.at
		found := s.skip("]]>")
		s.piece(s.at - start)
		return found
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.comment()
	case bytes.HasPrefix(rest, []byte("<?")):
		start := s.at
		found := s.skip("?>")
		if found && isDeclaration(s.text[start:s.at]) {
			blank(s.text[start:s.at]) // one within the document would switch the charset
		}
		return found
	case bytes.HasPrefix(rest, []byte("<!")):
		start := s.at
		found := s.skip(">")
		if found && len(s.open) > 0 { // HTML that nobody escaped
			blank(s.text[start:s.at])
		}
		return found
	case bytes.HasPrefix(rest, []byte("</")) && len(tagName(rest[2:])) > 0:
		return s.endTag()
	case len(tagName(rest[1:])) > 0:
		return s.startTag()
	}
	if s.stray = append(s.stray, s.at); len(s.stray) > maxStray {
		s.err = refuse(ReasonTooMany, "more than %d angle brackets that open nothing", maxStray)
	}
	s.at++
	return true
}

// characters takes note of text between tags, and mends the end of a CDATA
// section that wasn't begun, at which parsers stop.
func (s *sketcher) characters(between []byte) {
	s.piece(len(between))
	for {
		i := after(between, "]]>")
		if i < 0 {
			return
		}
		between[i-1] = ' '
		between, s.mended = between[i:], true
	}
}

// piece counts what it takes to join another piece to the text of an element.
func (s *sketcher) piece(size int) {
	if size == 0 || len(s.open) == 0 || s.dropped > 0 {
		return
	}
	e := &s.open[len(s.open)-1]
	e.texts += size
	if s.copied += e.texts; s.copied > maxCopied {
		s.err = refuse(ReasonTooMany, "a text is in too many pieces")
	}
}

// skip moves behind the next end.
func (s *sketcher) skip(end string) bool {
	i := after(s.text[s.at:], end)
	if i < 0 {
		s.at = len(s.text)
		return false
	}
	s.at += i
	return true
}

// comment skips a comment, and blanks one that holds two hyphens, at which
// parsers stop (XML 1.0 §2.5).
func (s *sketcher) comment() bool {
	start := s.at
	s.at += len("<!--")
	if !s.skip("-->") {
		return false
	}
	if inner := s.text[start+4 : s.at-3]; bytes.Contains(inner, []byte("--")) || bytes.HasSuffix(inner, []byte("-")) {
		blank(s.text[start:s.at])
		s.mended = true
	}
	return true
}

func (s *sketcher) startTag() bool {
	start := s.at
	name := tagName(s.text[start+1:])
	s.at += 1 + len(name)
	tag, ok := s.attrs()
	if !ok {
		return false
	}
	local := localName(name)
	e := element{name: name, base: tag.base, inner: s.at}
	if len(s.open) > 0 && tag.base == "" {
		e.base = s.open[len(s.open)-1].base
	} else if len(s.open) > 0 {
		e.base = joinBase(s.open[len(s.open)-1].base, tag.base)
	}
	depth := len(s.open)
	switch {
	case depth == 0 && s.root == "":
		s.root, s.base = local, e.base
		if local == "feed" && !isAtom(tag.space) {
			blank(tag.spaceAttr)
			s.mended = true
		}
	case depth == 1 && local == "channel":
		s.base = e.base
	case (depth == 1 || depth == 2) && (local == "item" || local == "entry"):
		e.entry = s.begin(start, tag, e.base)
	case depth > 0 && local == "link" && tag.base != "":
		if parent := s.open[depth-1].entry; parent > 0 && parent <= len(s.entries) {
			s.entries[parent-1].base = e.base
		}
	}
	s.count(tag.count)
	if tag.closed {
		s.close(e, s.at, s.at)
		return true
	}
	s.open = append(s.open, e)
	if isVoid(local) {
		s.voids++
	}
	return true
}

// begin notes an entry. Those beyond the cap are only counted.
func (s *sketcher) begin(start int, t tag, base string) (entry int) {
	if len(s.entries) == MaxEntries {
		s.dropped++
		return MaxEntries + 1
	}
	s.entries = append(s.entries, extent{start: start, closers: s.closers(len(s.open)), id: t.about, base: base, lang: t.lang})
	return len(s.entries)
}

// closers are the end tags of the outermost open elements.
func (s *sketcher) closers(depth int) string {
	var b strings.Builder
	for i := depth - 1; i >= 0; i-- {
		b.WriteString("</" + string(s.open[i].name) + ">")
	}
	return b.String()
}

// count holds the bounds. What stands behind the last entry that is read isn't
// parsed and doesn't count.
func (s *sketcher) count(attributes int) {
	if s.dropped > 0 {
		return
	}
	s.elements++
	s.attributes += attributes
	switch {
	case len(s.open)-s.voids >= MaxDepth || s.voids >= maxVoids:
		s.err = refuse(ReasonTooDeep, "elements are nested more than %d deep", MaxDepth)
	case attributes > maxTagAttrs:
		s.err = refuse(ReasonTooMany, "an element has more than %d attributes", maxTagAttrs)
	case s.elements > maxElements:
		s.err = refuse(ReasonTooMany, "more than %d elements", maxElements)
	case s.attributes > maxAttributes:
		s.err = refuse(ReasonTooMany, "more than %d attributes", maxAttributes)
	}
}

// endTag closes the innermost element of that name, and with it those within
// that were left open, as parsers do that aren't strict. One that closes nothing
// is taken away, since it would make them close everything.
func (s *sketcher) endTag() bool {
	start := s.at
	name := tagName(s.text[start+2:])
	if !s.skip(">") {
		return false
	}
	i := len(s.open) - 1
	for i >= 0 && !bytes.Equal(s.open[i].name, name) {
		if bytes.EqualFold(s.open[i].name, name) {
			copy(name, s.open[i].name) // <pubDate> … </pubdate>
			s.mended = true
			break
		}
		i--
	}
	if i < 0 {
		blank(s.text[start:s.at])
		s.mended = true
		return true
	}
	for len(s.open) > i {
		last := s.open[len(s.open)-1]
		s.open = s.open[:len(s.open)-1]
		if isVoid(localName(last.name)) {
			s.voids--
		}
		s.close(last, start, s.at)
	}
	s.tail.start, s.tail.end = i, s.at
	return true
}

// close notes that an element ended: its content at inner, its tag at end.
func (s *sketcher) close(e element, inner, end int) {
	if e.entry > 0 && e.entry <= len(s.entries) {
		s.entries[e.entry-1].end = end
		return
	}
	if s.root != "feed" || len(s.open) == 0 || inner < e.inner {
		return
	}
	parent := s.open[len(s.open)-1].entry
	switch inEntry := parent > 0 && parent <= len(s.entries); string(e.name) {
	case "id":
		if inEntry {
			s.entries[parent-1].id = innerText(s.text[e.inner:inner])
		} else if len(s.open) == 1 {
			s.id = innerText(s.text[e.inner:inner])
		}
	case "created":
		if inEntry {
			s.entries[parent-1].created = innerText(s.text[e.inner:inner])
		}
	}
}

// tag is what is kept of a start tag.
type tag struct {
	count     int // of attributes
	about     string
	base      string
	lang      string
	space     string // the namespace that it makes the default
	spaceAttr []byte
	closed    bool // an empty element, such as <br/>
}

// attrs reads the attributes from here on and moves behind the tag.
func (s *sketcher) attrs() (t tag, ok bool) {
	text := s.text
	for s.at < len(text) {
		switch c := text[s.at]; {
		case c == '>':
			s.at++
			return t, true
		case c == '/':
			t.closed = s.at+1 < len(text) && text[s.at+1] == '>'
			s.at++
		case isSpace(c) || c == '"' || c == '\'' || c == '=':
			s.at++
		default:
			t.count++
			s.attr(&t)
		}
	}
	return t, false
}

// attr reads one attribute.
func (s *sketcher) attr(t *tag) {
	text, start := s.text, s.at
	for s.at < len(text) && !isSpace(text[s.at]) && strings.IndexByte("=>/\"'", text[s.at]) < 0 {
		s.at++
	}
	name := text[start:s.at]
	i := s.at
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	if i == len(text) || text[i] != '=' {
		return
	}
	for i++; i < len(text) && isSpace(text[i]); i++ {
	}
	if i == len(text) || text[i] != '"' && text[i] != '\'' {
		s.at = i
		return
	}
	end := bytes.IndexByte(text[i+1:], text[i])
	if end < 0 {
		s.at = len(text)
		return
	}
	value := text[i+1 : i+1+end]
	s.at = i + 1 + end + 1
	switch {
	case string(name) == "xml:base":
		t.base = innerText(value)
		name[len("xml")] = '-'
	case string(name) == "xmlns":
		t.space, t.spaceAttr = string(bytes.TrimSpace(value)), text[start:s.at]
	case string(name) == "xml:lang":
		t.lang = innerText(value)
	case localName(name) == "about":
		t.about = innerText(value)
	}
}

// tagName is the name that text begins with, empty if it begins with none.
func tagName(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	if c := text[0]; c < utf8.RuneSelf && c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') {
		return nil
	}
	for i, c := range text {
		if isSpace(c) || c == '>' || c == '/' || c == '<' || c == '=' {
			return text[:i]
		}
	}
	return text
}

// isAtom says whether gofeed knows a namespace as that of Atom. Feeds give it with
// a slash at its end, with https, or as it was before it was agreed on.
func isAtom(space string) bool {
	switch space {
	case "", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#":
		return true
	}
	return false
}

// localName is a name in lower case and without its prefix.
func localName(name []byte) string {
	if colon := bytes.LastIndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	return strings.ToLower(string(name))
}

// isVoid says whether an element of that name is HTML that has no end tag.
func isVoid(local string) bool {
	switch local {
	case "br", "hr", "img", "wbr", "input":
		return true
	}
	return false
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func blank(text []byte) {
	for i := range text {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
}
