package reserve

import (
	"bytes"
	"iter"
	"strings"

	"golang.org/x/net/html"
)

// maxHead is how much of a page is looked at for meta elements, in bytes.
const maxHead = 64 << 10

// metas gives the names and contents of a page's meta elements, the names in
// lower case, as far as the head goes and maxHead allows. A page that mentions
// none of the words that count costs no tokenizing, and gives nothing.
func metas(page []byte) iter.Seq2[string, string] {
	head := page[:min(len(page), maxHead)]
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		head = bytes.ReplaceAll(head, []byte{0}, nil) // UTF-16: what counts is ASCII
	}
	return func(yield func(name, content string) bool) {
		if !mentions(head) {
			return
		}
		z := html.NewTokenizer(bytes.NewReader(head))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
				continue
			}
			tag, more := z.TagName()
			switch string(tag) {
			case "body":
				return
			case "meta":
				if name, content := meta(z, more); name != "" && !yield(name, content) {
					return
				}
			}
		}
	}
}

// mentions says whether a page may reserve anything, in one walk over its bytes.
func mentions(head []byte) bool {
	for i, c := range head {
		switch c | 0x20 { // lower case, of letters
		case 'n':
			if begins(head[i:], "noarchive") || begins(head[i:], "noai") || begins(head[i:], "noimageai") {
				return true
			}
		case 't':
			if begins(head[i:], "tdm-") {
				return true
			}
		}
	}
	return false
}

// begins is bytes.HasPrefix in any case.
func begins(s []byte, word string) bool {
	for i := range len(word) {
		if i >= len(s) || s[i]|0x20 != word[i] {
			return false
		}
	}
	return true
}

// meta reads one element; the first attribute of a name counts, as in browsers.
func meta(z *html.Tokenizer, more bool) (name, content string) {
	var key, value []byte
	named, filled := false, false
	for more {
		key, value, more = z.TagAttr()
		switch string(key) {
		case "name":
			if !named {
				name, named = strings.ToLower(strings.TrimSpace(string(value))), true
			}
		case "content":
			if !filled {
				content, filled = string(value), true
			}
		}
	}
	return name, content
}
