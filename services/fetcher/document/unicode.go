package document

import (
	"bytes"
	"slices"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// fromUnicode makes UTF-8 of a body that is in one of the forms of Unicode by its
// byte order mark, or, without one, by where its first bytes are zero. UTF-8
// without a mark is not its business. The result may share memory with body.
func fromUnicode(body []byte) (text []byte, found bool) {
	for _, form := range unicodeForms() {
		if !bytes.HasPrefix(body, form.start) {
			continue
		}
		body = body[form.mark:]
		if form.encoding == nil {
			return body, true
		}
		text, err := form.encoding.NewDecoder().Bytes(body)
		return text, err == nil
	}
	return body, false
}

type unicodeForm struct {
	start    []byte            // how such a body begins
	mark     int               // how many bytes of that are a mark
	encoding encoding.Encoding // nil for UTF-8
}

// unicodeForms are in the order in which they must be tried: the mark of
// UTF-32LE begins with that of UTF-16LE.
func unicodeForms() []unicodeForm {
	big16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	little16 := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	big32 := utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	little32 := utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	forms := []unicodeForm{
		{[]byte("\xEF\xBB\xBF"), 3, nil},
		{[]byte("\xFF\xFE\x00\x00"), 4, little32},
		{[]byte("\x00\x00\xFE\xFF"), 4, big32},
		{[]byte("\xFF\xFE"), 2, little16},
		{[]byte("\xFE\xFF"), 2, big16},
	}
	return slices.Concat(forms, []unicodeForm{
		{[]byte("<\x00\x00\x00"), 0, little32},
		{[]byte("\x00\x00\x00<"), 0, big32},
		{[]byte("<\x00"), 0, little16},
		{[]byte("\x00<"), 0, big16},
		{[]byte("{\x00"), 0, little16},
		{[]byte("\x00{"), 0, big16},
	})
}
