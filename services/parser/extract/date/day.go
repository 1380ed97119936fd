package date

import "unicode/utf8"

// parser reads the dates of one text.
type parser struct {
	*Reader

	order  Order
	text   string
	tokens []token
}

// day is a day with the tokens that it takes.
type day struct {
	year, month, day int
	at, end          int // tokens
}

// day reads the day that the i-th token begins, in any of the forms of the press.
func (p *parser) day(i int) (day, bool) {
	t := &p.tokens[i]
	switch t.kind {
	case number:
		if i > 0 && !t.spaced && is(p.tokens, i-1, "./-:") && i > 1 && p.tokens[i-2].kind == number && !p.tokens[i-1].spaced {
			return day{}, false // the end of some longer number
		}
		switch {
		case t.size == 4:
			return p.yearFirst(i)
		case t.size == 8 || t.size == 14:
			return p.compact(i)
		case t.size <= 2:
			return p.dayFirst(i)
		}
	case word:
		if d, ok := p.era(i); ok {
			return d, true
		}
		return p.monthFirst(i)
	default:
	}
	return day{}, false
}

// yearFirst reads 2021-12-27, 2021. 12. 27., 2021年12月27日, 2021. december 27.
func (p *parser) yearFirst(i int) (day, bool) {
	d := day{year: western(p.tokens[i].value), at: i}
	if !isYear(d.year) {
		return d, false
	}
	if eastern, ok := p.eastern(i+1, d); ok {
		return eastern, true
	}
	if is(p.tokens, i+1, "./-") && isNumber(p.tokens, i+2, 1, 2) {
		sep := rune(p.tokens[i+1].value)
		if is(p.tokens, i+3, string(sep)) && isNumber(p.tokens, i+4, 1, 2) && (sep == '.' || !p.tokens[i+2].spaced && !p.tokens[i+4].spaced) {
			d.month, d.day, d.end = p.tokens[i+2].value, p.tokens[i+4].value, i+5
			return d, true
		}
		return d, false
	}
	j := i + 1
	if is(p.tokens, j, ".,") {
		j++
	}
	if m := p.monthAt(j); m > 0 {
		if k := p.skip(j + 1); isNumber(p.tokens, k, 1, 2) {
			d.month, d.day, d.end = m, p.tokens[k].value, k+1
			return d, true
		}
	}
	return d, false
}

// eastern reads the month and day of 2021年12月27日 and 2021년 12월 27일 from after the year's number.
func (p *parser) eastern(i int, d day) (day, bool) {
	if !isWord(p.tokens, i, "年") && !isWord(p.tokens, i, "년") || !isNumber(p.tokens, i+1, 1, 2) ||
		!isWord(p.tokens, i+2, "月") && !isWord(p.tokens, i+2, "월") || !isNumber(p.tokens, i+3, 1, 2) ||
		!isWord(p.tokens, i+4, "日") && !isWord(p.tokens, i+4, "号") && !isWord(p.tokens, i+4, "號") && !isWord(p.tokens, i+4, "일") {
		return d, false
	}
	d.month, d.day, d.end = p.tokens[i+1].value, p.tokens[i+3].value, i+4
	return d, true
}

// era reads 令和3年12月27日, whose years an emperor's reign counts, and 民國110年.
func (p *parser) era(i int) (day, bool) {
	var zero int
	switch name := p.tokens[i].text; {
	case endsIn(name, "令和"):
		zero = 2018
	case endsIn(name, "平成"):
		zero = 1988
	case endsIn(name, "昭和"):
		zero = 1925
	case endsIn(name, "民國"):
		zero = 1911
	default:
		return day{}, false
	}
	if !isNumber(p.tokens, i+1, 1, 3) {
		return day{}, false
	}
	return p.eastern(i+2, day{year: zero + p.tokens[i+1].value, at: i})
}

// endsIn says whether a word ends in another of two characters.
func endsIn(s, end string) bool {
	return len(s) >= len(end) && s[len(s)-len(end):] == end && utf8.ValidString(s)
}

// compact reads 20211227 and 20211227100005 where the text is nothing else.
func (p *parser) compact(i int) (day, bool) {
	const longest = 6 // tokens: a time and a zone may follow
	t := p.tokens[i]
	if i > 0 || len(p.tokens) > longest {
		return day{}, false
	}
	v := t.value
	if t.size == 14 {
		v /= 1_000_000
	}
	d := day{year: v / 10000, month: v / 100 % 100, day: v % 100, at: i, end: i + 1}
	return d, d.year >= 1970 && d.year < 2100
}

