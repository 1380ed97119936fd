package form

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// text is a string.
func text[T ~string](s *scribe, name string, value *T, whenZero bool) {
	switch {
	case !s.key(name, whenZero || *value != ""):
	case s.writes:
		s.writeText(string(*value))
	default:
		*value = T(s.readText())
	}
}

// number is a whole number.
func number[T int | int64](s *scribe, name string, value *T, whenZero bool) {
	switch {
	case !s.key(name, whenZero || *value != 0):
	case s.writes:
		s.out = strconv.AppendInt(s.out, int64(*value), 10)
	default:
		n, err := strconv.ParseInt(s.readDigits(false), 10, strconv.IntSize)
		if err != nil {
			s.fail(err)
		}
		*value = T(n)
	}
}

// estimate is a number that is written when it is zero too.
func estimate(s *scribe, name string, value *float64) {
	switch size := math.Abs(*value); {
	case !s.key(name, always):
	case !s.writes:
		f, err := strconv.ParseFloat(s.readDigits(true), 64)
		if err != nil {
			s.fail(err)
		}
		*value = f
	case size == 0 || 1e-6 <= size && size < 1e21: // others have an exponent
		s.out = strconv.AppendFloat(s.out, *value, 'f', -1, 64)
	default:
		s.writeOther(*value)
	}
}

// instant is a time, by RFC 3339; the zero time is not written.
func instant(s *scribe, name string, value *time.Time) {
	if !s.key(name, !value.IsZero()) {
		return
	}
	var err error
	if s.writes {
		s.out = append(s.out, '"')
		s.out, err = value.AppendText(s.out)
		s.out = append(s.out, '"')
	} else {
		err = value.UnmarshalText([]byte(s.readPlain()))
	}
	if err != nil {
		s.fail(err)
	}
}

// packed is bytes, as base64; none are not written.
func packed(s *scribe, name string, value *[]byte) {
	switch {
	case !s.key(name, len(*value) > 0):
	case s.writes:
		s.out = append(s.out, '"')
		s.out = base64.StdEncoding.AppendEncode(s.out, *value)
		s.out = append(s.out, '"')
	default:
		bytes, err := base64.StdEncoding.DecodeString(s.readPlain())
		if err != nil {
			s.fail(err)
		}
		*value = bytes
	}
}

// other is an object or a list that is seldom there.
func other[T any](s *scribe, name string, value *T, wanted bool) {
	switch {
	case !s.key(name, wanted):
	case s.writes:
		s.writeOther(*value)
	default:
		var read T
		if err := json.Unmarshal([]byte(s.readBrackets()), &read); err != nil {
			s.fail(err)
		}
		*value = read
	}
}

func (s *scribe) writeOther(value any) {
	body, err := json.Marshal(value)
	if err != nil {
		s.fail(err)
	}
	s.out = append(s.out, body...)
}

// writeText writes a string. Quotes and backslashes are in every entity tag; the rest
// that is escaped is rare: what means something in HTML, control characters, the line
// separators of JavaScript (U+2028, U+2029), and bytes that are no UTF-8.
func (s *scribe) writeText(value string) {
	if !isPlain(value) {
		s.writeOther(value)
		return
	}
	s.out = append(s.out, '"')
	for {
		i := strings.IndexAny(value, `"\\`)
		if i < 0 {
			break
		}
		s.out = append(s.out, value[:i]...)
		s.out = append(s.out, '\\', value[i])
		value = value[i+1:]
	}
	s.out = append(s.out, value...)
	s.out = append(s.out, '"')
}

// isPlain says whether nothing in a string is escaped but quotes and backslashes.
func isPlain(value string) bool {
	ascii := true
	for i := range len(value) {
		switch c := value[i]; {
		case c < ' ', c == '<', c == '>', c == '&':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(value) && !strings.Contains(value, "\u2028") && !strings.Contains(value, "\u2029")
}

// readText reads a string.
func (s *scribe) readText() string {
	token, q := s.readQuoted()
	switch {
	case q.other || !utf8.ValidString(token):
		return s.unquote(token)
	case q.escapes:
		return unescape(token[1 : len(token)-1])
	default:
		return token[1 : len(token)-1]
	}
}

// readPlain reads a string in which nothing is escaped.
func (s *scribe) readPlain() string {
	token, q := s.readQuoted()
	if q.escapes || q.other {
		s.fail(errOther)
		return ""
	}
	return token[1 : len(token)-1]
}

// unquote leaves a string with its quotes to encoding/json.
func (s *scribe) unquote(token string) (value string) {
	if err := json.Unmarshal([]byte(token), &value); err != nil {
		s.fail(err)
	}
	return value
}

// unescape takes the backslashes away before quotes and backslashes.
func unescape(text string) string {
	plain := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			i++
		}
		plain = append(plain, text[i])
	}
	return string(plain)
}

// quoted says what is in a string.
type quoted struct {
	escapes bool // quotes or backslashes
	other   bool // other escapes, or what has to be escaped
}

// readQuoted reads a string with its quotes; after a fault it is empty, and other.
func (s *scribe) readQuoted() (token string, q quoted) {
	for i := 1; i < len(s.in) && s.in[0] == '"'; i++ {
		switch c := s.in[i]; {
		case c == '"':
			token, s.in = s.in[:i+1], s.in[i+1:]
			return token, q
		case c == '\\':
			i++
			known := i < len(s.in) && (s.in[i] == '"' || s.in[i] == '\\')
			q.escapes, q.other = true, q.other || !known
		case c < ' ':
			q.other = true
		}
	}
	s.fail(errOther)
	return "", quoted{other: true}
}

// readDigits reads a number without an exponent.
func (s *scribe) readDigits(fraction bool) string {
	end := strings.IndexAny(s.in, ",}")
	digits := s.in[:max(end, 0)]
	whole, decimals, found := strings.Cut(strings.TrimPrefix(digits, "-"), ".")
	if !isDigits(whole) || len(whole) > 1 && whole[0] == '0' || found && (!fraction || !isDigits(decimals)) {
		s.fail(errOther)
		return ""
	}
	s.in = s.in[end:]
	return digits
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// readBrackets reads an object or a list, as far as its brackets go.
func (s *scribe) readBrackets() string {
	depth, quoted := 0, false
	for i := 0; i < len(s.in); i++ {
		switch c := s.in[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			depth++
		case c == '}', c == ']':
			depth--
		}
		if depth == 0 {
			token := s.in[:i+1]
			s.in = s.in[i+1:]
			return token
		}
	}
	s.fail(errOther)
	return ""
}
