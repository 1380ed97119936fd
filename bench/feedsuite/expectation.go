package main

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// expectation is a part of an Expect line: what an entry, or the feed, should have.
type expectation struct {
	entry int // -1 for the feed
	field string
	want  string // of a date, RFC 3339
}

// group is the row of the table that it belongs to.
func (e expectation) group() string {
	switch e.field {
	case "title", "link":
		return e.field
	case "id", "guid":
		return "id"
	}
	return "dates"
}

// expected are the parts of a document's Expect line that we understand. Of
// parts joined by or, any will do: they are told as one list of alternatives each.
func expected(document []byte) [][]expectation {
	text := string(bytes.ReplaceAll(document, []byte{0}, nil)) // of UTF-16 and UTF-32, what is ASCII
	_, rest, found := strings.Cut(text, "Expect:")
	if !found {
		return nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	line, _, _ = strings.Cut(line, "-->")
	var parts [][]expectation
	for part := range strings.SplitSeq(line, " and ") {
		var alternatives []expectation
		for alternative := range strings.SplitSeq(part, " or ") {
			alternatives = append(alternatives, comparison(alternative)...)
		}
		switch {
		case len(alternatives) == 0:
		case strings.Contains(part, " or "):
			parts = append(parts, alternatives)
		default: // a == b == c is two
			for _, e := range alternatives {
				parts = append(parts, []expectation{e})
			}
		}
	}
	return parts
}

// comparison reads x == y, or x == y == z, whose last one is a value.
func comparison(part string) []expectation {
	sides := strings.Split(part, " == ")
	if len(sides) < 2 {
		return nil
	}
	value, isValue := literal(sides[len(sides)-1])
	if !isValue {
		return nil
	}
	var list []expectation
	for _, side := range sides[:len(sides)-1] {
		if e, ok := subject(side); ok {
			e.want = value
			if e.group() == "dates" {
				e.want = instant(value)
			}
			list = append(list, e)
		}
	}
	return list
}

// subject reads feed['title'], entries[0]['title'] and entries[0].title.
func subject(side string) (expectation, bool) {
	m := regexp.MustCompile(`^(?:feed|entries\[(\d)\])(?:\['(\w+)'\]|\.(\w+))$`).FindStringSubmatch(strings.Trim(side, " ()"))
	if m == nil {
		return expectation{}, false
	}
	e := expectation{entry: -1, field: strings.TrimSuffix(m[2]+m[3], "_parsed")}
	if m[1] != "" {
		e.entry, _ = strconv.Atoi(m[1])
	}
	switch e.field {
	case "title", "link", "id", "guid", "published", "updated", "created", "expired":
		return e, true
	}
	return expectation{}, false
}

// literal reads a string of Python, or a tuple of numbers that is a time.
func literal(side string) (string, bool) {
	side = strings.TrimSpace(side)
	if strings.HasPrefix(side, "(2") {
		return side, true
	}
	side = strings.TrimPrefix(side, "u")
	if len(side) < 2 || side[0] != '\'' && side[0] != '"' || side[len(side)-1] != side[0] {
		return "", false
	}
	quote, body := side[0], side[1:len(side)-1]
	body = strings.ReplaceAll(body, `\'`, `'`)
	body = regexp.MustCompile(`\\x([0-9a-f]{2})`).ReplaceAllString(body, `\u00$1`) // a byte to Go, a character to Python
	if quote == '\'' {
		body = strings.ReplaceAll(body, `"`, `\"`)
	}
	value, err := strconv.Unquote(`"` + body + `"`)
	return value, err == nil
}

// instant is a date of the suite as RFC 3339 in UTC: a time of Python, or one of
// the two forms in which it writes all of its texts.
func instant(value string) string {
	if strings.HasPrefix(value, "(") {
		var n [6]int
		for i, field := range strings.SplitN(strings.Trim(value, "()"), ",", 7)[:6] {
			n[i], _ = strconv.Atoi(strings.TrimSpace(field))
		}
		return time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC).Format(time.RFC3339)
	}
	for _, layout := range []string{time.RFC1123, time.RFC3339} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.UTC().Format(time.RFC3339)
		}
	}
	return value
}
