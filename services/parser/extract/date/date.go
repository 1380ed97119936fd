package date

import (
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Order says what stands first in a numeric date such as 03/04/2021.
type Order uint8

// The orders of numeric dates.
const (
	Unknown    Order = iota // such a date can't be told
	DayFirst                // 3 April, as most of the world writes
	MonthFirst              // 4 March, as the United States write
)

// Reader reads dates. It is safe for use by any number of goroutines.
type Reader struct {
	months map[string]time.Month
	zones  map[string]int // seconds east of Greenwich
}

// New makes a reader.
func New() *Reader { return &Reader{months: months(), zones: zones()} }

// Found is a date in a text.
type Found struct {
	Date schema.Date
	// At and End are the bytes of the text that hold day, month and year.
	At, End int
}

// maxText is how many characters of a text are looked at.
const maxText = 200

// Read finds the first date in a text such as an attribute, a meta element's
// content or a printed line. Without a zone a time is UTC, as [schema.Date] has it.
func (r *Reader) Read(s string) (schema.Date, bool) { return r.ReadIn(s, Unknown) }

// ReadIn is Read where it is known which order numeric dates have; those may
// also have years of two digits then.
func (r *Reader) ReadIn(s string, o Order) (schema.Date, bool) {
	s = text.Cut(text.Collapse(s), maxText)
	if found := r.find(s, o, 1); len(found) > 0 {
		return found[0].Date, true
	}
	return stamp(s)
}

// Find gives all dates of a line of text, such as "Published 3 March 2021,
// updated 5 March 2021", in its order. The line has to be one, by [text.Collapse].
func (r *Reader) Find(line string, o Order) []Found {
	const most = 8
	return r.find(text.Cut(line, maxText), o, most)
}

func (r *Reader) find(s string, o Order, most int) []Found {
	if !strings.ContainsFunc(s, func(c rune) bool { return digit(c) >= 0 }) {
		return nil
	}
	p := parser{Reader: r, order: o, text: s, tokens: scan(s)}
	var found []Found
	last := 0 // the token after the date before
	for i := 0; i < len(p.tokens) && len(found) < most; i++ {
		d, ok := p.day(i)
		if !ok {
			continue
		}
		c := p.clockOf(d, last)
		date, ok := p.build(d, c)
		if !ok {
			continue
		}
		found = append(found, Found{date, p.tokens[i].at, p.tokens[d.end-1].end})
		i, last = d.end-1, max(d.end, c.end)
	}
	return found
}

// build checks the parts and makes the date.
func (p *parser) build(d day, c clock) (schema.Date, bool) {
	if d.year < 1900 || d.year > 2200 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return "", false
	}
	precision := schema.PrecisionDay
	switch {
	case c.known && c.exact:
		precision = schema.PrecisionSecond
	case c.known:
		precision = schema.PrecisionMinute
	}
	zone := time.UTC
	if c.zone != 0 {
		zone = time.FixedZone("", c.zone)
	}
	if whole := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, zone); whole.Day() != d.day { // 31 February
		return "", false
	}
	t := time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, c.second, 0, zone)
	date := schema.NewDate(t, precision)
	return date, date != ""
}

// stamp reads seconds or milliseconds since 1970, of the years 1990 to 2100.
func stamp(s string) (schema.Date, bool) {
	const from, to = 631152000, 4102444800
	tokens := scan(s)
	if len(tokens) != 1 || !isNumber(tokens, 0, 9, 13) {
		return "", false
	}
	n := int64(tokens[0].value)
	if n > to {
		n /= 1000
	}
	if n < from || n > to {
		return "", false
	}
	return schema.NewDate(time.Unix(n, 0).UTC(), schema.PrecisionSecond), true
}
