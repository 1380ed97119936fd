package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/story"
)

// batch is how many articles are written at once.
const batch = 500

// sortAll stores articles and sorts them, and says which story each belongs to.
func sortAll(ctx context.Context, s store.Store, articles []*schema.Article) (stories map[string]string, took time.Duration, err error) {
	for some := range slices.Chunk(articles, batch) {
		entries := make([]store.Entry, len(some))
		for i, a := range some {
			entries[i] = store.Entry{Article: a}
		}
		results, err := s.Write(ctx, entries)
		if err != nil {
			return nil, 0, err
		}
		for i, r := range results {
			if r.State == store.Rejected {
				return nil, 0, fmt.Errorf("article %s: %s", some[i].URL, r.Detail)
			}
		}
	}
	begin := time.Now()
	sorter := story.NewSorter(story.Defaults())
	for sorted := 1; sorted > 0; {
		if sorted, err = sorter.Sort(ctx, s); err != nil {
			return nil, 0, err
		}
	}
	took = time.Since(begin)
	stories = map[string]string{}
	for row, err := range s.Articles(ctx, store.Query{}) {
		if err != nil {
			return nil, 0, err
		}
		stories[row.ID] = row.Story
	}
	return stories, took, nil
}
