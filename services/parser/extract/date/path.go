package date

import (
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// OfPath reads the date that many sites put into their addresses: /2021/12/27/,
// /2021-12-27-, /20211227/, /27-12-2021; or the month alone: /2021/12/.
func (r *Reader) OfPath(path string) (schema.Date, bool) {
	var month schema.Date
	for i := 0; i < len(path); {
		n := digits(path[i:])
		if n == 0 || i == 0 || path[i-1] != '/' && path[i-1] != '-' && path[i-1] != '_' {
			i += max(n, 1)
			continue
		}
		switch n {
		case 8:
			if d, ok := dayOf(path[i:i+4], path[i+4:i+6], path[i+6:i+8]); ok {
				return d, true
			}
		case 2:
			if d, ok := reversed(path[i:]); ok {
				return d, true
			}
		case 4:
			d, precise, ok := parted(path[i:])
			if ok && precise {
				return d, true
			}
			if ok && month == "" && path[i-1] == '/' {
				month = d
			}
		}
		i += n
	}
	return month, month != ""
}

// parted reads 2021/12/27 or 2021/12 from the beginning of s.
func parted(s string) (d schema.Date, precise, ok bool) {
	year, rest := s[:4], s[4:]
	if rest == "" || rest[0] != '/' && rest[0] != '-' && rest[0] != '_' {
		return "", false, false
	}
	sep := rest[0]
	n := digits(rest[1:])
	if n < 1 || n > 2 {
		return "", false, false
	}
	month, rest := rest[1:1+n], rest[1+n:]
	if rest != "" && rest[0] == sep {
		if n := digits(rest[1:]); n == 1 || n == 2 {
			if d, ok := dayOf(year, month, rest[1:1+n]); ok {
				return d, true, true
			}
		}
	}
	if rest == "" || sep != '/' || rest[0] != '/' {
		return "", false, false
	}
	d, ok = dayOf(year, month, "1")
	if !ok {
		return "", false, false
	}
	return d[:len("2006-01")], false, true
}

// reversed reads 27-12-2021 from the beginning of s.
func reversed(s string) (schema.Date, bool) {
	const size = len("27-12-2021")
	if len(s) < size || s[2] != '-' || s[5] != '-' || digits(s[3:]) != 2 || digits(s[6:]) != 4 {
		return "", false
	}
	return dayOf(s[6:size], s[3:5], s[:2])
}

// dayOf makes a day of the years in which there has been a web.
func dayOf(year, month, day string) (schema.Date, bool) {
	y, m, d := atoi(year), atoi(month), atoi(day)
	if y < 1990 || y > 2100 || m < 1 || m > 12 || d < 1 || d > 31 {
		return "", false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return schema.NewDate(t, schema.PrecisionDay), t.Day() == d
}

func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

func atoi(s string) int {
	n := 0
	for _, c := range []byte(s) {
		n = n*10 + int(c-'0')
	}
	return n
}
