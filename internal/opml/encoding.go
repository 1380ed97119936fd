package opml

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 gives the text in UTF-8 without a mark of byte order, whatever encoding
// it declares. Text that is said to be UTF-8, or says nothing, and isn't, is read
// as windows-1252, which is what it most likely is.
func toUTF8(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xff\xfe")) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	label := declared(data)
	if label == "" || label == "utf-8" || strings.HasPrefix(label, "utf-16") { // in UTF-16, its declaration couldn't be read
		if utf8.Valid(data) {
			return data, nil
		}
		label = "windows-1252"
	}
	encoding, _ := charset.Lookup(label)
	if encoding == nil {
		return nil, fmt.Errorf("encoding %q is unknown: save the list as UTF-8", label)
	}
	return encoding.NewDecoder().Bytes(data)
}

// declared is the encoding that the XML declaration names, in lower case.
func declared(data []byte) string {
	head, _, _ := bytes.Cut(data[:min(len(data), 1024)], []byte("?>"))
	pattern := regexp.MustCompile(`^\s*<\?xml\s[^>]*encoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})`)
	if found := pattern.FindSubmatch(head); found != nil {
		return strings.ToLower(string(found[1]))
	}
	return ""
}
