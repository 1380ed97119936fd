package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest" //nolint:depguard // it invents articles
)

const (
	// textBytes is how much text an article has.
	textBytes = 4000
	// stock is how many batches are invented before they are measured.
	stock = 10
	// warm is how many stocks are written before anything is measured.
	warm = 1
	// portion is how many changes are indexed at once.
	portion = 1000
)

// message is what the storer gets: the record of an article.
func message(n int) ([]byte, error) { return json.Marshal(invent(n)) }

// invent invents an article. One in fifty is in another language, one in five is of
// one of eight agencies, and each of 100 publishers, 20 sections, 500 authors and
// 2,000 topics has as many as any other.
func invent(n int) *schema.Article {
	a := storetest.LongArticle(n, textBytes)
	if n%50 == 0 {
		a.InLanguage = "da"
	}
	if n%5 == 0 {
		a.Provider = &schema.Organization{Name: fmt.Sprintf("Agency %d", n/5%8)}
	}
	a.Publisher.Domain = fmt.Sprintf("p%d.example", n*7919%100)
	a.ArticleSection = fmt.Sprintf("Section %d", n*31%20)
	a.Author = []schema.Person{{Name: fmt.Sprintf("Author %d", n*7907%500)}}
	a.Keywords = []string{"news", fmt.Sprintf("topic %d", n*7901%2000)}
	a.Simhash = simhash(n)
	return a
}

// simhash is one that is far from all others.
func simhash(n int) string { return fmt.Sprintf("%016x", uint64(n+1)*0x9e3779b97f4a7c15) }

// write decodes and writes all articles, batch by batch, as the storer does it.
func write(ctx context.Context, f *flags, p *place, figures *Figures) error {
	var all, server, took time.Duration
	measured := 0
	for begin := 0; begin < f.Articles; begin += stock * f.Batch {
		var batches [][][]byte
		for n := begin; n < min(begin+stock*f.Batch, f.Articles); n += f.Batch {
			batch := make([][]byte, 0, f.Batch)
			for i := n; i < min(n+f.Batch, f.Articles); i++ {
				m, err := message(i)
				if err != nil {
					return err
				}
				batch = append(batch, m)
			}
			batches = append(batches, batch)
		}
		runtime.GC()
		all0, server0, err := p.cpu()
		if err != nil {
			return err
		}
		start, written := time.Now(), 0
		for i, batch := range batches {
			if err := writeBatch(ctx, p.store, batch, begin+i*f.Batch); err != nil {
				return err
			}
			written += len(batch)
		}
		all1, server1, err := p.cpu()
		if err != nil {
			return err
		}
		if begin >= warm*stock*f.Batch || f.Articles <= warm*stock*f.Batch {
			all, server, took, measured = all+all1-all0, server+server1-server0, took+time.Since(start), measured+written
		}
	}
	figures.WriteMillis, figures.ServerMillis = perArticle(all, measured), perArticle(server, measured)
	figures.WrittenPerSecond = float64(measured) / took.Seconds()
	return nil
}

// writeBatch is what the storer does with a batch of messages.
func writeBatch(ctx context.Context, s store.Store, batch [][]byte, first int) error {
	entries := make([]store.Entry, len(batch))
	for i, body := range batch {
		a := new(schema.Article)
		if err := json.Unmarshal(body, a); err != nil {
			return err
		}
		entries[i] = store.Entry{Article: a, Record: body, Subject: "articles.v1.en.harbour-example.news", Sequence: uint64(first + i + 1)}
	}
	results, err := s.Write(ctx, entries)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.State != store.New {
			return fmt.Errorf("an article is %s: %s", r.State, r.Detail)
		}
	}
	return nil
}

// index indexes all that was written.
func index(ctx context.Context, f *flags, p *place, figures *Figures) error {
	before, _, err := p.cpu()
	if err != nil {
		return err
	}
	begin := time.Now()
	for settled := 1; settled > 0; {
		if settled, err = p.store.Index(ctx, portion); err != nil {
			return err
		}
	}
	after, _, err := p.cpu()
	if err != nil {
		return err
	}
	figures.IndexMillis = perArticle(after-before, f.Articles)
	figures.IndexedPerSecond = float64(f.Articles) / time.Since(begin).Seconds()
	size, err := p.bytes(ctx)
	figures.Bytes = float64(size) / float64(f.Articles)
	return err
}
