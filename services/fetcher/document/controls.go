package document

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// scrub makes bytes that are no UTF-8 into U+FFFD and takes out what no XML
// document may hold (XML 1.0 §2.2), which parsers refuse: control characters,
// U+FFFE and U+FFFF, and numeric references to any of them. Two references that
// are the halves of one character, as some programs write emoji, become it.
// It works in place and says whether there was anything to do.
func scrub(text []byte) (clean []byte, changed bool) {
	if !utf8.Valid(text) {
		text, changed = bytes.ToValidUTF8(text, []byte("\uFFFD")), true
	}
	if !hasForbidden(text) {
		return text, changed
	}
	w := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case isForbidden(text[i:]) > 0:
			i += isForbidden(text[i:])
			changed = true
			continue
		case c == '&':
			if r, size := reference(text[i:]); size > 0 && !isCharacter(r) {
				changed = true
				if low, more := reference(text[i+size:]); utf16.IsSurrogate(r) {
					if pair := utf16.DecodeRune(r, low); more > 0 && pair != utf8.RuneError {
						w += utf8.EncodeRune(text[w:], pair)
						size += more
					}
				}
				i += size
				continue
			}
		}
		text[w] = c
		w++
		i++
	}
	return text[:w], changed
}

// hasForbidden says, fast, whether there may be anything to take out.
func hasForbidden(text []byte) bool {
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return true
		}
	}
	if bytes.Contains(text, []byte("\uFFFE")) || bytes.Contains(text, []byte("\uFFFF")) {
		return true
	}
	for rest := text; ; {
		i := bytes.Index(rest, []byte("&#"))
		if i < 0 {
			return false
		}
		rest = rest[i:]
		if r, size := reference(rest); size > 0 && !isCharacter(r) {
			return true
		}
		rest = rest[2:]
	}
}

// isForbidden is the length of the forbidden character that text begins with; 0 if it begins with none.
func isForbidden(text []byte) int {
	switch c := text[0]; {
	case c < ' ' && c != '\t' && c != '\n' && c != '\r':
		return 1
	case c == 0xEF && len(text) >= 3 && text[1] == 0xBF && text[2] >= 0xBE:
		return 3
	}
	return 0
}

// reference reads a numeric reference, such as &#8217; or &#x2019;, at the
// beginning of text. Its size is 0 if there is none.
func reference(text []byte) (r rune, size int) {
	const longest = len("&#x0010FFFF;")
	if len(text) < 4 || text[0] != '&' || text[1] != '#' {
		return 0, 0
	}
	end := bytes.IndexByte(text[:min(len(text), longest)], ';')
	if end < 0 {
		return 0, 0
	}
	digits, base := text[2:end], 10
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 31)
	if err != nil {
		return 0, 0
	}
	return rune(n), end + 1
}

// isCharacter says whether an XML document may hold r.
func isCharacter(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
