package dom

import "bytes"

// prune drops the attributes of a start tag that nobody reads. Of each attribute
// the parser makes half a dozen small strings, and pages have thousands of them.
// The tag begins at an index of the body, without its <. White space stays, so
// that what stands around an attribute can't come together.
func (s *skimmer) prune(at int, tag []byte) {
	element := nameOf(tag)
	for a := (attributes{tag: tag, i: len(element)}); a.next(); {
		if closesItself := tag[a.start-1] == '/' && tag[a.end] == '>'; !closesItself && !isRead(element, a.name, a.value) {
			s.cut(at+a.start, at+a.end)
		}
	}
}

// attributes are those of a start tag, one after the other, as the parser cuts them.
type attributes struct {
	tag         []byte
	i           int
	start, end  int    // of the one that was read
	name, value []byte // of it; the value with what stands before it
}

func (a *attributes) next() bool {
	tag, i := a.tag, a.i
	for i < len(tag) && (isSpace(tag[i]) || tag[i] == '/') {
		i++
	}
	if i >= len(tag) || tag[i] == '>' {
		return false
	}
	a.start = i
	i++ // an equals sign may begin a name
	for i < len(tag) && !isSpace(tag[i]) && tag[i] != '=' && tag[i] != '/' && tag[i] != '>' {
		i++
	}
	a.end = i
	a.name, a.value = tag[a.start:i], nil
	for i < len(tag) && isSpace(tag[i]) {
		i++
	}
	if i < len(tag) && tag[i] == '=' {
		if i = valueEnd(tag, i+1); i < 0 {
			return false
		}
		a.value, a.end = tag[a.end:i], i
	}
	a.i = i
	return true
}

// isRead says whether anybody reads an attribute. Who begins to read another one
// adds it here: [Attr] finds no attribute that isn't listed. Value is with what
// stands before it. Names of a site's own are kept where they may tell dates,
// authors, or where a picture is.
func isRead(element, name, value []byte) bool {
	var lowered [20]byte
	if len(name) > len(lowered) {
		return bytes.HasPrefix(name, []byte("data-")) && tells(name)
	}
	for i, c := range name {
		lowered[i] = c
		if 'A' <= c && c <= 'Z' {
			lowered[i] = c | 0x20
		}
	}
	switch string(lowered[:len(name)]) {
	case "class", "id", "href", "src", "rel", "type", "content", "name", "property", "itemprop", "itemtype", "itemscope", "alt", "role",
		"width", "height", "datetime", "pubdate", "lang", "xml:lang", "hidden", "http-equiv":
		return true
	case "style":
		return contains(value, "none") || contains(value, "hidden")
	case "title":
		return !isNamedOneOf(element, "a", "img", "li", "iframe", "button", "path")
	case "srcset":
		return !isNamedOneOf(element, "source")
	}
	return bytes.HasPrefix(lowered[:], []byte("data-")) && tells(lowered[:len(name)])
}

// tells says whether the name of a site's own attribute has a word for what we look for.
func tells(name []byte) bool {
	for _, word := range [...]string{"src", "original", "date", "time", "publi", "author", "byline", "testid", "component", "-qa", "-type", "-role"} {
		if contains(name, word) {
			return true
		}
	}
	return false
}

// contains is bytes.Contains in any case of letters; word is in lower case.
func contains(s []byte, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0] || s[i] == word[0] {
			if bytes.EqualFold(s[i:i+len(word)], []byte(word)) {
				return true
			}
		}
	}
	return false
}

func isNamedOneOf(element []byte, names ...string) bool {
	for _, name := range names {
		if bytes.EqualFold(element, []byte(name)) {
			return true
		}
	}
	return false
}

// isLinkRead says whether anybody reads where a <link> leads.
func isLinkRead(tag []byte) bool {
	for a := (attributes{tag: tag, i: len("link")}); a.next(); {
		if isNamedOneOf(a.name, "itemprop") {
			return true
		}
		if isNamedOneOf(a.name, "rel") && (contains(a.value, "canonical") || contains(a.value, "license") || contains(a.value, "next") || contains(a.value, "author")) {
			return true
		}
	}
	return false
}
