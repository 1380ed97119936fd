package schema

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of DNS (RFC 1035 §2.3.4), in bytes of ASCII.
const (
	maxHostLength  = 253
	maxLabelLength = 63
)

// errCredentials is what [CanonicalURL] says of http://user:password@host/.
var errCredentials = errors.New("address holds a user name or password")

// canonicalHost is the authority of an address as host and, where it isn't the
// scheme's default, port.
func canonicalHost(scheme, authority string) (string, error) {
	if strings.Contains(authority, "@") {
		return "", errCredentials
	}
	host, port := authority, ""
	if colon := strings.LastIndexByte(authority, ':'); colon > strings.LastIndexByte(authority, ']') {
		host, port = authority[:colon], authority[colon+1:]
	}
	port, err := canonicalPort(scheme, port)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(host, "[") {
		host, err = canonicalIPv6(host)
	} else {
		host, err = canonicalName(host)
	}
	if err != nil {
		return "", err
	}
	return host + port, nil
}

// canonicalPort is the port with its colon, or nothing when it is the scheme's own.
func canonicalPort(scheme, port string) (string, error) {
	if port == "" {
		return "", nil
	}
	for _, c := range port {
		if c < '0' || c > '9' {
			return "", errors.New("address has a port that is not a number")
		}
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", errors.New("address has a port that is not in 1 to 65535")
	}
	if scheme == "http" && n == 80 || scheme == "https" && n == 443 {
		return "", nil
	}
	return ":" + strconv.FormatUint(n, 10), nil
}

func canonicalIPv6(host string) (string, error) {
	inner, closed := strings.CutSuffix(host[1:], "]")
	ip, err := netip.ParseAddr(inner)
	if !closed || err != nil || !ip.Is6() || ip.Zone() != "" {
		return "", errors.New("address has brackets around what is no IPv6 address")
	}
	return "[" + ip.String() + "]", nil
}

// canonicalName is a host name in lower-case ASCII, or an IPv4 address.
func canonicalName(host string) (string, error) {
	name, err := decodeHost(host)
	if err != nil {
		return "", err
	}
	labels := strings.Split(strings.TrimSuffix(name, "."), ".")
	for i, label := range labels {
		if labels[i], err = canonicalLabel(label); err != nil {
			return "", err
		}
	}
	name = strings.Join(labels, ".")
	if len(name) > maxHostLength {
		return "", fmt.Errorf("address has a host of more than %d bytes", maxHostLength)
	}
	// "0x7f.1" and the like are IPv4 addresses to some programs and names to
	// others: who checks and who connects must not read them differently.
	if isNumber(labels[len(labels)-1]) {
		if ip, err := netip.ParseAddr(name); err != nil || !ip.Is4() {
			return "", errors.New("address has a host that ends in a number and is no IPv4 address")
		}
	}
	return name, nil
}

// decodeHost undoes percent-encoding, lower-cases, and writes every full stop
// of IDNA2003 (RFC 3490 §3.1) as a dot.
func decodeHost(host string) (string, error) {
	if len(host) > MaxURLLength {
		return "", fmt.Errorf("address has a host of more than %d bytes", maxHostLength)
	}
	decoded := make([]byte, 0, len(host))
	for i := 0; i < len(host); i++ {
		c := host[i]
		if v, ok := percentByte(host[i:]); ok {
			c = v
			i += 2
		}
		decoded = append(decoded, c)
	}
	if !utf8.Valid(decoded) {
		return "", errors.New("address has a host that is not UTF-8")
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '。', '．', '｡':
			return '.'
		}
		return unicode.ToLower(r)
	}, string(decoded)), nil
}

// canonicalLabel checks a lower-case label and writes it in ASCII.
func canonicalLabel(label string) (string, error) {
	if label == "" {
		return "", errors.New("address has no host, or one with an empty label")
	}
	ascii := true
	for _, r := range label {
		if !isLabelRune(r) {
			return "", fmt.Errorf("address has %q in its host", r)
		}
		ascii = ascii && r < utf8.RuneSelf
	}
	if !ascii {
		if strings.HasPrefix(label, "xn--") || utf8.RuneCountInString(label) > maxLabelLength {
			return "", errors.New("address has a host with a label that can't be written in ASCII")
		}
		label = "xn--" + punycode([]rune(label))
	}
	if len(label) > maxLabelLength {
		return "", fmt.Errorf("address has a host with a label of more than %d bytes", maxLabelLength)
	}
	return label, nil
}

// isLabelRune allows what is registered (letters, digits, marks, even emoji),
// the underscore that some hosts have, and the joiners of Persian and the
// Indian scripts; nothing invisible and no delimiter.
func isLabelRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_'
	}
	const zwnj, zwj = '\u200c', '\u200d'
	return r == zwnj || r == zwj || r != utf8.RuneError && unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S)
}

// isNumber says whether a label is a decimal or hexadecimal number, of any size.
func isNumber(label string) bool {
	if hexadecimal, ok := strings.CutPrefix(label, "0x"); ok {
		return strings.Trim(hexadecimal, "0123456789abcdef") == ""
	}
	return strings.Trim(label, "0123456789") == ""
}
