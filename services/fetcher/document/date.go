package document

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// maxDate bounds the text of a date.
const maxDate = 120

// date reads a date as feeds write them, and keeps how exact it was: the forms
// of RFC 822, ISO 8601 and asctime, with whatever is wrong with them, the 12-hour
// clock, 24:00, years of two digits, seconds since 1970, names of zones, and
// months in other languages. It is empty for what can't be read or says nothing,
// such as the zero of somebody's database.
//
// gofeed's dates aren't used: it tries a list of whole forms, knows no precision,
// and reads zones that it doesn't know as UTC.
func date(s string) schema.Date {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxDate {
		return ""
	}
	if t, ok := usualDate(s); ok {
		return sensible(t, schema.PrecisionSecond)
	}
	if t, ok := epoch(s); ok {
		return sensible(t, schema.PrecisionSecond)
	}
	r := dateReader{rest: dateSigns(s)}
	for r.rest != "" {
		r.token()
	}
	return r.date()
}

// usualDate reads the two forms of nearly all feeds, which is faster.
func usualDate(s string) (time.Time, bool) {
	var layout string
	switch {
	case len(s) >= len("2006-01-02T15:04:05Z") && s[4] == '-' && s[10] == 'T':
		layout = time.RFC3339
	case len(s) == len(time.RFC1123Z) && s[3] == ',':
		layout = time.RFC1123Z
	default:
		return time.Time{}, false
	}
	t, err := time.Parse(layout, s)
	return t, err == nil
}

// epoch reads seconds or milliseconds since 1970.
func epoch(s string) (time.Time, bool) {
	if len(s) != 10 && len(s) != 13 {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return time.Time{}, false
	}
	if len(s) == 13 {
		return time.UnixMilli(n).UTC(), true
	}
	return time.Unix(n, 0).UTC(), true
}

// sensible is the date of t, unless it is one that stands for none.
func sensible(t time.Time, p schema.Precision) schema.Date {
	if t.Year() < 1000 || t.Unix() == 0 {
		return ""
	}
	return schema.NewDate(t, p)
}

// dateSigns turns the signs for year, month and day of East Asia into separators.
func dateSigns(s string) string {
	if strings.ContainsAny(s, "年月日년월일") {
		return strings.NewReplacer("年", "-", "月", "-", "日", " ", "년", "-", "월", "-", "일", " ").Replace(s)
	}
	return s
}

// dateReader takes a date to pieces.
type dateReader struct {
	rest    string
	numbers [4]number
	n       int // of them
	month   time.Month
	clock   [3]int // hour, minute, second
	clocks  int    // how many of these were given
	half    string // "am" or "pm"
	zone    int    // seconds east of UTC
	zoned   bool   // by name or by number
	exact   bool   // by number
	inZone  bool   // what was read last is the clock or a zone: a sign begins an offset
}

// number is one that is neither of the clock nor of the zone.
type number struct {
	value, digits int
	dotted        bool // a full stop stands behind it
}

