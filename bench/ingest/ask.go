package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest" //nolint:depguard // it invents the words
)

// words is how many words the invented language has.
const words = 60_000

// questions are 50: words of all frequencies from the most to the least frequent
// one, words together, phrases, words without others, and facets with and without words.
func questions(articles int) (all []store.Query) {
	text := func(format string, ranks ...uint64) store.Query {
		values := make([]any, len(ranks))
		for i, rank := range ranks {
			values[i] = storetest.Word(rank)
		}
		return store.Query{Text: fmt.Sprintf(format, values...)}
	}
	for n := range 18 { // evenly on a logarithmic scale
		all = append(all, text("%s", uint64(math.Pow(words, float64(n)/17))-1))
	}
	for _, ranks := range [][2]uint64{{0, 1}, {0, 300}, {40, 60}, {200, 300}, {1000, 2000}, {0, 30_000}, {5000, 9000}, {20_000, 30_000}} {
		all = append(all, text("%s %s", ranks[0], ranks[1]))
	}
	all = append(all,
		text(`"%s %s"`, 0, 1), text(`"%s %s"`, 3, 90), text(`"%s %s %s"`, 0, 1, 2), text(`"%s %s"`, 500, 4),
		text("%s -%s", 5, 0), text("%s -%s", 0, 5), text("%s OR %s", 400, 8000), text("-%s", 0),
	)
	return limited(append(all, faceted(storetest.Epoch().Add(time.Duration(articles/4)*time.Minute))...))
}

// faceted are questions for facets; a quarter of all articles are from before that time.
func faceted(long time.Time) []store.Query {
	all := []store.Query{
		{Language: "da"},
		{Publisher: "p7.example"},
		{Until: long},
		{Since: long, Until: long.Add(24 * time.Hour)},
		{Publisher: "p7.example", Until: long},
		{Language: "da", Since: long},
		{Section: "Section 3"},
		{Author: "Author 7"},
		{Keyword: "topic 11"},
		{Provider: "Agency 2"},
		{Section: "Section 4", Language: "da"},
		{Author: "Author 8", Until: long},
	}
	for i := range all {
		all[i].Text = storetest.Word(uint64(20 * i))
	}
	return append(all, store.Query{Section: "Section 5", Publisher: "p8.example"}, store.Query{Keyword: "topic 12"},
		store.Query{Author: "Author 9", Keyword: "news", Since: long}, store.Query{Simhash: simhash(articlesBefore)})
}

// articlesBefore is the number of an article that is among all that are written.
const articlesBefore = 100

func limited(all []store.Query) []store.Query {
	for i := range all {
		all[i].Limit = 20
	}
	return all
}

// ask asks each question some times, once to warm up.
func ask(ctx context.Context, f *flags, p *place, figures *Figures) error {
	var times []time.Duration
	for _, q := range questions(f.Articles) {
		var own []time.Duration
		found := 0
		for n := range f.Asks + 1 {
			begin := time.Now()
			found = 0
			for _, err := range p.store.Articles(ctx, q) {
				if err != nil {
					return err
				}
				found++
			}
			if n > 0 {
				own = append(own, time.Since(begin))
			}
		}
		slices.Sort(own)
		median := own[len(own)/2]
		times = append(times, median)
		if f.Each {
			fmt.Printf("%10s  %2d found  %q %s %s %s %s\n", round(median), found, q.Text, q.Language, q.Publisher, day(q.Since), day(q.Until))
		}
	}
	slices.Sort(times)
	figures.AskP50, figures.AskP95, figures.AskMax = times[len(times)/2], times[(len(times)*95+99)/100-1], times[len(times)-1]
	return nil
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}
