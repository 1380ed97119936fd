package date

import "strings"

// clock is a time of day.
type clock struct {
	hour, minute, second int
	zone                 int // seconds east of Greenwich
	known                bool
	exact                bool // has seconds
	end                  int  // the token after it
}

// clockOf is the time that belongs to a day: the one that follows it, else the
// one before it, after the date before.
func (p *parser) clockOf(d day, last int) clock {
	const near = 9 // tokens
	if t := &p.tokens[d.at]; t.size == 14 {
		v := t.value % 1_000_000
		return valid(clock{hour: v / 10000, minute: v / 100 % 100, second: v % 100, known: true, exact: true})
	}
	for i := d.at + 1; i < d.end; i++ { // Mon Dec 27 10:00:05 UTC 2021
		if c := p.clock(i); c.known && p.tokens[i].spaced {
			return c
		}
	}
	for i := d.end; i < min(d.end+near, len(p.tokens)); i++ {
		if c := p.clock(i); c.known {
			return c
		}
		if _, ok := p.day(i); ok {
			break
		}
	}
	for i := max(last, d.at-near); i < d.at; i++ {
		if c := p.clock(i); c.known && i+2 < d.at {
			return c
		}
	}
	return clock{}
}

// clock reads the time that the i-th token begins: 10:00, 18.50 Uhr, 18h50, 午後3時45分.
func (p *parser) clock(i int) clock {
	if !isNumber(p.tokens, i, 1, 2) {
		return p.compactClock(i)
	}
	colon := is(p.tokens, i+1, ":：.") || hasWord(p.tokens, i+1, "h", "時", "时", "點", "点", "시", "uhr", "g", "ч")
	if !colon || !isNumber(p.tokens, i+2, 1, 2) || p.tokens[i+1].kind == mark && (p.tokens[i+2].size != 2 || p.tokens[i+2].spaced) {
		return clock{}
	}
	c := clock{hour: p.tokens[i].value, minute: p.tokens[i+2].value, known: true}
	j := i + 3
	switch {
	case is(p.tokens, j, ":：") && isNumber(p.tokens, j+1, 2, 2):
		c.second, c.exact = p.tokens[j+1].value, true
		j += 2
		if is(p.tokens, j, ".,:") && p.tokens[j].end < len(p.text) && isNumber(p.tokens, j+1, 1, 14) && !p.tokens[j+1].spaced { // parts of a second, which some put behind a colon
			j += 2
		}
	case is(p.tokens, i+1, ".") && is(p.tokens, j, "./-"): // some other number
		return clock{}
	}
	j = p.half(&c, i, j)
	if isRange := j < len(p.tokens) && p.tokens[j].kind == mark && p.tokens[j].value == '-' && !c.exact && (i == 0 || p.tokens[i-1].text != "t"); !isRange { // 10:00-11:30
		c.zone = p.zone(j)
	}
	c.end = j
	return valid(c)
}

// compactClock reads the T100005Z of 20211227T100005Z.
func (p *parser) compactClock(i int) clock {
	if i < 2 || !isNumber(p.tokens, i, 6, 6) || p.tokens[i-1].text != "t" || p.tokens[i-2].size != 8 {
		return clock{}
	}
	v := p.tokens[i].value
	return valid(clock{hour: v / 10000, minute: v / 100 % 100, second: v % 100, zone: p.zone(i + 1), known: true, exact: true})
}

// half reads which half of the day a time is in: after it, or in the words of
// East Asia before it. It gives the token after that.
func (p *parser) half(c *clock, i, j int) int {
	var after bool
	switch {
	case hasWord(p.tokens, j, "am", "pm"):
		after = p.tokens[j].text == "pm"
		j++
	case hasWord(p.tokens, j, "a", "p") && is(p.tokens, j+1, ".") && hasWord(p.tokens, j+2, "m"):
		after = p.tokens[j].text == "p"
		if j += 3; is(p.tokens, j, ".") {
			j++
		}
	case i > 0 && p.tokens[i-1].kind == word && half(p.tokens[i-1].text) != 0:
		after = half(p.tokens[i-1].text) > 0
	default:
		return j
	}
	switch {
	case after && c.hour < 12:
		c.hour += 12
	case !after && c.hour == 12:
		c.hour = 0
	}
	return j
}

// half is 1 for a word that ends in afternoon, -1 in forenoon.
func half(s string) int {
	for _, w := range [...]string{"午後", "下午", "오후"} {
		if strings.HasSuffix(s, w) {
			return 1
		}
	}
	for _, w := range [...]string{"午前", "上午", "오전"} {
		if strings.HasSuffix(s, w) {
			return -1
		}
	}
	return 0
}

// zone reads the zone that the j-th token begins, in seconds east of Greenwich;
// 0 is also what isn't known.
func (p *parser) zone(j int) int {
	for j < len(p.tokens) && (is(p.tokens, j, "分분") || hasWord(p.tokens, j, "uhr", "hrs", "분", "分") || p.tokens[j].kind == mark && p.tokens[j].value == '(') {
		j++
	}
	if j >= len(p.tokens) {
		return 0
	}
	t := &p.tokens[j]
	if t.kind == word {
		name := p.text[t.at:t.end]
		offset, ok := p.zones[name]
		if !ok || name == "Z" || offset != 0 {
			return offset
		}
		if t.end < len(p.text) { // GMT+3
			return p.offset(j + 1)
		}
		return 0
	}
	return p.offset(j)
}

// offset reads +03:00, +0300 and +3.
func (p *parser) offset(j int) int {
	if j+1 >= len(p.tokens) || p.tokens[j].kind != mark || !isNumber(p.tokens, j+1, 1, 4) || p.tokens[j+1].spaced {
		return 0
	}
	sign := 1
	switch p.tokens[j].value {
	case '+':
	case '-', '−':
		sign = -1
	default:
		return 0
	}
	n := p.tokens[j+1]
	hours, minutes := n.value, 0
	switch {
	case n.size > 2:
		hours, minutes = n.value/100, n.value%100
	case is(p.tokens, j+2, ":") && isNumber(p.tokens, j+3, 2, 2):
		minutes = p.tokens[j+3].value
	}
	if hours > 14 || minutes > 59 {
		return 0
	}
	return sign * (hours*60 + minutes) * 60
}

// valid is a clock that there is; 24:00 is midnight, and what is none isn't known.
func valid(c clock) clock {
	if c.hour > 24 || c.minute > 59 || c.second > 60 {
		return clock{}
	}
	return c
}
