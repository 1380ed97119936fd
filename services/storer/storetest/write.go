package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

func writing() map[string]test {
	return map[string]test{
		"every field comes back":                    everyField,
		"what is stored beside the article":         entryComesBack,
		"the record is kept as it came":             recordAsItCame,
		"nothing to write":                          nothingToWrite,
		"a repeat changes nothing":                  repeats,
		"a repeat within a batch":                   repeatWithinBatch,
		"versions in every order":                   everyOrder,
		"versions in one batch in every order":      everyOrderInOneBatch,
		"a newer version moves in time":             movesInTime,
		"a version number that began again":         numberBeganAgain,
		"two versions of one instant":               oneInstant,
		"a withdrawn article stays, marked":         withdrawn,
		"a bad entry is rejected alone":             badEntries,
		"text of all kinds":                         oddText,
		"bytes that are no text":                    notUTF8,
		"values of a newer producer":                newerProducer,
		"dates of all kinds":                        oddDates,
		"a large body":                              largeBody,
		"an ended context stores nothing":           endedContext,
		"erase removes row and versions, twice too": erase,
		"what was erased never comes again":         eraseAndStore,
		"what was erased before it came never does": eraseUnknown,
	}
}

func everyField(t *tester) {
	s := t.open()
	a := Article(1)
	free := true
	a.IsAccessibleForFree, a.Access, a.LanguageConfidence = &free, schema.AccessFree, 0.75
	a.Provider = &schema.Organization{Name: "Lindholm Press", Domain: "press.example"}
	a.Syndication = schema.Syndication{IsSyndicated: true, Method: "byline", Confidence: 0.5}
	a.HTTP.Redirects = []string{"https://harbour.example/old"}
	a.VersionCreated = a.VersionCreated.Add(123_456_789)
	wantStates(t, write(t, s, Entries(a)...), store.New)
	wantCurrent(t, s, a)
	wantCount(t, s, 1, 1)
}

func entryComesBack(t *tester) {
	s := t.open()
	entries := Entries(Article(1), Revision(Article(1), 2))
	entries[1].Sequence = 1<<63 + 5 // sequences use all their bits
	write(t, s, entries...)
	got := make([]store.Entry, 0, 2)
	for row, err := range s.Versions(t.Context(), Article(1).ID) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Story != "" || !row.EarliestSeen.IsZero() {
			t.Errorf("what was never sorted has story %q, seen %s", row.Story, row.EarliestSeen)
		}
		got = append(got, store.Entry{Article: decode(t, row), Subject: row.Subject, Sequence: row.Sequence, Stored: row.Stored})
	}
	slices.Reverse(entries)
	if diff := cmp.Diff(entries, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func recordAsItCame(t *tester) {
	s := t.open()
	entry := Entries(Article(1))[0]
	encoded, err := entry.Article.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	entry.Record = []byte(`{"fieldOfTomorrow":[1,2],` + strings.TrimSpace(string(encoded))[1:])
	write(t, s, entry)
	for _, rows := range []iter.Seq2[store.Row, error]{
		s.Versions(t.Context(), entry.Article.ID), s.Articles(t.Context(), store.Query{}),
	} {
		for row, err := range rows {
			if err != nil {
				t.Fatal(err)
			}
			var want, got any
			if err := errors.Join(json.Unmarshal(entry.Record, &want), json.Unmarshal(row.Record, &got)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" { // a database may set JSON differently
				t.Errorf("record (-want +got):\n%s", diff)
			}
		}
	}
	wantCurrent(t, s, entry.Article)
}

func nothingToWrite(t *tester) {
	s := t.open()
	write(t, s)
	wantCount(t, s, 0, 0)
}

func repeats(t *tester) {
	s := t.open()
	first, second := Article(1), Revision(Article(1), 2)
	wantStates(t, write(t, s, Entries(first, second)...), store.New, store.Updated)
	changed := *second
	changed.Headline = "The same version with another headline"
	again := Entries(first, second, &changed)
	for i := range again {
		again[i].Sequence, again[i].Subject, again[i].Stored = 99, "articles.v1.other", time.Time{}
	}
	wantStates(t, write(t, s, again...), store.Repeat, store.Repeat, store.Repeat)
	wantCurrent(t, s, second)
	wantVersions(t, s, first.ID, 2, 1)
	for e, err := range s.Versions(t.Context(), first.ID) {
		if err != nil || e.Sequence == 99 || e.Stored.IsZero() {
			t.Errorf("version %d was changed by its repeat: %+v, %v", e.Version, e, err)
		}
	}
	wantFound(t, s, store.Query{Text: "another"})
}

func repeatWithinBatch(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	states := write(t, s, Entries(a, b, a, Revision(a, 2), a, b, Revision(a, 2))...)
	wantStates(t, states, store.New, store.New, store.Repeat, store.Updated, store.Repeat, store.Repeat, store.Repeat)
	wantVersions(t, s, a.ID, 2, 1)
	wantCount(t, s, 2, 3)
}

// everyOrder stores four versions in each of their 24 orders, one by one.
func everyOrder(t *tester) {
	s := t.open()
	for n, order := range orders(4) {
		entries := ordered(n, order)
		for _, e := range entries {
			write(t, s, e)
		}
		wantNewest(t, s, entries)
	}
}

func everyOrderInOneBatch(t *tester) {
	s := t.open()
	var all []store.Entry
	for n, order := range orders(4) {
		all = append(all, ordered(n, order)...)
	}
	write(t, s, all...)
	for e := range slices.Chunk(all, 4) {
		wantNewest(t, s, e)
	}
	wantFound(t, s, store.Query{Text: "1 2"}) // no headline of a former version is found: "Boat 1 comes in (2)"
}

func ordered(n int, order []int) []store.Entry {
	articles := make([]*schema.Article, len(order))
	for i, version := range order {
		articles[i] = Revision(Article(n), version)
	}
	return Entries(articles...)
}

func wantNewest(t *tester, s store.Store, entries []store.Entry) {
	t.Helper()
	newest := slices.MaxFunc(entries, func(a, b store.Entry) int { return a.Article.Version - b.Article.Version }).Article
	wantCurrent(t, s, newest)
	wantVersions(t, s, newest.ID, 4, 3, 2, 1)
	wantFound(t, s, store.Query{Text: `"` + newest.Headline + `"`}, newest.Headline)
}

// orders are all orders of 1 to n.
func orders(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, rest := range orders(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(rest), i, n))
		}
	}
	return all
}

