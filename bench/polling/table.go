package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// row is what a rule gave at a number of requests.
type row struct {
	Rule string
	outcome
}

// table is all rules at each number of requests a feed and day.
type table [][]row

// compare replays a trace by all rules at so many requests. The first two rows of
// each are the fixed interval and miniflux' rule.
func compare(ctx context.Context, t trace, requests []float64) (table, error) {
	rules := []rule{fixedRule(), frequencyRule(), plainRule(), ourRule()}
	if t.Feeds[0].Temper != nil {
		rules = append(rules, oracleRule())
	}
	all := make(table, len(requests))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range requests {
		all[i] = make([]row, len(rules))
		for k, r := range rules {
			group.Go(func() error {
				if ctx.Err() == nil {
					all[i][k] = row{r.Name, equalise(t, r, n)}
				}
				return ctx.Err()
			})
		}
	}
	return all, group.Wait()
}

// print writes a table in Markdown.
func (t table) print(to io.Writer) {
	fmt.Fprintln(to, "| polls a feed and day | rule | mean delay, min | p95, min | lost | of fixed | of miniflux |")
	fmt.Fprintln(to, "|---|---|---|---|---|---|---|")
	for _, rows := range t {
		for _, r := range rows {
			fmt.Fprintf(to, "| %.1f | %s | %.2f | %.1f | %.3f %% | %.3f | %.3f |\n",
				r.Requests, r.Rule, r.Mean, r.P95, 100*r.Lost, r.Mean/rows[0].Mean, r.Mean/rows[1].Mean)
		}
	}
}