// dayFirst reads 27.12.2021, 27/12/2021, 12/27/2021 and 27 de diciembre de 2021.
func (p *parser) dayFirst(i int) (day, bool) {
	first := p.tokens[i].value
	if is(p.tokens, i+1, "./-") && isNumber(p.tokens, i+2, 1, 2) {
		sep := rune(p.tokens[i+1].value)
		if is(p.tokens, i+3, string(sep)) && isNumber(p.tokens, i+4, 2, 4) && p.tokens[i+4].size != 3 {
			return p.ordered(i, first, p.tokens[i+2].value, sep)
		}
	}
	d := day{day: first, at: i}
	j := p.skip(i + 1)
	if d.month = p.monthAt(j); d.month == 0 {
		if !isWord(p.tokens, j, "tháng") || !isNumber(p.tokens, j+1, 1, 2) { // Vietnamese: 27 tháng 12, 2021
			return d, false
		}
		j++
		d.month = p.tokens[j].value
	}
	return p.withYear(d, j+1)
}

// ordered tells day and month of a numeric date apart, if that can be told.
func (p *parser) ordered(i, first, second int, sep rune) (day, bool) {
	last := p.tokens[i+4]
	d := day{day: first, month: second, year: western(last.value), at: i, end: i + 5}
	if last.size == 4 && is(p.tokens, i+5, ":") { // 27.12.2110:00, in two elements
		last.size, last.value = 2, last.value/100
	}
	if last.size == 2 {
		if p.order == Unknown || last.value > 60 {
			return d, false
		}
		d.year = 2000 + last.value
	}
	switch {
	case sep == '.' || first > 12 || first == second:
		return d, true
	case second > 12 || p.order == MonthFirst:
		d.day, d.month = second, first
		return d, true
	}
	return d, p.order == DayFirst
}

// monthFirst reads December 27, 2021.
func (p *parser) monthFirst(i int) (day, bool) {
	d := day{month: p.monthAt(i), at: i}
	if d.month == 0 {
		return d, false
	}
	j := p.skip(i + 1)
	if isNumber(p.tokens, j, 5, 6) { // Dec 272021, in two elements
		d.day, d.year, d.end = p.tokens[j].value/10000, p.tokens[j].value%10000, j+1
		return d, isYear(d.year)
	}
	if !isNumber(p.tokens, j, 1, 2) {
		return d, false
	}
	d.day = p.tokens[j].value
	return p.withYear(d, j+1)
}

// withYear reads the year that follows day and month, or what stands between:
// "27 Dec 10:00:05 UTC 2021".
func (p *parser) withYear(d day, i int) (day, bool) {
	const far = 9 // tokens
	for j := i; j < min(i+far, len(p.tokens)); j++ {
		if isNumber(p.tokens, j, 4, 4) && isYear(western(p.tokens[j].value)) {
			d.year, d.end = western(p.tokens[j].value), j+1
			return d, true
		}
		if year := p.tokens[j].value / 100; j == i && isNumber(p.tokens, j, 6, 6) && isYear(year) { // 27 December 202128. ..., in two elements
			d.year, d.end = year, j+1
			return d, true
		}
		if p.tokens[j].kind == word && p.monthAt(j) > 0 {
			return d, false // another date begins
		}
		if is(p.tokens, j, "'’") && isNumber(p.tokens, j+1, 2, 2) && p.order != Unknown {
			d.year, d.end = 2000+p.tokens[j+1].value, j+2
			return d, true
		}
	}
	return d, false
}

// skip goes past what may stand between a day and its month: "27th of", "27.",
// "27 de", "1er", "27, ".
func (p *parser) skip(i int) int {
	const most = 3
	for range most {
		switch {
		case is(p.tokens, i, ".,-'’/º°ª،"), hasWord(p.tokens, i, "de", "d", "del", "of", "the", "st", "nd", "rd", "th", "er", "º", "ª", "ης", "a", "ا"):
			i++
		default:
			return i
		}
	}
	return i
}

// monthAt is the month that the i-th token names, 0 when it names none.
func (p *parser) monthAt(i int) int {
	if i < 0 || i >= len(p.tokens) || p.tokens[i].kind != word {
		return 0
	}
	return int(p.monthOf(p.tokens[i].text))
}

func isYear(n int) bool { return n >= 1900 && n <= 2200 }

// western is a year of the Gregorian calendar: Thailand counts from the
// Buddha's death, 543 years earlier.
func western(year int) int {
	const from, to, apart = 2480, 2660, 543
	if year >= from && year <= to {
		return year - apart
	}
	return year
}
