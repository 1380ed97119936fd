package robots

import "strings"

// normalPattern is a rule's path in the one spelling that is compared (RFC 9309
// §2.2.2): "*" and a "$" at the end are special, a "$" elsewhere is itself.
func normalPattern(s string) string {
	if inner, anchored := strings.CutSuffix(s, "$"); anchored {
		return normal(inner, "$") + "$"
	}
	return normal(s, "$")
}

// normalPath is an address's path and query in that spelling; nothing in it is special.
func normalPath(s string) string { return normal(s, "$*") }

// normal percent-encodes what isn't ASCII or can't stand in an address, and the
// bytes of special, decodes what needs no encoding, and writes digits in upper case.
func normal(s, special string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c, encoded := s[i], false
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c, encoded = hexValue(s[i+1])<<4|hexValue(s[i+2]), true
			i += 2
		}
		stands := !encoded && strings.IndexByte("!$&'()*+,;=:@/?#[]", c) >= 0 && strings.IndexByte(special, c) < 0
		if stands || isUnreserved(c) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

// matches says whether a normal path begins as a normal pattern says. It takes
// time in the length of both, not more: "*" is as short as it can be.
func matches(pattern, path string) bool {
	pattern, anchored := strings.CutSuffix(pattern, "$")
	part, rest, wild := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, part)
	if !ok || !wild {
		return ok && (!anchored || path == "")
	}
	for wild {
		part, rest, wild = strings.Cut(rest, "*")
		if !wild && anchored {
			return strings.HasSuffix(path, part)
		}
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return true
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// hexValue is that of a hexadecimal digit.
func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}
