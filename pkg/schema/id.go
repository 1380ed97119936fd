package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
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
	h := sha256.New()
	fold := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	_, _ = io.WriteString(h, fold(headline)+"\n")
	for _, p := range body {
		if text := fold(p.Text); text != "" {
			_, _ = io.WriteString(h, text+"\n")
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
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
