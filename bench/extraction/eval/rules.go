package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/lesson"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// gain is what a rule that overrules the judge of blocks is worth: sums over the
// pages where it does, of what they would lose without it.
type gain struct {
	pages, blocks int
	full          [lesson.NumFolds]float64 // F1 of pages with a known text
	exact         [lesson.NumFolds]int     // of them exactly right
	snippets      [lesson.NumFolds]float64 // F1 of pages with snippets
}

// rules prints what each rule gains in each fold: a rule that doesn't in four of
// five is not worth its lines.
func rules(out io.Writer, pages []*corpus.Page, judges []*extract.Extractor) error {
	gains := map[string]*gain{}
	for _, p := range pages {
		fold := corpus.Fold(p, len(judges))
		e, err := judges[fold].Explain(extract.Page{URL: p.Address(), Body: []byte(p.HTML), ContentType: "text/html; charset=utf-8"})
		if err != nil || e.Article.Extraction.Method != "learned" {
			continue
		}
		weigh(gains, p, fold, e.Blocks)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nwhat is so decided\tpages\tblocks\tF1 of full texts, summed over pages, by fold\texact pages by fold\tF1 of snippets by fold")
	for _, rule := range slices.Sorted(maps.Keys(gains)) {
		g := gains[rule]
		fmt.Fprintf(w, "%s\t%d\t%d\t%+.3f\t%+d\t%+.3f\n", rule, g.pages, g.blocks, g.full, g.exact, g.snippets)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print rules: %w", err)
	}
	return nil
}

// weigh compares a page's body with what it would be without each rule.
func weigh(gains map[string]*gain, p *corpus.Page, fold int, blocks []extract.Verdict) {
	byRule := map[string]int{}
	for i := range blocks {
		if b := &blocks[i]; b.ByRule() {
			byRule[b.Why]++
		}
	}
	with, right := judged(p, blocks, "")
	for rule, n := range byRule {
		g := gains[rule]
		if g == nil {
			g = &gain{}
			gains[rule] = g
		}
		without, rightWithout := judged(p, blocks, rule)
		g.pages++
		g.blocks += n
		if !p.Truth.IsFull() {
			g.snippets[fold] += with - without
			continue
		}
		g.full[fold] += with - without
		g.exact[fold] += right - rightWithout
	}
}

// judged is the F1 of a body without a rule, and 1 if it is exactly right.
func judged(p *corpus.Page, blocks []extract.Verdict, without string) (f1 float64, exact int) {
	var lines []string
	for i := range blocks {
		if b := &blocks[i]; b.Kept != (b.Why == without) {
			lines = append(lines, b.Text)
		}
	}
	var s ruler.Score
	f1 = s.Add(p, ruler.Answer{Text: strings.Join(lines, "\n")})
	if _, _, _, share, ok := s.Text(); ok {
		exact = int(share)
	}
	return f1, exact
}