func movesInTime(t *tester) {
	s := t.open()
	a, b, c := Article(1), Article(2), Article(3)
	write(t, s, Entries(a, b, c)...)
	moved := Revision(a, 2)
	moved.DatePublished = schema.NewDate(Epoch().Add(150*time.Second), schema.PrecisionSecond) // between b and c
	moved.InLanguage, moved.Publisher.Domain = "sv", "www.Boats.example"
	write(t, s, Entries(moved)...)
	wantFound(t, s, store.Query{}, c.Headline, moved.Headline, b.Headline)
	wantFound(t, s, store.Query{Text: "boat"}, c.Headline, moved.Headline, b.Headline)
	wantFound(t, s, store.Query{Language: "sv", Text: "boat"}, moved.Headline)
	wantFound(t, s, store.Query{Publisher: "boats.example"}, moved.Headline)
	wantFound(t, s, store.Query{Language: "en"}, c.Headline, b.Headline)
}

func numberBeganAgain(t *tester) {
	s := t.open()
	a := Revision(Article(1), 7)
	later := Revision(Article(1), 1)
	later.VersionCreated = a.VersionCreated.Add(40 * 24 * time.Hour)
	wantStates(t, write(t, s, Entries(later, a)...), store.New, store.Older)
	wantCurrent(t, s, later)
	wantVersions(t, s, a.ID, 1, 7)
}

func oneInstant(t *tester) {
	s := t.open()
	first, second := Article(1), Revision(Article(1), 2)
	second.VersionCreated = first.VersionCreated
	wantStates(t, write(t, s, Entries(second, first, second, first)...), store.New, store.Older, store.Repeat, store.Repeat)
	wantVersions(t, s, first.ID, 2, 1)
}

func withdrawn(t *tester) {
	s := t.open()
	gone := Revision(Article(1), 2)
	gone.PubStatus = schema.StatusCanceled
	write(t, s, Entries(Article(1), gone)...)
	wantCurrent(t, s, gone)
	wantVersions(t, s, gone.ID, 2, 1)
}

