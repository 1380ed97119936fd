package storetest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

func living() map[string]test {
	return map[string]test{
		"what is stored is there after reopening": reopen,
		"closing twice":                      closeTwice,
		"two stores in one place":            twoStores,
		"reading while writing":              readWhileWriting,
		"many writers, each entry once":      manyWriters,
		"writing from within an answer":      writeWithinAnswer,
		"a context that ends within a write": endWithinWrite,
	}
}

func reopen(t *tester) {
	s := t.open()
	a := Article(1)
	write(t, s, Entries(a, Revision(a, 2), Article(2))...)
	closeStore(t, s)
	s = t.open()
	wantCurrent(t, s, Revision(a, 2))
	wantVersions(t, s, a.ID, 2, 1)
	wantFound(t, s, store.Query{Text: "boat"}, Article(2).Headline, Revision(a, 2).Headline)
	wantStates(t, write(t, s, Entries(a, Revision(a, 3))...), store.Repeat, store.Updated)
}

func closeTwice(t *tester) {
	s := t.open()
	write(t, s, Entries(Article(1))...)
	closeStore(t, s)
	closeStore(t, s)
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a closed store answers")
	}
	if _, err := s.Write(t.Context(), Entries(Article(2))); err == nil {
		t.Error("a closed store takes articles")
	}
}

func twoStores(t *tester) {
	first, second := t.open(), t.open()
	a := Article(1)
	wantStates(t, write(t, first, Entries(a)...), store.New)
	wantStates(t, write(t, second, Entries(a, Revision(a, 2))...), store.Repeat, store.Updated)
	wantCurrent(t, first, Revision(a, 2))
	wantStates(t, write(t, first, Entries(Revision(a, 2), Article(2))...), store.Repeat, store.New)
	wantCount(t, second, 2, 3)
}

func readWhileWriting(t *tester) {
	s := t.open()
	written := make(chan struct{})
	go func() {
		defer close(written)
		for i := range 20 {
			entries := Entries(Article(i*2), Article(i*2+1)) // always two at once
			if _, err := s.Write(t.Context(), entries); err != nil {
				t.Errorf("write: %v", err)
			}
		}
	}()
	defer func() { <-written }()
	for done := false; !done; {
		select {
		case <-written:
			done = true
		default:
		}
		count, err := s.Count(t.Context())
		if err != nil || count.Articles%2 != 0 {
			t.Fatalf("count is %+v, %v: half a batch is seen", count, err)
		}
		if found := len(find(t, s, store.Query{Text: "boat"})); found < int(count.Articles) {
			t.Fatalf("search finds %d of %d", found, count.Articles)
		}
	}
	wantCount(t, s, 40, 40)
}

func manyWriters(t *tester) {
	s := t.open()
	var (
		all sync.WaitGroup
		mu  sync.Mutex
		sum = map[store.State]int{} // guarded by mu
	)
	for range 4 {
		all.Go(func() {
			for i := range 25 {
				a := Article(i)
				results, err := s.Write(t.Context(), Entries(a, Revision(a, 2)))
				if err != nil {
					t.Errorf("write: %v", err)
				}
				mu.Lock()
				for _, r := range results {
					sum[r.State]++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if sum[store.New] != 25 || sum[store.Updated] != 25 || sum[store.Repeat] != 150 {
		t.Errorf("states are %v, want 25 new, 25 updated, 150 repeats", sum)
	}
	wantCount(t, s, 25, 50)
}

// endWithinWrite ends writes at whatever they are doing: all is stored or nothing.
func endWithinWrite(t *tester) {
	s := t.open()
	const size = 100
	for n := range 20 {
		articles := make([]*schema.Article, size)
		for i := range articles {
			articles[i] = Article(n*size + i)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n)*time.Millisecond)
		_, err := s.Write(ctx, Entries(articles...))
		cancel()
		again := write(t, s, Entries(articles...)...)
		if len(slices.Compact(again)) != 1 {
			t.Fatalf("write %d stored a part: %v", n, again)
		}
		if err == nil && again[0] != store.Repeat {
			t.Fatalf("write %d was done, yet its entries are %s", n, again[0])
		}
		wantCount(t, s, int64(n+1)*size, int64(n+1)*size)
	}
}

func writeWithinAnswer(t *tester) {
	s := t.open()
	storeMany(t, s)
	count := 0
	for row, err := range s.Articles(t.Context(), store.Query{Since: Epoch(), Limit: many}) {
		if err != nil {
			t.Fatal(err)
		}
		if count++; count%100 == 0 {
			write(t, s, Entries(Revision(decode(t, row), 2))...)
		}
	}
	if count != many {
		t.Errorf("%d articles, want %d", count, many)
	}
}