// token reads the next piece.
func (r *dateReader) token() {
	c := r.rest[0]
	switch {
	case c >= '0' && c <= '9':
		r.number()
	case (c == '+' || c == '-') && r.inZone && len(r.rest) > 1 && isDigit(r.rest[1]):
		r.offset()
	case c >= utf8.RuneSelf || unicode.IsLetter(rune(c)):
		r.word()
	default:
		r.rest = r.rest[1:]
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digits takes the digits at the beginning of the rest.
func (r *dateReader) digits() (value, count int) {
	for count < len(r.rest) && isDigit(r.rest[count]) {
		if count < 14 {
			value = value*10 + int(r.rest[count]-'0')
		}
		count++
	}
	r.rest = r.rest[count:]
	return value, count
}

func (r *dateReader) number() {
	value, count := r.digits()
	r.inZone = false
	switch {
	case count <= 2 && r.clocks == 0 && len(r.rest) > 1 && (r.rest[0] == ':' || r.rest[0] == 'h') && isDigit(r.rest[1]):
		r.time(value)
	case count == 14: // 20080121103000
		r.compactDate(value / 1_000_000)
		r.compactTime(value%1_000_000, 6)
	case count == 8 && r.n == 0: // 20080121
		r.compactDate(value)
	case (count == 6 || count == 4) && r.n == 3 && r.clocks == 0: // 20080121T103000
		r.compactTime(value, count)
	default:
		r.add(number{value: value, digits: count, dotted: strings.HasPrefix(r.rest, ".")})
	}
}

func (r *dateReader) add(n number) {
	if r.n < len(r.numbers) {
		r.numbers[r.n] = n
		r.n++
	}
}

func (r *dateReader) compactDate(value int) {
	r.add(number{value: value / 10000, digits: 4})
	r.add(number{value: value / 100 % 100, digits: 2})
	r.add(number{value: value % 100, digits: 2})
}

func (r *dateReader) compactTime(value, digits int) {
	if digits == 4 {
		value *= 100
	}
	r.clock = [3]int{value / 10000, value / 100 % 100, value % 100}
	r.clocks = digits / 2
	r.inZone = true
}

// time reads what follows the hour.
func (r *dateReader) time(hour int) {
	r.clock[0] = hour
	r.clocks = 1
	for r.clocks < 3 && len(r.rest) > 1 && (r.rest[0] == ':' || r.rest[0] == 'h') && isDigit(r.rest[1]) {
		r.rest = r.rest[1:]
		r.clock[r.clocks], _ = r.digits()
		r.clocks++
	}
	if r.clocks == 3 && len(r.rest) > 1 && (r.rest[0] == '.' || r.rest[0] == ',') && isDigit(r.rest[1]) {
		r.rest = r.rest[1:]
		r.digits() // parts of a second, which no newsroom means
	}
	r.inZone = true
}

// offset reads a zone such as -0500, +03:00 or +3.
func (r *dateReader) offset() {
	const most = 14
	sign := 1
	if r.rest[0] == '-' {
		sign = -1
	}
	r.rest = r.rest[1:]
	hours, count := r.digits()
	minutes := 0
	switch {
	case count >= 3:
		hours, minutes = hours/100, hours%100
	case len(r.rest) > 1 && r.rest[0] == ':' && isDigit(r.rest[1]):
		r.rest = r.rest[1:]
		minutes, _ = r.digits()
	}
	r.inZone = false
	if hours <= most && minutes < 60 {
		r.zone, r.zoned, r.exact = sign*(hours*60+minutes)*60, true, true
	}
}

// word reads the name of a month or a zone, or a half of the day. Others, the
// days of the week among them, say nothing new.
func (r *dateReader) word() {
	end := 0
	for i, c := range r.rest {
		if !unicode.IsLetter(c) && !unicode.IsMark(c) && (c != '.' || i == 0) {
			break
		}
		end = i + utf8.RuneLen(c)
	}
	if end <= 0 {
		_, size := utf8.DecodeRuneInString(r.rest)
		r.rest = r.rest[size:]
		return
	}
	word := strings.ToLower(strings.TrimRight(r.rest[:end], "."))
	r.rest = r.rest[end:]
	if m := month(word); m != 0 {
		r.month = m // the last one: in some languages Tuesday is short for March
		return
	}
	switch word {
	case "am", "a.m", "오전", "上午":
		r.half = "am"
	case "pm", "p.m", "오후", "下午":
		r.half = "pm"
	default:
		if seconds, known := zone(word); known && r.clocks > 0 && !r.exact {
			r.zone, r.zoned, r.inZone = seconds, true, true
		}
	}
}

// date puts the pieces together.
func (r *dateReader) date() schema.Date {
	year, mon, day, ok := r.calendar()
	if !ok {
		return ""
	}
	precision := schema.PrecisionDay
	switch {
	case day == 0 && mon == 0:
		precision = schema.PrecisionYear
	case day == 0:
		precision = schema.PrecisionMonth
	}
	if precision != schema.PrecisionDay || r.clocks == 0 {
		return sensible(time.Date(year, max(mon, 1), max(day, 1), 0, 0, 0, 0, time.UTC), precision)
	}
	hour, minute, second := r.clock[0], r.clock[1], min(r.clock[2], 59) // a leap second is none to us
	switch {
	case r.half == "pm" && hour < 12:
		hour += 12
	case r.half == "am" && hour == 12:
		hour = 0
	}
	if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
		return ""
	}
	where := time.UTC
	if r.zoned && r.zone != 0 {
		where = time.FixedZone("", r.zone)
	}
	precision = schema.PrecisionMinute
	if r.clocks == 3 {
		precision = schema.PrecisionSecond
	}
	return sensible(time.Date(year, mon, day, hour, minute, second, 0, where), precision)
}

// calendar tells year, month and day from each other; what wasn't given is 0.
func (r *dateReader) calendar() (year int, mon time.Month, day int, ok bool) {
	n := r.numbers
	switch {
	case r.month != 0 && r.n >= 2:
		mon = r.month
		year, day = n[1].year(), n[0].value
		if n[0].digits > 2 {
			year, day = n[0].value, n[1].value
		}
	case r.month != 0 && r.n == 1 && n[0].digits == 4:
		return n[0].value, r.month, 0, true
	case r.n >= 3 && n[0].digits == 4:
		year, mon, day = n[0].value, time.Month(n[1].value), n[2].value
	case r.n >= 3:
		year, mon, day = n[2].year(), time.Month(n[1].value), n[0].value
		american := r.half != "" && !n[0].dotted // only there is the clock of 12 hours beside numbers
		if mon > 12 || american && day <= 12 {
			mon, day = time.Month(day), int(mon)
		}
	case r.n == 2 && n[0].digits == 4 && n[1].digits <= 2:
		return n[0].value, time.Month(n[1].value), 0, n[1].value >= 1 && n[1].value <= 12
	case r.n == 1 && n[0].digits == 4 && r.clocks == 0:
		return n[0].value, 0, 0, true
	}
	ok = mon >= 1 && mon <= 12 && day >= 1 && day <= time.Date(year, mon+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return year, mon, day, ok
}

// year is the number as a year; of two digits it is taken for one near ours (RFC 2822 §4.3).
func (n number) year() int {
	switch {
	case n.digits > 2:
		return n.value
	case n.value < 70:
		return 2000 + n.value
	}
	return 1900 + n.value
}
