package ruler_test

import (
	"math"
	"testing"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
)

func TestText(t *testing.T) {
	t.Parallel()
	page := &corpus.Page{Set: "scrapinghub", Truth: &corpus.Truth{Paras: []string{"one two three four five"}}}
	for name, test := range map[string]struct {
		answer                       string
		precision, recall, f1, exact float64
	}{
		"but for marks": {"one: two, three — four; five!\n", 1, 1, 1, 1},
		"right":         {"one two three four\nfive", 1, 1, 1, 1},
		"half":          {"one two three four", 1, 0.5, 2.0 / 3, 0},
		"too much":      {"one two three four five six seven", 0.5, 1, 2.0 / 3, 0},
		"nothing":       {"", 0, 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s ruler.Score
			f := s.Add(page, ruler.Answer{Text: test.answer})
			p, r, f1, exact, ok := s.Text()
			if !ok || !near(p, test.precision) || !near(r, test.recall) || !near(f1, test.f1) || !near(f, test.f1) || exact != test.exact {
				t.Errorf("P %v R %v F1 %v (page %v) exact %v", p, r, f1, f, exact)
			}
		})
	}
}

func TestOptionalParagraphsMayBeMissing(t *testing.T) {
	t.Parallel()
	truth := &corpus.Truth{Paras: []string{"a standfirst of the desk", "one two three four five"}, Optional: []bool{true, false}}
	for _, answer := range []string{"one two three four five", "a standfirst of the desk\none two three four five"} {
		var s ruler.Score
		if f := s.Add(&corpus.Page{Truth: truth}, ruler.Answer{Text: answer}); f != 1 {
			t.Errorf("F1 of %q is %v", answer, f)
		}
	}
}

func TestSnippetsAndFields(t *testing.T) {
	t.Parallel()
	page := &corpus.Page{Truth: &corpus.Truth{
		With: []string{"the ferry left", "with  every seat"}, Without: []string{"sign up"},
		Title: "Ferry sails again today", Authors: []string{"Jane Roe"}, Date: "2021-12-27T23:30:00-05:00",
	}}
	var s ruler.Score
	s.Add(page, ruler.Answer{Text: "And the ferry left.\nSign up; sign up", Title: "Ferry sails again", Authors: []string{"jane roe", "AFP"}, Date: "2021-12-28"})
	if p, r, f1, ok := s.Snippets(); !ok || p != 0.5 || r != 0.5 || f1 != 0.5 {
		t.Errorf("snippets: P %v R %v F1 %v", p, r, f1)
	}
	if exact, loose, ok := s.Titles(); !ok || exact != 0 || loose != 1 {
		t.Errorf("title exact %v, loose %v", exact, loose)
	}
	if exact, p, r, ok := s.Authors(); !ok || exact != 0 || p != 0.5 || r != 1 {
		t.Errorf("authors exact %v P %v R %v", exact, p, r)
	}
	if right, wrong, none, ok := s.Dates(); !ok || right != 1 || wrong != 0 || none != 0 {
		t.Errorf("date right %v wrong %v none %v", right, wrong, none)
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
