package text

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Collapse makes one line of s: valid UTF-8, every run of white space one
// space, none at the ends, no control characters and none of the invisible
// marks that editors leave behind (byte order marks, soft hyphens, zero-width
// spaces). The joiners that Persian and the Indian scripts need stay.
func Collapse(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), Invisible(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// clean says whether Collapse has nothing to do, which is so for most of what it is given.
func clean(s string) bool {
	space := true
	for _, r := range s {
		if r == ' ' {
			if space {
				return false
			}
			space = true
			continue
		}
		if r < ' ' || r >= 0x7f && (unicode.IsSpace(r) || unicode.IsControl(r) || Invisible(r) || r == utf8.RuneError) {
			return false
		}
		space = false
	}
	return s == "" || !space
}

// Invisible says whether r is a mark that is never shown.
func Invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\ufeff', '\ufffe', '\u2028', '\u2029':
		return true
	}
	return false
}

// Unescape is Collapse after decoding entities, twice where they were encoded
// twice, which metadata often are.
func Unescape(s string) string {
	for range 2 {
		if !strings.Contains(s, "&") {
			break
		}
		s = html.UnescapeString(s)
	}
	return Collapse(s)
}

// Plain is Unescape after dropping markup: metadata hold a <b> or <br> now and then.
func Plain(s string) string {
	s = Unescape(s)
	if !strings.Contains(s, "<") {
		return s
	}
	var b strings.Builder
	for s != "" {
		open := strings.IndexByte(s, '<')
		if open < 0 || open+1 >= len(s) || !tagStart(s[open+1]) {
			cut := len(s)
			if open >= 0 {
				cut = open + 1
			}
			b.WriteString(s[:cut])
			s = s[cut:]
			continue
		}
		b.WriteString(s[:open])
		end := strings.IndexByte(s[open:], '>')
		if end < 0 {
			break
		}
		b.WriteByte(' ')
		s = s[open+end+1:]
	}
	return Collapse(b.String())
}

func tagStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '/' || c == '!'
}

// Cut is s without what follows the limit-th rune.
func Cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit {
			return strings.TrimSpace(s[:i])
		}
		n++
	}
	return s
}
