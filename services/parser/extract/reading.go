package extract

import (
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// voice is a kind of place where a page says when it was published. Those of
// one voice are written by the same hand, and count once.
type voice uint8

const (
	byScript  voice = iota // JSON-LD
	byMeta                 // a meta element for the date of publication
	byProp                 // an element with itemprop=datePublished
	inPrint                // what readers see
	inAddress              // the page's address
	byFeed
	byOtherMeta // a meta element for some date
	voices
)

// reading is a date of publication that some part of the page gives.
type reading struct {
	source string // as in schema.Article.DateSource
	voice  voice
	weight float64
	date   schema.Date
	time   time.Time // the earliest that date can mean
	local  bool      // a time that is printed without its zone
}

// isDayOf says whether a reading that is exact to the day is the day of an
// instant, by the instant's own clock.
func (r *reading) isDayOf(t time.Time) bool {
	y, m, d := t.Date()
	u, v, w := r.time.Date()
	return y == u && m == v && d == w
}

// agrees says whether two readings can be of one day, in whatever zone each is
// told: many pages print local time, and have the same in UTC for machines.
func (r *reading) agrees(o *reading) bool {
	const east, west = 13 * time.Hour, 8 * time.Hour // of Greenwich: New Zealand, California
	a, b := r.date.Precision(), o.date.Precision()
	switch {
	case a == schema.PrecisionMonth || b == schema.PrecisionMonth:
		return r.time.Year() == o.time.Year() && r.time.Month() == o.time.Month()
	case a == schema.PrecisionDay && b == schema.PrecisionDay:
		return r.time.Equal(o.time)
	case b == schema.PrecisionDay:
		return o.agrees(r)
	case a == schema.PrecisionDay:
		if r.isDayOf(o.time) {
			return true
		}
		if o.local || !isUTC(o.time) {
			return false
		}
		return !o.time.Before(r.time.Add(-east)) && o.time.Before(r.time.Add(24*time.Hour+west))
	}
	if r.isDayOf(o.time) {
		return true
	}
	u, v := r.time.UTC(), o.time.UTC()
	if u.YearDay() == v.YearDay() && u.Year() == v.Year() {
		return true
	}
	apart := r.time.Sub(o.time).Abs() // as local time and as UTC
	return apart <= east && apart%(30*time.Minute) < time.Minute && (isUTC(r.time) || isUTC(o.time))
}

func isUTC(t time.Time) bool {
	_, offset := t.Zone()
	return offset == 0
}

// firstPages is when pages began to be published: an older date that is printed is
// somebody's birthday. Archives of older papers have their dates in metadata.
const firstPages = 1990

// reading keeps that of a text, if it holds a date that can be; source and
// voice say where it stands.
func (p *page) reading(source string, v voice, weight float64, s string) {
	if s == "" {
		return
	}
	if d, ok := p.x.dates.ReadIn(s, p.order); ok {
		p.keepReading(source, v, weight, d)
	}
}

func (p *page) keepReading(source string, v voice, weight float64, d schema.Date) bool {
	const most = 32
	if p.isFuture(d) {
		if source != "text" { // what is printed may announce something
			p.warn("date of publication lies in the future: " + source)
		}
		return false
	}
	t, err := d.Time()
	if err != nil || len(p.dates) == most || v == inPrint && t.Year() < firstPages {
		return false
	}
	p.dates = append(p.dates, reading{source, v, weight, d, t, source == "text" && isUTC(t)})
	return true
}

// elect gives the reading that most others agree with, each voice counting by
// the weightiest thing that it says; of those that agree with it the most exact.
func (p *page) elect() (reading, bool) {
	best, most := -1, 0.0
	for i := range p.dates {
		if n := p.support(i); n > most && p.dates[i].date.Precision() != schema.PrecisionMonth {
			best, most = i, n
		}
	}
	if best < 0 {
		return reading{}, false
	}
	chosen := best
	for i := range p.dates {
		if r := &p.dates[i]; r.betters(&p.dates[chosen]) && r.agrees(&p.dates[best]) {
			chosen = i
		}
	}
	return p.dates[chosen], true
}

// betters says whether a reading is more exact than another, or as exact and
// written for machines where the other is written for people.
func (r *reading) betters(o *reading) bool {
	a, b := exactness(r.date), exactness(o.date)
	return a > b || a == b && o.source == "text" && r.source != "text"
}

// support is what speaks for a reading: its own voice and those that agree.
func (p *page) support(i int) float64 {
	var by [voices]float64
	for j := range p.dates {
		if r := &p.dates[j]; i == j || p.dates[i].agrees(r) {
			by[r.voice] = max(by[r.voice], r.weight)
		}
	}
	sum := 0.0
	for _, w := range by {
		sum += w
	}
	return sum
}

// exactness orders the precisions of dates.
func exactness(d schema.Date) int {
	switch d.Precision() {
	case schema.PrecisionSecond:
		return 3
	case schema.PrecisionMinute:
		return 2
	case schema.PrecisionDay:
		return 1
	default:
		return 0
	}
}
