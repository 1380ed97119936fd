package ruler

import (
	"strings"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
)

// Answer is what an extractor makes of a page.
type Answer struct {
	Text    string // paragraphs, with line breaks between
	Title   string
	Authors []string
	Date    string // RFC 3339, or the day
}

// Score adds up how an extractor did on the pages of a set. The zero value is
// that of no pages.
type Score struct {
	Pages int

	// Of whole texts: sums over pages.
	answered, precision, recall float64
	full, exact                 float64

	snippets match
	spared   float64 // snippets that had to be out and are

	titles, titlesExact, titlesLoose float64

	bylines, bylinesExact float64
	authors               match

	dates, datesRight, datesNone float64
}

// Add compares an answer with the truth of its page. It returns the F1 of its
// text, by runs of words where the whole text is known, else by snippets.
func (s *Score) Add(p *corpus.Page, a Answer) float64 {
	s.Pages++
	s.addFields(p.Truth, a)
	if p.Truth.IsFull() {
		return s.addText(p, a)
	}
	return s.addSnippets(p.Truth, a)
}

func (s *Score) addText(p *corpus.Page, a Answer) float64 {
	apart := p.Set != "scrapinghub"
	answer := shingles(tokens(a.Text, apart))
	var best match
	exact := false
	for i, text := range p.Truth.Texts() {
		m := compare(shingles(tokens(text, apart)), answer)
		if i == 0 || m.f1() > best.f1() {
			best = m
		}
		exact = exact || key(text) == key(a.Text)
	}
	s.full++
	if best.both+best.extra > 0 {
		s.answered++
		s.precision += best.precision()
	}
	s.recall += best.recall()
	if exact {
		s.exact++
	}
	return best.f1()
}

func (s *Score) addSnippets(t *corpus.Truth, a Answer) float64 {
	line := oneLine(a.Text)
	var m match
	for _, snippet := range t.With {
		if strings.Contains(line, oneLine(snippet)) {
			m.both++
		} else {
			m.missing++
		}
	}
	for _, snippet := range t.Without {
		if strings.Contains(line, oneLine(snippet)) {
			m.extra++
		} else {
			s.spared++
		}
	}
	s.snippets.both += m.both
	s.snippets.missing += m.missing
	s.snippets.extra += m.extra
	return m.f1()
}

func (s *Score) addFields(t *corpus.Truth, a Answer) {
	if t.Title != "" {
		s.titles++
		exact, loose := titles(t.Title, a.Title)
		if exact {
			s.titlesExact++
		}
		if loose {
			s.titlesLoose++
		}
	}
	if t.Authors != nil {
		s.bylines++
		m := compare(names(t.Authors), names(a.Authors))
		if m.extra == 0 && m.missing == 0 {
			s.bylinesExact++
		}
		s.authors.both += m.both
		s.authors.extra += m.extra
		s.authors.missing += m.missing
	}
	if t.Date != "" {
		s.dates++
		switch {
		case sameDay(t.Date, a.Date):
			s.datesRight++
		case a.Date == "":
			s.datesNone++
		}
	}
}

// Text is precision, recall and F1 of the runs of words, and the share of the
// pages whose text is right to the word; ok is false where no whole text is known.
func (s *Score) Text() (precision, recall, f1, exact float64, ok bool) {
	if s.full == 0 {
		return 0, 0, 0, 0, false
	}
	if s.answered > 0 {
		precision = s.precision / s.answered
	}
	recall = s.recall / s.full
	if precision+recall > 0 {
		f1 = 2 * precision * recall / (precision + recall)
	}
	return precision, recall, f1, s.exact / s.full, true
}

// Snippets is precision, recall and F1 of the snippets over all pages.
func (s *Score) Snippets() (precision, recall, f1 float64, ok bool) {
	return s.snippets.precision(), s.snippets.recall(), s.snippets.f1(), s.snippets.both+s.snippets.missing > 0
}

// Titles is the share of titles that are right to the word, and nearly so.
func (s *Score) Titles() (exact, loose float64, ok bool) {
	return s.titlesExact / s.titles, s.titlesLoose / s.titles, s.titles > 0
}

// Authors is the share of pages with exactly the right authors, and precision
// and recall over all of them.
func (s *Score) Authors() (exact, precision, recall float64, ok bool) {
	return s.bylinesExact / s.bylines, s.authors.precision(), s.authors.recall(), s.bylines > 0
}

// Dates is the share of dates that are right, wrong and missing.
func (s *Score) Dates() (right, wrong, none float64, ok bool) {
	return s.datesRight / s.dates, (s.dates - s.datesRight - s.datesNone) / s.dates, s.datesNone / s.dates, s.dates > 0
}