func badEntries(t *tester) {
	s := t.open()
	broken := func(change func(*schema.Article)) *schema.Article {
		a := Article(100)
		change(a)
		return a
	}
	entries := Entries(
		Article(1),
		broken(func(a *schema.Article) { a.ID = "" }),
		broken(func(a *schema.Article) { a.ID = "Not an id\x00" }),
		Article(2),
		broken(func(a *schema.Article) { a.VersionCreated = time.Time{} }),
		broken(func(a *schema.Article) { a.VersionCreated = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }),
		broken(func(a *schema.Article) { a.Discovered = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC) }), // not to be had in JSON
		broken(func(a *schema.Article) { a.ArticleBody = strings.Repeat("boat ", store.MaxRecord/5) }),
		Article(1),
		Article(3),
	)
	entries = append(entries, store.Entry{})
	results, err := s.Write(t.Context(), entries)
	if err != nil {
		t.Fatal(err)
	}
	want := []store.Result{
		{State: store.New},
		{State: store.Rejected, Reason: store.BadID},
		{State: store.Rejected, Reason: store.BadID},
		{State: store.New},
		{State: store.Rejected, Reason: store.BadVersion},
		{State: store.Rejected, Reason: store.BadVersion},
		{State: store.Rejected, Reason: store.BadRecord},
		{State: store.Rejected, Reason: store.TooLarge},
		{State: store.Repeat},
		{State: store.New},
		{State: store.Rejected, Reason: store.NoArticle},
	}
	for i := range results {
		if bad := results[i].State == store.Rejected; bad != (results[i].Detail != "") {
			t.Errorf("entry %d: %s with detail %q", i, results[i].State, results[i].Detail)
		}
		results[i].Detail = ""
	}
	if diff := cmp.Diff(want, results); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	wantCount(t, s, 3, 3)
	wantFound(t, s, store.Query{}, Article(3).Headline, Article(2).Headline, Article(1).Headline)
}

func oddText(t *tester) {
	s := t.open()
	a := Article(1)
	a.Headline = "Zero \x00 and ' and \" and \u2028 and 🚤"
	a.ArticleBody = "before\x00after <script>&amp;"
	a.InLanguage, a.Publisher.Domain, a.Feed.ID = "x\x00y", "zero\x00.example", "it's"
	write(t, s, Entries(a)...)
	wantCurrent(t, s, a)
	wantFound(t, s, store.Query{Text: "after"}, a.Headline)
	wantFound(t, s, store.Query{Text: "before", Language: "x\x00y", Publisher: "zero\x00.example", Feed: "it's"}, a.Headline)
	wantFound(t, s, store.Query{Language: "x\x00y", Publisher: "zero\x00.example", Feed: "it's"}, a.Headline)

	broken, mended := Article(2), Article(2)
	broken.Headline, mended.Headline = "half \xe4 rune", "half \ufffd rune"
	write(t, s, Entries(broken)...)
	wantCurrent(t, s, mended)

	raw := Entries(Article(3))[0]
	raw.Record = []byte("{\"id\":\"\xff\"}") // no record of that article: the article itself is stored
	write(t, s, raw)
	wantCurrent(t, s, Article(3))
}

// notUTF8 is a record of a newer release with bytes that are no text.
func notUTF8(t *tester) {
	s := t.open()
	a := Article(1)
	a.Headline = "half & \ufffd rune"
	encoded, err := a.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	entry := Entries(a)[0]
	entry.Record = []byte(`{"fieldOfTomorrow":1,` + strings.Replace(string(encoded[1:]), "\ufffd", "\xe4", 1))
	write(t, s, entry)
	row, err := s.Article(t.Context(), a.ID)
	if err != nil || !strings.Contains(string(row.Record), "fieldOfTomorrow") {
		t.Errorf("record is %.80s, %v; want the field of a newer release", row.Record, err)
	}
	got := decode(t, row)
	if len(got.Extraction.Warnings) != 1 || !strings.Contains(got.Extraction.Warnings[0], "UTF-8") {
		t.Errorf("warnings are %q, want one that tells of it", got.Extraction.Warnings)
	}
	got.Extraction.Warnings = []string{}
	if diff := cmp.Diff(a, got); diff != "" {
		t.Errorf("all else (-want +got):\n%s", diff)
	}
}

