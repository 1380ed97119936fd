package document

import (
	"html"
	"strings"
)

// plain is a title without markup: feeds put HTML into titles, escaped once or
// twice. Only what is an HTML tag goes, so that "a < b" and "Vec<T>" stay.
// Entities are resolved, and white space is folded.
func plain(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = withoutTags(s)
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return strings.Join(strings.Fields(s), " ")
}

// withoutTags takes HTML tags and comments out of s. The content of scripts and
// styles goes with them.
func withoutTags(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:open])
		s = s[open:]
		name, size := htmlTag(s)
		switch {
		case size == 0:
			b.WriteByte('<')
			s = s[1:]
			continue
		case name == "script" || name == "style":
			if rest, found := afterFold(s, "</"+name); found {
				s = rest
				size = strings.IndexByte(s, '>') + 1
			}
		case breaks(name):
			b.WriteByte(' ')
		}
		s = s[size:]
	}
}

// htmlTag is the name of the HTML tag, or "!" for the comment, that s begins
// with, and its length; 0 if it begins with none.
func htmlTag(s string) (name string, size int) {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s, "-->"); end > 0 {
			return "!", end + len("-->")
		}
		return "", 0
	}
	end := strings.IndexByte(s, '>')
	if end < 0 {
		return "", 0
	}
	name = strings.TrimPrefix(s[1:end], "/")
	for i := range len(name) {
		if c := name[i]; isSpace(c) || c == '/' {
			name = name[:i]
			break
		}
	}
	name = strings.ToLower(name)
	if !isHTML(name) {
		return "", 0
	}
	return name, end + 1
}

// isHTML says whether name is an element that is found in titles and other lines.
func isHTML(name string) bool {
	switch name {
	case "!doctype", "a", "abbr", "acronym", "applet", "audio", "b", "bdi", "bdo", "big", "blink", "body", "button",
		"center", "cite", "code", "del", "dfn", "em", "embed", "font", "form", "frame", "frameset", "head", "html",
		"i", "iframe", "img", "input", "ins", "kbd", "label", "link", "mark", "marquee", "meta", "nobr", "noscript",
		"object", "param", "q", "rb", "rp", "rt", "ruby", "s", "samp", "script", "small", "source", "span", "strike",
		"strong", "style", "sub", "sup", "svg", "time", "title", "tt", "u", "var", "video", "wbr":
		return true
	}
	return breaks(name)
}

// breaks says whether an element of that name parts words.
func breaks(name string) bool {
	switch name {
	case "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
		"h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "td",
		"th", "tr", "ul":
		return true
	}
	return false
}

// line is a single line of plain text within its bound.
func line(s string) string { return clip(plain(s), maxLine) }

// names is a list of lines, without the empty ones and without repeats.
func names(list ...string) []string {
	var kept []string
	for _, s := range list {
		s = clip(plain(s), maxName)
		if s == "" || contains(kept, s) {
			continue
		}
		if kept = append(kept, s); len(kept) == maxNames {
			break
		}
	}
	return kept
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if strings.EqualFold(have, s) {
			return true
		}
	}
	return false
}
