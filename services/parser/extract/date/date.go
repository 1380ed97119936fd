package date

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Reader reads dates. It is safe for use by any number of goroutines.
type Reader struct {
	iso, numeric, eastAsian, clock, year, path *regexp.Regexp
	months                                     map[string]time.Month
	zones                                      map[string]int // seconds east of Greenwich
}

// New makes a reader.
func New() *Reader {
	return &Reader{
		iso:       regexp.MustCompile(`\b(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}\b)?)?`),
		numeric:   regexp.MustCompile(`\b(\d{1,4})([./-])(\d{1,2})[./-](\d{1,4})\b`),
		eastAsian: regexp.MustCompile(`(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]`),
		clock:     regexp.MustCompile(`(?i)\b(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?(?:\s*\(?(UTC|GMT|[A-Z]{2,4}|[+-]\d{2}:?\d{2})\b)?`),
		year:      regexp.MustCompile(`\b(?:19|20)\d{2}\b`),
		path:      regexp.MustCompile(`/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?:\D|$)`),
		months:    months(),
		zones:     zones(),
	}
}

// Read finds the date in a text such as an attribute, a meta element's content
// or a printed line. Without a zone a time is UTC, as [schema.Date] has it.
func (r *Reader) Read(s string) (schema.Date, bool) {
	s = text.Cut(text.Collapse(s), 200)
	if s == "" {
		return "", false
	}
	if m := r.iso.FindStringSubmatch(s); m != nil {
		return r.build(m[1], m[2], m[3], clock{m[4], m[5], m[6], "", m[7]})
	}
	c := r.clockOf(s)
	if m := r.eastAsian.FindStringSubmatch(s); m != nil {
		return r.build(m[1], m[2], m[3], c)
	}
	if year, month, day, ok := r.worded(s); ok {
		return r.build(year, month, day, c)
	}
	if m := r.numeric.FindStringSubmatch(s); m != nil {
		if year, month, day, ok := order(m[1], m[2], m[3], m[4]); ok {
			return r.build(year, month, day, c)
		}
	}
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil {
		return fromUnix(seconds)
	}
	return "", false
}

// OfPath reads the date that many sites put into their addresses.
func (r *Reader) OfPath(path string) (schema.Date, bool) {
	if m := r.path.FindStringSubmatch(path); m != nil {
		return r.build(m[1], m[2], m[3], clock{})
	}
	return "", false
}

// clock is a time of day as printed.
type clock struct{ hour, minute, second, half, zone string }

func (r *Reader) clockOf(s string) clock {
	m := r.clock.FindStringSubmatch(r.numeric.ReplaceAllString(s, " "))
	if m == nil {
		return clock{}
	}
	return clock{m[1], m[2], m[3], strings.ToLower(m[4]), m[5]}
}

// worded reads a date whose month is a word: "December 27, 2021", "27 декабря 2021", "27. Dez. 2021".
func (r *Reader) worded(s string) (year, month, day string, ok bool) {
	year = r.year.FindString(s)
	if year == "" {
		return "", "", "", false
	}
	var words []string
	for w := range text.Words(s) {
		words = append(words, w)
	}
	for i, w := range words {
		m := r.monthOf(w)
		if m == 0 {
			continue
		}
		month = strconv.Itoa(int(m))
		for _, j := range [...]int{i - 1, i + 1, i - 2} { // "27 December", "December 27", "27 de diciembre"
			if j < 0 || j >= len(words) {
				continue
			}
			d := strings.TrimRight(words[j], "stndrhºª")
			if n, err := strconv.Atoi(d); err == nil && n >= 1 && n <= 31 && len(d) <= 2 {
				return year, month, d, true
			}
		}
	}
	return "", "", "", false
}

func (r *Reader) monthOf(w string) time.Month {
	if m := r.months[w]; m != 0 {
		return m
	}
	runes := []rune(w)
	if len(runes) > 3 {
		return r.months[string(runes[:min(4, len(runes))])+"*"]
	}
	return 0
}

// order tells day, month and year of a numeric date apart, if that can be told.
func order(a, mark, b, c string) (year, month, day string, ok bool) {
	if len(a) == 4 {
		return a, b, c, len(c) <= 2
	}
	if len(c) != 4 || len(a) > 2 {
		return "", "", "", false
	}
	first, _ := strconv.Atoi(a)
	second, _ := strconv.Atoi(b)
	switch {
	case mark == "." || first > 12:
		return c, b, a, true
	case second > 12:
		return c, a, b, true
	case first == second:
		return c, a, b, true
	}
	return "", "", "", false
}

// build checks the parts and makes the date.
func (r *Reader) build(year, month, day string, c clock) (schema.Date, bool) {
	y, m, d := number(year), number(month), number(day)
	if y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > 31 {
		return "", false
	}
	h, minute, second := number(c.hour), number(c.minute), number(c.second)
	precision := schema.PrecisionSecond
	switch {
	case c.hour == "" || h > 24 || minute > 59:
		precision, h, minute, second = schema.PrecisionDay, 0, 0, 0
	case c.second == "":
		precision, second = schema.PrecisionMinute, 0
	}
	if strings.HasPrefix(c.half, "p") && h < 12 {
		h += 12
	} else if strings.HasPrefix(c.half, "a") && h == 12 {
		h = 0
	}
	t := time.Date(y, time.Month(m), d, h, minute, second, 0, r.zone(c.zone))
	if precision == schema.PrecisionDay && t.Day() != d { // 31 February
		return "", false
	}
	date := schema.NewDate(t, precision)
	return date, date != ""
}

// zone is UTC when s isn't known.
func (r *Reader) zone(s string) *time.Location {
	if s == "" || s == "Z" {
		return time.UTC
	}
	if s[0] == '+' || s[0] == '-' {
		digits := strings.ReplaceAll(s[1:], ":", "")
		if len(digits) == 2 {
			digits += "00"
		}
		seconds := number(digits[:2])*3600 + number(digits[2:])*60
		if s[0] == '-' {
			seconds = -seconds
		}
		if seconds == 0 {
			return time.UTC
		}
		return time.FixedZone("", seconds)
	}
	if seconds, ok := r.zones[strings.ToUpper(s)]; ok && seconds != 0 {
		return time.FixedZone("", seconds)
	}
	return time.UTC
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// fromUnix reads seconds or milliseconds since 1970, of the years 1990 to 2100.
func fromUnix(n int64) (schema.Date, bool) {
	const from, to = 631152000, 4102444800
	if n > to {
		n /= 1000
	}
	if n < from || n > to {
		return "", false
	}
	return schema.NewDate(time.Unix(n, 0).UTC(), schema.PrecisionSecond), true
}
