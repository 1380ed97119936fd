package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/parser/extract"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/story"
)

// seen is when all pages count as seen: their own dates are years apart.
func seen() time.Time { return time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC) }

// pair is two articles, and how alike they are.
type pair struct {
	a, b     *schema.Article
	likeness story.Likeness
	joined   bool
}

// listPairs prints the pairs of pages that were joined, or nearly.
func listPairs(ctx context.Context, f *flags, s store.Store, out io.Writer) error {
	articles, err := readPages(f)
	if err != nil {
		return err
	}
	stories, took, err := sortAll(ctx, s, articles)
	if err != nil {
		return err
	}
	pairs, compared := compareAll(articles, f.Near)
	disagree, joined := 0, 0
	for i := range pairs {
		p := &pairs[i]
		p.joined = stories[p.a.ID] != "" && stories[p.a.ID] == stories[p.b.ID]
		if p.joined {
			joined++
		}
		if p.joined != p.likeness.Same() {
			disagree++
		}
		p.print(out)
	}
	fmt.Fprintf(out, "%d articles, sorted in %s; %d pairs that share anything; %d joined; %d that the sorting doesn't treat as their comparison says\n",
		len(articles), took.Round(time.Millisecond), compared, joined, disagree)
	return nil
}

func (p *pair) print(out io.Writer) {
	fmt.Fprintf(out, "joined=%t same=%t %+v\n", p.joined, p.likeness.Same(), p.likeness)
	for _, a := range []*schema.Article{p.a, p.b} {
		text := strings.ReplaceAll(a.ArticleBody, "\n", " ¶ ")
		fmt.Fprintf(out, "   %s\n   %d words | %s | %.400s\n", a.URL, a.WordCount, a.Headline, text)
	}
	fmt.Fprintln(out)
}

// readPages extracts the articles of all pages.
func readPages(f *flags) ([]*schema.Article, error) {
	sets := f.Sets
	if len(sets) == 0 {
		sets = corpus.Sets()
	}
	pages, err := corpus.Read(f.Data, sets...)
	if err != nil {
		return nil, err
	}
	extractor, err := parser.NewExtractor()
	if err != nil {
		return nil, err
	}
	var articles []*schema.Article
	for i, page := range pages {
		address := page.URL
		if !strings.HasPrefix(address, "http") {
			address = "https://" + strings.TrimPrefix(address, "hard::")
		}
		a, err := extractor.Article(extract.Page{URL: address, Body: []byte(page.HTML), ContentType: "text/html; charset=utf-8"})
		if err != nil {
			continue // no article
		}
		a.ID, a.URL, a.Version = schema.ArticleID(page.Set+page.ID), page.Set+" "+page.URL, 1
		a.VersionCreated, a.Discovered = seen().Add(time.Duration(i)*time.Second), seen().Add(time.Duration(i)*time.Second)
		articles = append(articles, a)
	}
	return articles, nil
}

// compareAll compares all pairs of articles, and gives those that are alike at all.
func compareAll(articles []*schema.Article, near float64) (pairs []pair, compared int) {
	texts := make([]*story.Text, len(articles))
	for i, a := range articles {
		texts[i] = story.Read(a)
	}
	for i := range articles {
		for j := range i {
			l := story.Compare(texts[i], texts[j])
			if l.Shared == 0 {
				continue
			}
			compared++
			if l.Shared >= 20 && l.Short >= near {
				pairs = append(pairs, pair{a: articles[j], b: articles[i], likeness: l})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(b.likeness.Short, a.likeness.Short) })
	return pairs, compared
}
