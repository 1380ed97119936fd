package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/story"
)

// measureNewsroom sorts what a newsroom publishes and holds it against the truth.
func measureNewsroom(ctx context.Context, f *flags, s store.Store, out io.Writer) (err error) {
	config := newsroom.Defaults()
	config.Seed, config.Hosts, config.Feeds, config.Backlog = f.Seed, f.Hosts, f.Feeds, f.Feeds*f.Each
	config.Syndicated, config.Speed = f.Syndicated, 0
	n, err := newsroom.New(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	truth := map[string]newsroom.Article{} // by address
	var articles []*schema.Article
	for a := range n.Truth() {
		truth[a.URL] = a
		articles = append(articles, recordOf(a))
	}
	slices.SortFunc(articles, func(a, b *schema.Article) int { return a.Discovered.Compare(b.Discovered) })
	for i, a := range articles {
		a.VersionCreated = a.Discovered.Add(time.Duration(i))
	}
	stories, took, err := sortAll(ctx, s, articles)
	if err != nil {
		return err
	}
	j := n.Joins(func(url string) string { return stories[schema.ArticleID(url)] })
	fmt.Fprintf(out, "%d articles, sorted at %.0f a second; %d pairs of one story: recall %.4f; %d joined: precision %.4f (%d wrong, of these %d of one beat)\n",
		len(articles), float64(len(articles))/took.Seconds(), j.Pairs, j.Recall(), j.Joined, j.Precision(), j.Joined-j.Right, j.Alike)
	near, far := simhashes(articles, truth)
	fmt.Fprintf(out, "of the pairs of one story %.4f have simhashes within %d bits, and %.4f within %d\n", near, store.SimhashDistance, far, farBits)
	if f.Show > 0 {
		show(out, f.Show, articles, truth, stories)
	}
	return nil
}

// farBits is so far that simhashes of strangers begin to be as near.
const farBits = 12

// simhashes gives the shares of the pairs of one story whose simhashes are near, and
// not far: what could be found by them.
func simhashes(articles []*schema.Article, truth map[string]newsroom.Article) (near, far float64) {
	stories := map[string][]uint64{}
	for _, a := range articles {
		if hash, err := store.ParseSimhash(text.Simhash(strings.Split(a.ArticleBody, "\n")...)); err == nil {
			stories[truth[a.URL].Story] = append(stories[truth[a.URL].Story], hash)
		}
	}
	pairs := 0.0
	for _, hashes := range stories {
		for i, a := range hashes {
			for _, b := range hashes[:i] {
				pairs++
				if distance := bits.OnesCount64(a ^ b); distance <= store.SimhashDistance {
					near++
					far++
				} else if distance <= farBits {
					far++
				}
			}
		}
	}
	return near / pairs, far / pairs
}

// recordOf is the record that the wire would make of an article.
func recordOf(a newsroom.Article) *schema.Article {
	published, err := a.Published.Time()
	if err != nil {
		published = time.Time{}
	}
	r := &schema.Article{
		ID: schema.ArticleID(a.URL), URL: a.URL, Version: 1, Headline: a.Headline, InLanguage: a.Language,
		Publisher: schema.Organization{Name: a.Publisher, Domain: a.Domain}, Discovered: published,
	}
	lines := make([]string, len(a.Paragraphs))
	for i, p := range a.Paragraphs {
		lines[i] = p.Text
	}
	r.ArticleBody = strings.Join(lines, "\n")
	return r
}

// show prints pairs that were joined and are of two stories, pairs of one story that
// were not joined, and of the pairs of routine reports of one beat those that are
// most alike, and were rightly not joined.
func show(out io.Writer, most int, articles []*schema.Article, truth map[string]newsroom.Article, stories map[string]string) {
	texts := make([]*story.Text, len(articles))
	for i, a := range articles {
		texts[i] = story.Read(a)
	}
	var wrong, missing, alike []pair
	for i, a := range articles {
		for j, b := range articles[:i] {
			one, other := truth[a.URL], truth[b.URL]
			joined := stories[a.ID] != "" && stories[a.ID] == stories[b.ID]
			p := pair{a: b, b: a, joined: joined}
			switch same := one.Story == other.Story; {
			case same && !joined:
				p.likeness = story.Compare(texts[i], texts[j])
				missing = append(missing, p)
			case !same && joined:
				p.likeness = story.Compare(texts[i], texts[j])
				wrong = append(wrong, p)
			case !same && one.Beat != "" && one.Beat == other.Beat && one.Language == other.Language:
				p.likeness = story.Compare(texts[i], texts[j])
				alike = append(alike, p)
			}
		}
	}
	for _, list := range [][]pair{wrong, missing, alike} {
		slices.SortFunc(list, func(a, b pair) int { return cmp.Compare(b.likeness.Short, a.likeness.Short) })
		for _, p := range list[:min(most, len(list))] {
			p.print(out)
		}
	}
}
