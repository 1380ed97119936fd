package document

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// fromCharset makes UTF-8 of a body in any charset, and says whether it had to
// set aside what was declared. Bytes that are UTF-8 are that, whatever is
// declared, for no text in another charset is by chance. Else the labels count,
// those of HTTP and of the XML declaration in this order; then a guess; then
// windows-1252, which takes everything.
//
// The result may still hold bytes that are no UTF-8. It may share memory with body.
func fromCharset(body []byte, labels ...string) (text []byte, overruled bool) {
	if isUTF8(body) {
		return sevenBit(body, labels)
	}
	for i, label := range labels {
		if enc := lookup(label, body); enc != nil {
			if text, ok := decode(enc, body); ok {
				return text, overruled
			}
		}
		overruled = overruled || labels[i] != ""
	}
	if enc := detect(body); enc != nil {
		if text, ok := decode(enc, body); ok {
			return text, true
		}
	}
	text, _ = decode(charmap.Windows1252, body)
	return text, true
}

// isUTF8 says whether body is UTF-8, but for a few broken characters. Text in
// other charsets hardly ever makes a valid one by chance.
func isUTF8(body []byte) bool {
	if utf8.Valid(body) {
		return true
	}
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good += size
		}
		i += size
	}
	return good > 4*bad
}

// sevenBit reads the one charset of feeds that looks like ASCII, if it is
// declared and used: in it, escape sequences switch between alphabets.
func sevenBit(body []byte, labels []string) (text []byte, overruled bool) {
	const escape = "\x1B"
	for _, label := range labels {
		if label == "" {
			continue
		}
		enc, name := charset.Lookup(alias(label))
		if name == "iso-2022-jp" && bytes.Contains(body, []byte(escape)) {
			if text, ok := decode(enc, body); ok {
				return text, false
			}
		}
		overruled = overruled || name != "utf-8" && !isASCII(body)
	}
	return body, overruled
}

func isASCII(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lookup is the encoding of a label, nil if it is unknown or can't be true:
// the body is neither UTF-8 nor, without a zero byte, UTF-16.
func lookup(label string, body []byte) encoding.Encoding {
	enc, name := charset.Lookup(alias(label))
	switch {
	case enc == nil, name == "utf-8", name == "replacement":
		return nil
	case strings.HasPrefix(name, "utf-16") && bytes.IndexByte(body, 0) < 0:
		return nil
	}
	return enc
}

// decode is body in UTF-8, false if it can't be in that charset: too much is
// not a character of it.
func decode(enc encoding.Encoding, body []byte) (text []byte, ok bool) {
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return nil, false
	}
	const replacement = "\uFFFD"
	return text, bytes.Count(text, []byte(replacement))*100 <= len(text)
}

// alias gives labels that feeds are seen with in the spelling of the WHATWG's
// Encoding Standard, which knows most others.
func alias(label string) string {
	label = strings.Trim(strings.ToLower(label), " \t\r\n\"';,")
	label = strings.ReplaceAll(label, "_", "-")
	switch label {
	case "utf8mb4", "utf-8n", "unicode", "utf":
		return "utf-8"
	case "ansi", "latin-1", "latin", "iso-latin-1", "iso 8859-1", "western", "cp-1252", "windows1252", "win-1252":
		return "windows-1252"
	case "windows1251", "win-1251", "win1251", "cp-1251", "cp1251u":
		return "windows-1251"
	case "windows1250", "win-1250", "cp-1250":
		return "windows-1250"
	case "sjis", "shift-jis", "cp932", "ms932":
		return "shift_jis"
	case "gb-2312", "gb2312-80", "cp936", "ms936":
		return "gbk"
	case "big-5", "cp950":
		return "big5"
	case "ks-c-5601-1987", "cp949":
		return "euc-kr"
	case "koi8", "koi-8-r", "koi8r":
		return "koi8-r"
	}
	return label
}

// declaredCharset is the charset that a Content-Type names, empty if none.
func declaredCharset(contentType string) string {
	parameter, found := afterFold(contentType, "charset")
	if !found {
		return ""
	}
	parameter = strings.TrimLeft(parameter, " \t")
	if !strings.HasPrefix(parameter, "=") {
		return ""
	}
	value, _, _ := strings.Cut(parameter[1:], ";")
	return strings.Trim(value, " \t\"'")
}

// afterFold is what follows the first sep in s, whose letters may be of either case.
func afterFold(s, sep string) (rest string, found bool) {
	if i := strings.Index(strings.ToLower(s), sep); i >= 0 && i+len(sep) <= len(s) {
		return s[i+len(sep):], true
	}
	return "", false
}
