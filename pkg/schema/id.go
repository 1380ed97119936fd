package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// An id is the first 128 bits of a SHA-256 in 32 hexadecimal digits, so that
// anyone can make it again: printf %s URL | sha256sum | cut -c1-32, where URL is
// what [CanonicalURL] gives, or the address itself where that gives an error.

// FeedID is the identity of a feed: the hash of the first URL that was given for it, canonicalised.
func FeedID(url string) string { return hash(canonicalOrRaw(url)) }

// ItemID is the identity of an address that a feed announced: the hash of its canonicalised URL.
func ItemID(url string) string { return hash(canonicalOrRaw(url)) }

// ArticleID is the identity of an article: the hash of its canonicalised URL after redirects.
func ArticleID(url string) string { return hash(canonicalOrRaw(url)) }

// ContentHash is the hash of what makes a version, in 32 hexadecimal digits: the
// texts of headline and paragraphs, a line each, with runs of white space as one
// space and empty paragraphs left out. So a page that is only set differently
// has the same; roles and links don't count.
func ContentHash(headline string, body []Paragraph) string {
	size := len(headline) + 1
	for i := range body {
		size += len(body[i].Text) + 1
	}
	text := append(appendFolded(make([]byte, 0, size), headline), '\n')
	for i := range body {
		before := len(text)
		if text = appendFolded(text, body[i].Text); len(text) > before {
			text = append(text, '\n')
		}
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// appendFolded appends the words of s, with one space between two.
func appendFolded(b []byte, s string) []byte {
	first := true
	for word := range strings.FieldsSeq(s) {
		if !first {
			b = append(b, ' ')
		}
		b, first = append(b, word...), false
	}
	return b
}

func canonicalOrRaw(url string) string {
	if c, err := CanonicalURL(url); err == nil {
		return c
	}
	return url
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}
