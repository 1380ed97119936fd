package newsroom

import (
	"strconv"
	"strings"
	"time"
)

// story is what an agency has written. Papers take it over, each in its own way.
type story struct {
	id       string
	number   uint64 // its dice
	language *language
	agency   agency
	beat     *beat // of a routine report; nil of a story that is like no other
	facts    facts
}

// beat is a kind of routine reports: two of them are alike in most of their words,
// and tell of two things. Numbers are from low to high.
type beat struct {
	name    string
	section int // in the list of the language
	x, y, z [2]int
}

// beats are the kinds of routine reports. Each has lists of phrases in all
// languages: headline, fact, and stock, which are in every report the same.
func beats() []beat {
	return []beat{
		{name: "match", section: 4, x: [2]int{0, 5}, y: [2]int{0, 5}, z: [2]int{1_000, 60_000}},
		{name: "weather", section: 2, x: [2]int{9, 34}, y: [2]int{2, 8}, z: [2]int{985, 1_040}},
		{name: "market", section: 1, x: [2]int{1_000, 9_999}, y: [2]int{1, 9}, z: [2]int{10, 900}},
	}
}

// facts are what all who tell a story say alike, by their placeholders.
//
//	s v o w    of a story: subject, verb, object, adverbial
//	a b        of a routine report: two places
//	x y z d    three numbers and the date
type facts map[byte]string

// put fills in the facts of a pattern and leaves the other placeholders.
func (f facts) put(pattern string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(pattern, "$")
		b.WriteString(before)
		if !found || after == "" {
			return b.String()
		}
		key := after[0]
		if fact, ok := f[key]; ok {
			b.WriteString(fact)
		} else if fact, ok := f[key|' ']; ok { // a capital begins a sentence
			b.Write(appendCapitalised(nil, fact))
		} else {
			b.WriteString("$" + after[:1])
		}
		pattern = after[1:]
	}
}

// newStory makes the story of some dice, which is released at a time.
func newStory(l *language, d dice, released time.Time, routine float64) *story {
	all := agencies()
	s := &story{language: l, number: d.next()}
	s.id = l.code + "-" + hexOf(&d)
	s.agency = all[d.below(len(all))]
	if !d.chance(routine) {
		s.facts = facts{
			's': d.pick(l.words["subject"]), 'v': d.pick(l.words["verb"]),
			'o': d.pick(l.words["object"]), 'w': d.pick(l.words["when"]),
		}
		return s
	}
	kinds := beats()
	s.beat = &kinds[d.below(len(kinds))]
	places := l.words["place"]
	a := d.below(len(places))
	b := (a + d.between(1, len(places)-1)) % len(places)
	number := func(of [2]int) string { return strconv.Itoa(d.between(of[0], of[1])) }
	s.facts = facts{
		'a': places[a], 'b': places[b], 'd': released.In(l.zone).Format(time.DateOnly),
		'x': number(s.beat.x), 'y': number(s.beat.y), 'z': number(s.beat.z),
	}
	return s
}

// headline is one of the headlines that can stand over the story.
func (s *story) headline(d *dice) string {
	key := "headline"
	if s.beat != nil {
		key = s.beat.name + ".headline"
	}
	return s.facts.put(d.pick(s.language.words[key]))
}

// section is where the story belongs.
func (s *story) section() string {
	sections := s.language.sections()
	if s.beat != nil {
		return sections[s.beat.section]
	}
	return sections[s.number%uint64(len(sections))]
}
