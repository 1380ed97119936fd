package storetest

import (
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

func faceting() map[string]test {
	return map[string]test{
		"section, author, provider, keyword": facets,
		"near a simhash":                     nearSimhash,
		"of a story":                         ofStory,
		"facets of the current version":      facetsFollow,
		"more facets than anybody needs":     manyFacets,
		"a query that can't be asked":        badQueries,
	}
}

func facets(t *tester) {
	s := t.open()
	a, b, c := Article(1), Article(2), Article(3)
	a.Headline, a.ArticleSection, a.Keywords = "a", "World / Łódź", []string{"Boats", "Überfahrt", "boats"}
	a.Author = []schema.Person{{Name: "José Díaz"}, {Name: "Ada O'Lind"}}
	a.Provider = &schema.Organization{Name: "Lindholm Press Agency", Domain: "press.example"}
	b.Headline, b.ArticleSection, b.Keywords, b.InLanguage = "b", "経済ニュース", []string{"港湾", "C++", "!!!"}, "ja"
	b.Author = []schema.Person{{Name: "山田太郎"}}
	b.Provider = &schema.Organization{Name: "時事"}
	c.Headline, c.ArticleSection, c.Keywords, c.Author = "c", "", nil, nil
	write(t, s, Entries(a, b, c)...)
	for _, text := range []string{"", "lindholm", "-nothing"} {
		for _, of := range []struct {
			q    store.Query
			want string
		}{
			{store.Query{Section: "world  ŁÓDŹ"}, "a"},
			{store.Query{Section: "World"}, ""},
			{store.Query{Section: "経済ニュース"}, "b"},
			{store.Query{Section: "経済"}, ""},
			{store.Query{Author: "jose diaz"}, "a"},
			{store.Query{Author: "Ada O’Lind"}, "a"},
			{store.Query{Author: "Diaz"}, ""},
			{store.Query{Author: "山田太郎"}, "b"},
			{store.Query{Provider: "lindholm press agency"}, "a"},
			{store.Query{Provider: "press.example"}, "a"},
			{store.Query{Provider: "時事"}, "b"},
			{store.Query{Provider: "harbour.example"}, ""},
			{store.Query{Keyword: "BOATS"}, "a"},
			{store.Query{Keyword: "uberfahrt"}, "a"},
			{store.Query{Keyword: "港湾"}, "b"},
			{store.Query{Keyword: "!!!"}, "b"},
			{store.Query{Keyword: "World Łódź"}, ""},
			{store.Query{Keyword: `" OR boats`}, ""},
			{store.Query{Section: "world łódź", Author: "José Díaz", Keyword: "boats", Provider: "press.example", Language: "en", Publisher: "harbour.example"}, "a"},
			{store.Query{Section: "world łódź", Author: "山田太郎"}, ""},
			{store.Query{Author: "jose diaz", Until: store.Published(a)}, ""},
		} {
			of.q.Text = text
			wantFound(t, s, of.q, strings.Fields(of.want)...)
		}
	}
}

func nearSimhash(t *tester) {
	s := t.open()
	const hash = 0x0123456789abcdef
	for n, differing := range []uint64{0, 1 << 63, 1<<63 | 1, 1<<40 | 1<<20 | 1, 0xf, 0xffff, 1<<63 | 1<<40 | 1<<20 | 1} {
		a := Article(n)
		a.Headline, a.Simhash = string(rune('a'+n)), fmt.Sprintf("%016x", hash^differing)
		write(t, s, Entries(a)...)
	}
	none, zero := Article(20), Article(21)
	zero.Headline, zero.Simhash = "zero", "0000000000000000"
	write(t, s, Entries(none, zero)...)
	near := fmt.Sprintf("%016X", hash)
	wantFound(t, s, store.Query{Simhash: near}, "d", "c", "b", "a")
	wantFound(t, s, store.Query{Simhash: near, Text: "lindholm"}, "d", "c", "b", "a")
	wantFound(t, s, store.Query{Simhash: near, Limit: 2}, "d", "c")
	wantFound(t, s, store.Query{Simhash: near, Until: store.Published(Article(2))}, "b", "a")
	wantFound(t, s, store.Query{Simhash: near, Language: "de"})
	wantFound(t, s, store.Query{Simhash: "0000000000000000"}, "zero")
	wantFound(t, s, store.Query{Simhash: "ffffffffffffffff"})
}

func ofStory(t *tester) {
	s := t.open()
	a, b, c := Article(1), Article(2), Article(3)
	write(t, s, Entries(a, b, c)...)
	sortInto(t, s, map[string]string{a.ID: a.ID, c.ID: a.ID})
	wantFound(t, s, store.Query{Story: a.ID}, c.Headline, a.Headline)
	wantFound(t, s, store.Query{Story: a.ID, Limit: 1}, c.Headline)
	wantFound(t, s, store.Query{Story: a.ID, Text: "boat"}, c.Headline, a.Headline)
	wantFound(t, s, store.Query{Story: a.ID, Text: "3 comes"}, c.Headline)
	wantFound(t, s, store.Query{Story: a.ID, Text: "boat", Until: store.Published(c)}, a.Headline)
	wantFound(t, s, store.Query{Story: a.ID, Language: "en", Since: store.Published(c)}, c.Headline)
	wantFound(t, s, store.Query{Story: a.ID, Text: "nothing"})
	wantFound(t, s, store.Query{Story: b.ID})
}

func facetsFollow(t *tester) {
	s := t.open()
	a := Article(1)
	a.ArticleSection, a.Keywords, a.Simhash = "Sport", []string{"rowing"}, "00000000000000ff"
	write(t, s, Entries(a)...)
	wantFound(t, s, store.Query{Section: "sport", Keyword: "rowing"}, a.Headline)
	moved := Revision(a, 2)
	moved.ArticleSection, moved.Keywords, moved.Simhash = "Weather", []string{"storm"}, "ff00ff00ff00ff00"
	write(t, s, Entries(moved)...)
	wantFound(t, s, store.Query{Section: "sport"})
	wantFound(t, s, store.Query{Keyword: "rowing"})
	wantFound(t, s, store.Query{Simhash: a.Simhash})
	wantFound(t, s, store.Query{Section: "weather", Keyword: "storm", Simhash: moved.Simhash}, moved.Headline)
	wantFound(t, s, store.Query{Section: "weather", Versions: true}, moved.Headline, a.Headline)
}

func manyFacets(t *tester) {
	s := t.open()
	a := Article(1)
	a.Keywords = make([]string, 5000)
	for i := range a.Keywords {
		a.Keywords[i] = fmt.Sprintf("keyword %d", i)
	}
	a.ArticleSection = strings.Repeat("section ø ", 10_000)
	write(t, s, Entries(a)...)
	wantFound(t, s, store.Query{Keyword: "keyword 3"}, a.Headline)
	wantFound(t, s, store.Query{Section: a.ArticleSection}, a.Headline)
}

func badQueries(t *tester) {
	s := t.open()
	write(t, s, Entries(Article(1))...)
	for _, q := range []store.Query{{Simhash: "12"}, {Simhash: "0123456789abcdeg"}, {Simhash: "0x0123456789abcd"}, {Limit: -1}, {Text: "!"}} {
		if q.Check() == nil {
			t.Errorf("query %+v has no fault", q)
		}
		for _, err := range s.Articles(t.Context(), q) {
			if err == nil {
				t.Errorf("query %+v is answered", q)
			}
		}
	}
}
