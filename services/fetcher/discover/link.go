package discover

import "strings"

// link is what an HTTP header or an element says of another document.
type link struct{ href, rel, kind, title string }

// is says whether the relation is one of the link's.
func (l link) is(relation string) bool {
	for word := range strings.FieldsSeq(l.rel) {
		if strings.EqualFold(word, relation) {
			return true
		}
	}
	return false
}

// field is where the value of an attribute, or of a parameter, is kept; nil for
// those that say nothing of feeds.
func (l *link) field(name string) *string {
	switch name {
	case "href":
		return &l.href
	case "rel":
		return &l.rel
	case "type":
		return &l.kind
	case "title":
		return &l.title
	}
	return nil
}

// parseLinks reads the headers Link of an answer (RFC 8288 §3).
func parseLinks(values []string) []link {
	var links []link
	for _, rest := range values {
		rest = rest[:min(len(rest), maxPage/len(values))]
		for len(links) < maxCandidates {
			_, after, found := strings.Cut(rest, "<")
			if !found {
				break
			}
			var l link
			if l.href, rest, found = strings.Cut(after, ">"); !found {
				break
			}
			rest = l.parameters(rest)
			links = append(links, l)
		}
	}
	return links
}

// parameters reads what follows a link's address, and gives what follows that. Of
// a parameter that comes twice the first one counts.
func (l *link) parameters(s string) (rest string) {
	for {
		s = strings.TrimLeft(s, " \t")
		if !strings.HasPrefix(s, ";") {
			return s
		}
		var name, value string
		name, value, s = parameter(s[1:])
		if field := l.field(name); field != nil && *field == "" && name != "href" {
			*field = value
		}
	}
}

// parameter reads one: name=token or name="quoted string".
func parameter(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;,")
	if end < 0 {
		return "", "", ""
	}
	name = strings.ToLower(strings.TrimSpace(s[:end]))
	if s[end] != '=' {
		return name, "", s[end:]
	}
	s = strings.TrimLeft(s[end+1:], " \t")
	if !strings.HasPrefix(s, `"`) {
		if end = strings.IndexAny(s, ";,"); end < 0 {
			end = len(s)
		}
		return name, strings.TrimSpace(s[:end]), s[end:]
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return name, b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return name, b.String(), ""
}
