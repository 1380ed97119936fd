package lane

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// Key is a host as it stands in a key of the bucket: no two hosts have the same.
// A byte that can't stand there, and a dot that would make an empty token, is
// written as "=" and two hexadecimal digits: "example.com=3A8080".
func Key(host string) string {
	var b strings.Builder
	for i := range len(host) {
		c := host[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_',
			c == '.' && i > 0 && i < len(host)-1 && host[i-1] != '.':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

// hostOf is the host of a key.
func hostOf(key string) (host string, ok bool) {
	var b strings.Builder
	for rest := key; rest != ""; {
		plain, coded, found := strings.Cut(rest, "=")
		b.WriteString(plain)
		if !found {
			break
		}
		if len(coded) < 2 {
			return "", false
		}
		c, err := hex.DecodeString(coded[:2])
		if err != nil {
			return "", false
		}
		b.Write(c)
		rest = coded[2:]
	}
	return b.String(), true
}
