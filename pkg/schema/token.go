package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
)

// Token makes a token of a NATS subject out of anything: [a-z0-9_-], at most
// [MaxTokenLength] bytes, without dots, wildcards or spaces.
//
// Letters become lower case and lose their accents (ä is a, ß is ss); Greek,
// Cyrillic, Hebrew and Arabic are transliterated; a letter or digit of any
// other script becomes "u" and its code point in hexadecimal, so that sections
// that differ stay apart. All else becomes "-", runs of which become one, and
// none is left at either end. A longer token is cut, and ends in eight digits
// of the hash of the whole. What has no letter or digit gives the empty string,
// which is no valid token.
//
// A token is its own token. Text is best in NFC, for an accent that is a rune
// of its own is dropped: decomposed, й is i and not y.
func Token(s string) string {
	if isToken(s) {
		return s
	}
	var out []byte
	for _, r := range s {
		r = unicode.ToLower(r)
		if r < 0x80 && isTokenByte(byte(r)) {
			out = append(out, byte(r))
			continue
		}
		part := tokenPart(r)
		if part == "-" && (len(out) == 0 || out[len(out)-1] == '-') {
			continue
		}
		out = append(out, part...)
	}
	token := strings.Trim(string(out), "-")
	if len(token) <= MaxTokenLength {
		return token
	}
	sum := sha256.Sum256([]byte(token))
	suffix := hex.EncodeToString(sum[:4])
	return strings.TrimRight(token[:MaxTokenLength-len(suffix)-1], "-") + "-" + suffix
}

// isToken says whether Token has nothing to do: ids pass here by the thousand.
func isToken(s string) bool {
	if s == "" || len(s) > MaxTokenLength || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return s == ""
	}
	for i := range len(s) {
		if !isTokenByte(s[i]) && s[i] != '-' {
			return false
		}
	}
	return true
}

func isTokenByte(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '_' }

// tokenPart is what a lower-case rune gives that can't stand in a token itself.
func tokenPart(r rune) string {
	if part, ok := transliterate(r); ok {
		return part
	}
	if r >= 0x80 && unicode.In(r, unicode.L, unicode.M, unicode.N) {
		return "u" + strconv.FormatInt(int64(r), 16)
	}
	return "-"
}
