package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// many is more than a store reads at once, whatever that is.
const many = 600

func reading() map[string]test {
	return map[string]test{
		"an empty store":                   emptyStore,
		"filters":                          filters,
		"since and until are exact":        sinceAndUntil,
		"newest first, to the last one":    newestFirst,
		"many of one second":               oneSecond,
		"limit":                            limits,
		"an early stop":                    earlyStop,
		"an answer can be read twice":      readTwice,
		"versions after their article":     versionsInAnswers,
		"more versions than a page":        manyVersions,
		"an ended context ends the answer": endedAnswer,
	}
}

func emptyStore(t *tester) {
	s := t.open()
	wantFound(t, s, store.Query{})
	wantFound(t, s, store.Query{Text: "boat", Versions: true})
	wantNone(t, s, "no-such-article")
	wantCount(t, s, 0, 0)
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func filters(t *tester) {
	s := t.open()
	for i, c := range []struct{ headline, language, publisher, feed string }{
		{"one", "en", "harbour.example", "https://harbour.example/a.xml"},
		{"two", "en-GB", "www.harbour.example", "https://harbour.example/b.xml"},
		{"three", "de", "hafen.example", "https://hafen.example/feed"},
		{"four", "", "Hafen.Example", "https://hafen.example/feed"},
	} {
		a := Article(i)
		a.Headline, a.InLanguage, a.Publisher.Domain = c.headline, c.language, c.publisher
		a.Feed = schema.FeedRef{ID: schema.FeedID(c.feed), URL: c.feed}
		write(t, s, Entries(a)...)
	}
	for _, text := range []string{"", "lindholm"} { // with a search the filters are the same
		for _, c := range []struct {
			q    store.Query
			want []string
		}{
			{store.Query{}, []string{"four", "three", "two", "one"}},
			{store.Query{Language: "en"}, []string{"two", "one"}},
			{store.Query{Language: "EN-us"}, []string{"two", "one"}},
			{store.Query{Language: "und"}, []string{"four"}},
			{store.Query{Language: "fr"}, nil},
			{store.Query{Publisher: "hafen.example"}, []string{"four", "three"}},
			{store.Query{Publisher: "www.Harbour.example"}, []string{"two", "one"}},
			{store.Query{Publisher: "example"}, nil},
			{store.Query{Feed: "https://harbour.example/a.xml"}, []string{"one"}},
			{store.Query{Feed: schema.FeedID("https://hafen.example/feed")}, []string{"four", "three"}},
			{store.Query{Feed: schema.FeedID("https://hafen.example/feed"), Language: "de"}, []string{"three"}},
			{store.Query{Publisher: "hafen.example", Limit: 1}, []string{"four"}},
			{store.Query{Publisher: "hafen.example", Until: Epoch().Add(3 * time.Minute)}, []string{"three"}},
		} {
			c.q.Text = text
			wantFound(t, s, c.q, c.want...)
		}
	}
}

func sinceAndUntil(t *tester) {
	s := t.open()
	a, b, c := Article(1), Article(2), Article(3)
	write(t, s, Entries(a, b, c)...)
	second := store.Published(b)
	for _, text := range []string{"", "boat"} {
		wantFound(t, s, store.Query{Text: text, Since: second}, c.Headline, b.Headline)
		wantFound(t, s, store.Query{Text: text, Since: second.Add(time.Second)}, c.Headline)
		wantFound(t, s, store.Query{Text: text, Until: second}, a.Headline)
		wantFound(t, s, store.Query{Text: text, Until: second.Add(time.Nanosecond)}, b.Headline, a.Headline)
		wantFound(t, s, store.Query{Text: text, Since: second, Until: second.Add(time.Second)}, b.Headline)
		wantFound(t, s, store.Query{Text: text, Since: second, Until: second})
		wantFound(t, s, store.Query{Text: text, Since: c.Discovered, Until: a.Discovered})
	}
}

// storeMany stores that many articles in an order that is not that of time.
func storeMany(t *tester, s store.Store) {
	t.Helper()
	articles := make([]*schema.Article, many)
	for i := range articles {
		articles[i] = Article(i * 7 % many) // 7 and many have no divisor in common
	}
	write(t, s, Entries(articles[:many/2]...)...)
	write(t, s, Entries(articles[many/2:]...)...)
}

func newestFirst(t *tester) {
	s := t.open()
	storeMany(t, s)
	for _, text := range []string{"", "harbour"} {
		got := find(t, s, store.Query{Text: text})
		if len(got) != many {
			t.Fatalf("text %q: %d articles, want %d", text, len(got), many)
		}
		for i, headline := range got {
			if want := Article(many - 1 - i).Headline; headline != want {
				t.Fatalf("text %q: article %d is %q, want %q", text, i, headline, want)
			}
		}
	}
}

func oneSecond(t *tester) {
	s := t.open()
	articles := make([]*schema.Article, many)
	for i := range articles {
		articles[i] = Article(i)
		articles[i].DatePublished = "2031-05-04"
	}
	write(t, s, Entries(articles...)...)
	seen := map[string]bool{}
	for _, headline := range find(t, s, store.Query{}) {
		seen[headline] = true
	}
	if len(seen) != many {
		t.Errorf("%d articles of one day, want %d", len(seen), many)
	}
}

func limits(t *tester) {
	s := t.open()
	storeMany(t, s)
	Settle(t.T, s)
	for _, limit := range []int{1, 255, 256, 257, many - 1, many, many + 1} {
		for _, text := range []string{"", "harbour"} {
			got := 0
			for _, err := range s.Articles(t.Context(), store.Query{Limit: limit, Text: text}) {
				if got++; err != nil {
					t.Fatal(err)
				}
			}
			if got != min(limit, many) {
				t.Errorf("limit %d, text %q: %d articles", limit, text, got)
			}
		}
	}
}

func earlyStop(t *tester) {
	s := t.open()
	storeMany(t, s)
	for range 50 { // what an early stop leaves behind would be felt
		for a, err := range s.Articles(t.Context(), store.Query{}) {
			if err != nil || a.ID != Article(many-1).ID {
				t.Fatalf("first is %+v, %v", a, err)
			}
			break
		}
	}
	write(t, s, Entries(Article(many))...)
}

func readTwice(t *tester) {
	s := t.open()
	write(t, s, Entries(Article(1), Article(2))...)
	answer := s.Articles(t.Context(), store.Query{Limit: 2})
	for range 2 {
		count := 0
		for _, err := range answer {
			if err != nil {
				t.Fatal(err)
			}
			count++
		}
		if count != 2 {
			t.Errorf("%d articles, want 2", count)
		}
	}
}

func versionsInAnswers(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, Revision(a, 3), Revision(a, 2), b, Revision(b, 2))...)
	all := []string{
		Revision(b, 2).Headline, b.Headline,
		Revision(a, 3).Headline, Revision(a, 2).Headline, a.Headline,
	}
	wantFound(t, s, store.Query{Versions: true}, all...)
	wantFound(t, s, store.Query{Versions: true, Limit: 1}, all[:2]...)
	wantFound(t, s, store.Query{Versions: true, Text: `"in 3"`}, all[2:]...)
}

func manyVersions(t *tester) {
	s := t.open()
	var articles []*schema.Article
	for v := 1; v <= 600; v++ {
		articles = append(articles, Revision(Article(1), v))
	}
	write(t, s, Entries(articles...)...)
	got := versions(t, s, Article(1).ID)
	for i, v := range got {
		if v != 600-i {
			t.Fatalf("version %d is number %d", i, v)
		}
	}
	if len(got) != 600 {
		t.Errorf("%d versions, want 600", len(got))
	}
}

func endedAnswer(t *tester) {
	s := t.open()
	storeMany(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	count := 0
	var last error
	for _, err := range s.Articles(ctx, store.Query{}) {
		if last = err; err == nil {
			count++
		}
		cancel()
	}
	if count == many || !errors.Is(last, context.Canceled) {
		t.Errorf("%d articles, then %v; want an end with context.Canceled", count, last)
	}
}
