package schema

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// MaxURLLength is the most bytes that a canonical address may have. Longer ones
// are refused: they are traps or tracking, and no news page was seen with one.
const MaxURLLength = 2048

// CanonicalURL gives the one spelling of an address that identities are made of.
// The result is pure ASCII, at most [MaxURLLength] bytes, and canonical itself.
//
// By RFC 3986 §6.2.2 and §6.2.3: scheme and host in lower case, no default
// port, no fragment, dot segments resolved, an empty path as "/",
// percent-encoding in upper case and only where it is needed.
// By what the web does besides: white space around the address and line breaks
// within it are dropped, a final dot of the host is dropped, hosts of other
// scripts become punycode, parameters that only follow readers about (utm_*,
// fbclid, …) and empty ones are dropped. A parameter that might choose the
// content stays, and the order of those that stay is kept.
//
// What may be another page stays another address: http and https, with and
// without "www.", with and without a final slash.
//
// Of UTS 46, hosts get lower case and the ideographic full stops only: no
// normalisation (NFC), no folding of width, no check of bidirectional text.
//
// It is an error when the address isn't absolute with http or https, has no
// valid host or port, holds a user name or password, or is too long. Errors
// never quote the address, for it may hold a secret.
func CanonicalURL(raw string) (string, error) {
	u, err := splitURL(raw)
	if err != nil {
		return "", err
	}
	host, err := canonicalHost(u.scheme, u.authority)
	if err != nil {
		return "", err
	}
	canonical := u.scheme + "://" + host + canonicalPath(u.path)
	if query := canonicalQuery(u.query); query != "" {
		canonical += "?" + query
	}
	if len(canonical) > MaxURLLength {
		return "", fmt.Errorf("address has %d bytes, more than %d", len(canonical), MaxURLLength)
	}
	return canonical, nil
}

// HostOf is the host of an address as [CanonicalURL] spells it, with the port
// if it isn't the default one: "example.com", "example.com:8080",
// "[2001:db8::1]:8080". Its errors are those of CanonicalURL.
func HostOf(url string) (string, error) {
	u, err := splitURL(url)
	if err != nil {
		return "", err
	}
	return canonicalHost(u.scheme, u.authority)
}

// urlParts are the parts of an address, as raw as they came, the scheme in lower case.
//
// net/url isn't used: it refuses much that browsers, and so feeds, live with,
// such as a lone percent sign.
type urlParts struct{ scheme, authority, path, query string }

func splitURL(raw string) (urlParts, error) {
	s := strings.TrimFunc(raw, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff'
	})
	if strings.ContainsAny(s, "\t\r\n") {
		s = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(s)
	}
	var u urlParts
	scheme, rest, _ := strings.Cut(s, "://")
	switch {
	case strings.EqualFold(scheme, "http"):
		u.scheme = "http"
	case strings.EqualFold(scheme, "https"):
		u.scheme = "https"
	default:
		return u, errors.New("address must begin with http:// or https://")
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, u.query, _ = strings.Cut(rest, "?")
	u.authority = rest
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		u.authority, u.path = rest[:slash], rest[slash:]
	}
	return u, nil
}

func canonicalPath(path string) string {
	if path == "" {
		return "/"
	}
	return removeDotSegments(normalizePercent(path, isPathByte))
}

// removeDotSegments resolves "." and ".." in a path that begins with a slash (RFC 3986 §5.2.4).
func removeDotSegments(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	var kept []string
	segments := strings.Split(path[1:], "/")
	for i, segment := range segments {
		if segment != "." && segment != ".." {
			kept = append(kept, segment)
			continue
		}
		if segment == ".." && len(kept) > 0 {
			kept = kept[:len(kept)-1]
		}
		if i == len(segments)-1 {
			kept = append(kept, "") // "/a/." is the directory "/a/"
		}
	}
	return "/" + strings.Join(kept, "/")
}

func canonicalQuery(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for parameter := range strings.SplitSeq(query, "&") {
		parameter = normalizePercent(parameter, isQueryByte)
		name, value, _ := strings.Cut(parameter, "=")
		if parameter != "" && !isTracking(name, value) {
			kept = append(kept, parameter)
		}
	}
	return strings.Join(kept, "&")
}

// normalizePercent encodes the bytes that may not stand as they are, decodes
// those that need no encoding, and writes the others' digits in upper case. A
// percent sign that begins no encoding is one itself and is encoded.
func normalizePercent(s string, mayStand func(byte) bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c, encoded := s[i], false
		if v, ok := percentByte(s[i:]); ok {
			c, encoded = v, true
			i += 2
		}
		if isUnreserved(c) || (!encoded && mayStand(c)) {
			b.WriteByte(c)
		} else {
			writePercent(&b, c)
		}
	}
	return b.String()
}

// percentByte reads the encoded byte that s begins with.
func percentByte(s string) (byte, bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	high, ok1 := hexDigit(s[1])
	low, ok2 := hexDigit(s[2])
	return high<<4 | low, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func writePercent(b *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	b.WriteByte('%')
	b.WriteByte(digits[c>>4])
	b.WriteByte(digits[c&15])
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

func isPathByte(c byte) bool { return strings.IndexByte("!$&'()*+,;=:@/", c) >= 0 }

func isQueryByte(c byte) bool { return c == '?' || isPathByte(c) }
