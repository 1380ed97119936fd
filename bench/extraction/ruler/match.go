package ruler

import (
	"slices"
	"strings"
	"time"
)

// match is how two bags or sets compare: what is in both, only in the answer,
// only in the truth.
type match struct{ both, extra, missing float64 }

func compare(truth, answer map[string]int) match {
	var m match
	for k, n := range truth {
		m.both += float64(min(n, answer[k]))
		m.missing += float64(max(0, n-answer[k]))
	}
	for k, n := range answer {
		m.extra += float64(max(0, n-truth[k]))
	}
	return m
}

func (m match) precision() float64 { return share(m.both, m.both+m.extra, m) }
func (m match) recall() float64    { return share(m.both, m.both+m.missing, m) }

func (m match) f1() float64 {
	p, r := m.precision(), m.recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// share is 1 where nothing was amiss, if only because there was nothing.
func share(part, whole float64, m match) float64 {
	switch {
	case m.extra == 0 && m.missing == 0:
		return 1
	case whole == 0:
		return 0
	}
	return part / whole
}

// titles says whether a title is right to the word, and nearly so.
func titles(truth, answer string) (exact, loose bool) {
	if key(truth) == key(answer) {
		return true, true
	}
	const nearly = 0.8
	return false, compare(bag(truth), bag(answer)).f1() >= nearly
}

func bag(s string) map[string]int {
	words := map[string]int{}
	for _, w := range tokens(strings.ToLower(s), true) {
		words[w]++
	}
	return words
}

func names(list []string) map[string]int {
	set := map[string]int{}
	for _, name := range list {
		if k := key(name); k != "" {
			set[k] = 1
		}
	}
	return set
}

// sameDay says whether two dates have a day in common, each by its own zone or by UTC.
func sameDay(truth, answer string) bool {
	known := days(truth)
	return slices.ContainsFunc(days(answer), func(day string) bool { return slices.Contains(known, day) })
}

func days(s string) []string {
	s = strings.TrimSpace(s)
	for _, layout := range [...]string{
		time.RFC3339, "2006-01-02 15:04:05-07:00", "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05", "2006-01-02T15:04:05", time.DateOnly,
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return []string{t.Format(time.DateOnly), t.UTC().Format(time.DateOnly)}
		}
	}
	if len(s) >= len(time.DateOnly) {
		return []string{s[:len(time.DateOnly)]}
	}
	return nil
}
