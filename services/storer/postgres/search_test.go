package postgres_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// TestBothWaysOfSearchingFindTheSame asks by walking and by the index alone, for
// words from the most frequent to the rarest.
func TestBothWaysOfSearchingFindTheSame(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	walking, listing := open(t, postgres.Config{URL: url}), open(t, postgres.Config{URL: url})
	listing.ListOnly()
	articles := make([]*schema.Article, 500)
	for i := range articles {
		articles[i] = storetest.LongArticle(i, 600)
		articles[i].InLanguage = []string{"en", "da"}[i%2]
	}
	if _, err := walking.Write(t.Context(), storetest.Entries(articles...)); err != nil {
		t.Fatal(err)
	}
	storetest.Settle(t, walking)
	var queries []store.Query
	for _, rank := range []uint64{0, 3, 30, 300, 3000} {
		word, next := storetest.Word(rank), storetest.Word(rank/2+1)
		for _, text := range []string{word, word + " " + next, `"` + word + " " + next + `"`, word + " -" + next, "-" + word, word + " OR " + next} {
			queries = append(queries, store.Query{Text: text}, store.Query{Text: text, Language: "da", Limit: 7, Until: storetest.Epoch().Add(400 * time.Minute)})
		}
	}
	most := 0
	for _, q := range queries {
		walked, listed := ids(t, walking, q), ids(t, listing, q)
		if !slices.Equal(walked, listed) {
			t.Errorf("%+v: walking finds %d, the index %d, or in another order", q, len(walked), len(listed))
		}
		most = max(most, len(walked))
	}
	if most < 400 {
		t.Errorf("the most that is found is %d: the words are too rare to test anything", most)
	}
}

// ids are those of what a query finds, in its order.
func ids(t *testing.T, s store.Store, q store.Query) (all []string) {
	t.Helper()
	for row, err := range s.Articles(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row.ID)
	}
	return all
}

// TestLongTextsAreIndexedAsFarAsTheyFit: PostgreSQL takes no more than a mebibyte
// of words, 255 places of a word, and places up to 16,383.
func TestLongTextsAreIndexedAsFarAsTheyFit(t *testing.T) {
	t.Parallel()
	s := open(t, postgres.Config{URL: pgtest.Database(t)})
	long := storetest.Article(1)
	text := make([]byte, 0, 2<<20)
	for n := range 200_000 {
		text = fmt.Appendf(text, "w%06d ", n)
	}
	long.ArticleBody = string(text)
	again := storetest.Article(2)
	for range 2000 {
		again.ArticleBody += " boat of boat"
	}
	if _, err := s.Write(t.Context(), storetest.Entries(long, again)); err != nil {
		t.Fatal(err)
	}
	storetest.Settle(t, s)
	for search, want := range map[string][]string{
		"w000001": {long.ID}, `"w016000 w016001"`: {long.ID}, `"w017000 w017001"`: nil, "w050000 w000100": {long.ID},
		`"boat of"`: {again.ID}, `"of of"`: nil, "comes": {again.ID, long.ID},
	} {
		if got := ids(t, s, store.Query{Text: search}); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", search, got, want)
		}
	}
}
