package websub

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // most hubs sign with it, and an HMAC needs no collision resistance
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"strings"
)

// signature is what a hub says that a push is signed with (WebSub §8).
type signature struct {
	method func() hash.Hash
	sum    []byte
}

// parseSignature reads X-Hub-Signature; false when it is missing or is none that we know.
func parseSignature(header string) (signature, bool) {
	name, digits, _ := strings.Cut(strings.TrimSpace(header), "=")
	var s signature
	switch strings.ToLower(name) {
	case "sha1":
		s.method = sha1.New
	case "sha256":
		s.method = sha256.New
	case "sha384":
		s.method = sha512.New384
	case "sha512":
		s.method = sha512.New
	default:
		return signature{}, false
	}
	if len(digits) != hex.EncodedLen(s.method().Size()) {
		return signature{}, false
	}
	var err error
	s.sum, err = hex.DecodeString(digits)
	return s, err == nil
}

// by begins the check of a body that is written to the hash.
func (s signature) by(secret string) hash.Hash { return hmac.New(s.method, []byte(secret)) }

// matches ends it, in constant time.
func (s signature) matches(h hash.Hash) bool { return hmac.Equal(h.Sum(nil), s.sum) }
