package schema

import (
	"fmt"
	"time"
)

// Date is a point in time as exact as its source gave it, in the forms of
// ISO 8601 that schema.org allows: "2021", "2021-12", "2021-12-27",
// "2021-12-27T10:00+03:00" or "2021-12-27T10:00:05+03:00". Without a known zone
// a time is written as UTC, with "Z". The empty Date is unknown.
type Date string

// Precision is how exact a [Date] is.
type Precision string

// The precisions of a date.
const (
	PrecisionUnknown Precision = ""
	PrecisionYear    Precision = "year"
	PrecisionMonth   Precision = "month"
	PrecisionDay     Precision = "day"
	PrecisionMinute  Precision = "minute"
	PrecisionSecond  Precision = "second"
)

// dateForm is one way to write a date.
type dateForm struct {
	precision Precision
	layout    string
}

func dateForms() [5]dateForm {
	return [...]dateForm{
		{PrecisionYear, "2006"},
		{PrecisionMonth, "2006-01"},
		{PrecisionDay, "2006-01-02"},
		{PrecisionMinute, "2006-01-02T15:04Z07:00"},
		{PrecisionSecond, time.RFC3339},
	}
}

// NewDate writes t, in its own zone, as exactly as p says; an unknown precision
// is taken for PrecisionSecond. The zero time gives the empty Date, and so does
// one outside the years 0 to 9999, which these forms can't write. A zone that
// they can't write either, such as a local mean time, becomes UTC.
func NewDate(t time.Time, p Precision) Date {
	const day = 24 * 60 * 60
	if _, offset := t.Zone(); offset%60 != 0 || offset <= -day || offset >= day {
		t = t.UTC()
	}
	if t.IsZero() || t.Year() < 0 || t.Year() > 9999 {
		return ""
	}
	for _, f := range dateForms() {
		if f.precision == p {
			return Date(t.Format(f.layout))
		}
	}
	return Date(t.Format(time.RFC3339))
}

// Time is the earliest instant that the date can mean: in its zone if it has
// one, else in UTC. The empty Date gives the zero time and no error; what is in
// none of the forms is an error that quotes it.
func (d Date) Time() (time.Time, error) {
	t, _, err := d.parse()
	return t, err
}

// Precision is how exact the date is, PrecisionUnknown when it is empty or can't be read.
func (d Date) Precision() Precision {
	_, p, err := d.parse()
	if err != nil {
		return PrecisionUnknown
	}
	return p
}

func (d Date) parse() (time.Time, Precision, error) {
	if d == "" {
		return time.Time{}, PrecisionUnknown, nil
	}
	f := d.form()
	t, err := time.Parse(f.layout, string(d))
	if err != nil {
		return time.Time{}, PrecisionUnknown, fmt.Errorf("date %q is in none of the forms of schema.Date", string(d))
	}
	return t, f.precision, nil
}

// form is the only form that the date can have, by its length and its marks.
func (d Date) form() dateForm {
	forms := dateForms()
	switch {
	case len(d) <= len("2006"):
		return forms[0]
	case len(d) <= len("2006-01"):
		return forms[1]
	case len(d) <= len("2006-01-02"):
		return forms[2]
	case len(d) > len("2006-01-02T15:04") && d[len("2006-01-02T15:04")] != ':':
		return forms[3]
	default:
		return forms[4]
	}
}
