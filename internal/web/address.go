package web

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// maxAddress is the most bytes of an address. It is above
// [schema.MaxURLLength], for redirects pass through longer ones.
const maxAddress = 8 << 10

// address is an absolute http or https URL without credentials and fragment,
// its host in the one spelling that gate, guard and DNS all see.
type address struct {
	url  *url.URL
	host string // by schema.HostOf
	text string // of url
}

func (a *address) String() string { return a.text }

// parseAddress reads an address as browsers do: stray bytes are encoded rather
// than refused. Everything else in it stays as it is, for it may be signed. Its
// errors don't quote the address.
func parseAddress(raw string) (*address, error) {
	s := trimAddress(raw)
	if len(s) > maxAddress {
		return nil, fmt.Errorf("address has %d bytes, more than %d", len(s), maxAddress)
	}
	host, err := schema.HostOf(s)
	if err != nil {
		return nil, err
	}
	scheme, rest, _ := strings.Cut(s, "://")
	rest, _, _ = strings.Cut(rest, "#")
	tail := ""
	if end := strings.IndexAny(rest, "/?"); end >= 0 {
		tail = rest[end:]
	}
	u, err := url.Parse(strings.ToLower(scheme) + "://" + host + encodeStray(tail))
	if err != nil {
		return nil, errUnreadable
	}
	return &address{url: u, host: host, text: u.String()}, nil
}

// errUnreadable replaces the errors of net/url, which quote what may be a secret.
var errUnreadable = errors.New("address can't be read as a URL")

// resolve reads a Location, which may be relative to a.
func (a *address) resolve(location string) (*address, error) {
	s := trimAddress(location)
	if len(s) > maxAddress {
		return nil, fmt.Errorf("address has %d bytes, more than %d", len(s), maxAddress)
	}
	if strings.HasPrefix(s, "//") {
		return parseAddress(a.url.Scheme + ":" + s)
	}
	if scheme, _, found := strings.Cut(s, "://"); found && !strings.ContainsAny(scheme, "/?#") {
		return parseAddress(s)
	}
	reference, err := url.Parse(encodeStray(s))
	if err != nil {
		return nil, errUnreadable
	}
	return parseAddress(a.url.ResolveReference(reference).String())
}

// trimAddress drops what is around an address by accident, and line breaks within it.
func trimAddress(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff'
	})
	if strings.ContainsAny(s, "\t\r\n") {
		s = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(s)
	}
	return s
}

// encodeStray percent-encodes the bytes that can't stand in a request line,
// and percent signs that begin no encoding.
func encodeStray(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	done := 0
	for i := range len(s) {
		if !isStray(s[i:]) {
			continue
		}
		b.WriteString(s[done:i])
		b.Write([]byte{'%', digits[s[i]>>4], digits[s[i]&0xf]})
		done = i + 1
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// isStray says whether the first byte of s must be encoded.
func isStray(s string) bool {
	c := s[0]
	return c == '%' && !isEncoding(s) || c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0
}

func isEncoding(s string) bool {
	return len(s) >= 3 && isHex(s[1]) && isHex(s[2])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