// newerProducer is a record with values that this release has no names for.
func newerProducer(t *tester) {
	s := t.open()
	a := Article(1)
	a.PubStatus, a.Access, a.DatePrecision = "embargoed", "donation", "century"
	a.Body[0].Role, a.DateSource, a.Extraction.Method = "poem", "dream", "telepathy"
	a.InLanguage = "x-martian"
	write(t, s, Entries(a)...)
	wantCurrent(t, s, a)
	wantFound(t, s, store.Query{Text: "boat", Language: "x"}, a.Headline)
}

func oddDates(t *tester) {
	s := t.open()
	for i, c := range []struct{ headline, date string }{
		{"year zero", "0000"},
		{"middle ages", "1066-10-14"},
		{"before 1900", "1899-12-31"},
		{"day", "2031-01-02"},
		{"garbage", "yesterday"},
		{"none", ""},
		{"far future", "9999-12-31"},
	} {
		a := Article(i)
		a.Headline, a.DatePublished = c.headline, schema.Date(c.date)
		write(t, s, Entries(a)...)
		wantCurrent(t, s, a)
	}
	// Without a date that can be true, what counts is when it was discovered.
	wantFound(t, s, store.Query{}, "far future", "none", "garbage", "day", "before 1900", "middle ages", "year zero")
	wantFound(t, s, store.Query{Since: time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)},
		"before 1900", "middle ages")
}

func largeBody(t *tester) {
	s := t.open()
	a := Article(1)
	a.ArticleBody = "lighthouse " + strings.Repeat("wave ", 2<<20) + strings.Repeat("ø", 100_000)
	wantStates(t, write(t, s, Entries(a, Article(2))...), store.New, store.New)
	wantCurrent(t, s, a)
	wantFound(t, s, store.Query{Text: "lighthouse wave"}, a.Headline)
	b := Revision(a, 1)
	b.ID, b.Headline = Article(3).ID, "Another large one"
	write(t, s, Entries(b)...)
	for _, text := range []string{"", "wave OR boat"} { // more than a store reads at once, in bytes
		got := find(t, s, store.Query{Text: text})
		slices.Sort(got)
		if want := []string{b.Headline, a.Headline, Article(2).Headline}; !slices.Equal(got, want) {
			t.Errorf("text %q finds %q, want %q", text, got, want)
		}
	}
}

func endedContext(t *tester) {
	s := t.open()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Write(ctx, Entries(Article(1))); !errors.Is(err, context.Canceled) {
		t.Errorf("write gives %v, want context.Canceled", err)
	}
	wantCount(t, s, 0, 0)
	wantStates(t, write(t, s, Entries(Article(1))...), store.New)
}

func erase(t *tester) {
	s := t.open()
	a, b := Article(1), Article(2)
	write(t, s, Entries(a, Revision(a, 2), Revision(a, 3), b)...)
	for range 2 {
		if err := s.Erase(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		wantNone(t, s, a.ID)
		wantCount(t, s, 1, 1)
		wantFound(t, s, store.Query{Versions: true}, b.Headline)
		wantFound(t, s, store.Query{Text: "boat"}, b.Headline)
	}
	if err := s.Erase(t.Context(), "no-such-article"); err != nil {
		t.Errorf("erase of nothing gives %v", err)
	}
}

func eraseAndStore(t *tester) {
	s := t.open()
	a := Article(1)
	write(t, s, Entries(a, Revision(a, 2))...)
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	b := Article(2)
	for _, state := range []store.State{store.New, store.Repeat} { // of the other one
		wantStates(t, write(t, s, Entries(a, b, Revision(a, 3))...), store.Erased, state, store.Erased)
		wantNone(t, s, a.ID)
		wantCount(t, s, 1, 1)
		wantFound(t, s, store.Query{Text: "boat"}, b.Headline)
	}
	closeStore(t, s)
	wantStates(t, write(t, t.open(), Entries(a)...), store.Erased)
}

func eraseUnknown(t *tester) {
	s := t.open()
	a := Article(1)
	if err := s.Erase(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	wantStates(t, write(t, s, Entries(a)...), store.Erased)
	wantNone(t, s, a.ID)
}
