package websub

import "strings"

const (
	// maxLinks is how many links of an answer are looked at.
	maxLinks = 64
	// maxLinkBytes is how many bytes of its Link headers are read.
	maxLinkBytes = 16 << 10
)

// link is one link of a Link header (RFC 8288 §3).
type link struct {
	target string
	rel    string // relation types, separated by spaces
	anchor string // another document that the link is from; empty for the answer itself
}

// is says whether a link has a relation type.
func (l link) is(relation string) bool {
	for rel := range strings.FieldsSeq(l.rel) {
		if strings.EqualFold(rel, relation) {
			return true
		}
	}
	return false
}

// parseLinks reads the values of Link headers. What is no link is passed over.
func parseLinks(values []string) []link {
	var links []link
	budget := maxLinkBytes
	for _, s := range values {
		s = s[:min(len(s), budget)]
		budget -= len(s)
		for s != "" && len(links) < maxLinks {
			start := strings.IndexByte(s, '<')
			if start < 0 {
				break
			}
			target, rest, closed := strings.Cut(s[start+1:], ">")
			if !closed {
				break
			}
			l := link{target: strings.TrimSpace(target)}
			s = l.parameters(rest)
			links = append(links, l)
		}
	}
	return links
}

// parameters reads what follows a target, to the comma before the next link,
// and gives the rest. Of equal parameters the first counts (RFC 8288 §3.3).
func (l *link) parameters(s string) (rest string) {
	seen := false
	for {
		s = strings.TrimLeft(s, " \t")
		if s == "" || s[0] == ',' {
			return strings.TrimPrefix(s, ",")
		}
		var name, value string
		name, value, s = parameter(strings.TrimPrefix(s, ";"))
		switch {
		case strings.EqualFold(name, "rel") && !seen:
			l.rel, seen = value, true
		case strings.EqualFold(name, "anchor") && l.anchor == "":
			l.anchor = value
		}
	}
}

// parameter reads one parameter, whose value is a token, a quoted string or missing.
func parameter(s string) (name, value, rest string) {
	end := strings.IndexAny(s, "=;,")
	if end < 0 {
		return strings.TrimSpace(s), "", ""
	}
	name, rest = strings.TrimSpace(s[:end]), s[end:]
	if rest[0] != '=' {
		return name, "", rest
	}
	rest = strings.TrimLeft(rest[1:], " \t")
	if strings.HasPrefix(rest, `"`) {
		value, rest = quoted(rest[1:])
	} else if end = strings.IndexAny(rest, ";,"); end >= 0 {
		value, rest = rest[:end], rest[end:]
	} else {
		value, rest = rest, ""
	}
	if end = strings.IndexAny(rest, ";,"); end >= 0 { // what stands behind a value is none of it
		return name, strings.TrimSpace(value), rest[end:]
	}
	return name, strings.TrimSpace(value), ""
}

// quoted reads a quoted string behind its first quote (RFC 9110 §5.6.4).
func quoted(s string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}
