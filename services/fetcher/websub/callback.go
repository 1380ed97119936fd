package websub

import (
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// macSize is how many bytes of a token can't be guessed.
	macSize = 16
	// tokenSize is the whole of it, in bytes.
	tokenSize = len(mark{}) + macSize
)

// callback is the address that a hub calls for one subscription: the base, the
// feed's id, and a token that only we can make. Whoever knows it can have the
// feed polled, which is why it is never logged.
func callback(base, feed string, k key, m mark) string {
	return strings.TrimSuffix(base, "/") + "/" + feed + "/" + token(feed, k, m)
}

// token is the part of a callback that can't be guessed.
func token(feed string, k key, m mark) string {
	return base64.RawURLEncoding.EncodeToString(append(m[:], k.derive(forCallback, feed, m)[:macSize]...))
}

// caller is the subscription that a call of a hub is about, as its address says.
type caller struct {
	feed string
	key  key
	mark mark
}

// recognise reads the path of a call; false when we can't have made it. It asks
// nobody, so that guesses cost nothing but a hash.
func (r keyring) recognise(base, path string) (caller, bool) {
	rest, found := strings.CutPrefix(path, strings.TrimSuffix(basePath(base), "/")+"/")
	feed, encoded, two := strings.Cut(rest, "/")
	if !found || !two || feed == "" || schema.Token(feed) != feed || len(encoded) != base64.RawURLEncoding.EncodedLen(tokenSize) {
		return caller{}, false
	}
	token, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return caller{}, false
	}
	c := caller{feed: feed, mark: mark(token[:len(mark{})])}
	for _, k := range r {
		if subtle.ConstantTimeCompare(k.derive(forCallback, feed, c.mark)[:macSize], token[len(mark{}):]) == 1 {
			c.key = k
			return c, true
		}
	}
	return caller{}, false
}

// basePath is the path of the base, which was checked.
func basePath(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Path
}
