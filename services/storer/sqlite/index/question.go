package index

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// Question is what the index is asked, in the language of FTS5. All in it comes
// from package fulltext or is a label, so that nothing a user types is read as syntax.
type Question string

// QuestionOf makes the question of a query that was checked. A query that the
// store can answer without the index makes none.
//
// Of simhashes the index knows bands: some of what it finds is farther away.
func QuestionOf(q store.Query) (_ Question, needed bool) {
	search, err := fulltext.Parse(q.Text)
	if err != nil {
		return "", false // Check would have said so
	}
	var all []string
	for _, facet := range []struct {
		kind  kind
		value string
	}{
		{ofSection, fulltext.Name(q.Section)},
		{ofAuthor, fulltext.Name(q.Author)},
		{ofProvider, fulltext.Name(q.Provider)},
		{ofKeyword, fulltext.Name(q.Keyword)},
	} {
		if facet.value != "" {
			all = append(all, quoted(label(facet.kind, facet.value)))
		}
	}
	if simhash, err := store.ParseSimhash(q.Simhash); err == nil {
		var bands []string
		for _, l := range bandLabels(simhash) {
			bands = append(bands, quoted(l))
		}
		all = append(all, "("+strings.Join(bands, " OR ")+")")
	}
	for _, phrases := range search.All {
		all = append(all, anyOf(phrases))
	}
	if len(all)+len(search.None) == 0 {
		return "", false
	}
	return Question(match(q, all, search.None)), true
}

// match adds to what must be found what the store could look up too, and what must not be found.
func match(q store.Query, all []string, none []fulltext.Phrase) string {
	var labels []string
	if q.Feed != "" {
		labels = append(labels, quoted(label(ofFeed, store.Feed(q.Feed))))
	}
	if q.Publisher != "" {
		labels = append(labels, quoted(label(ofPublisher, store.Publisher(q.Publisher))))
	}
	if q.Language != "" {
		labels = append(labels, quoted(label(ofLanguage, store.Language(q.Language))))
	}
	if all = append(labels, all...); len(all) == 0 { // there is only what must not be
		all = []string{quoted(label(anyArticle, ""))}
	}
	expression := strings.Join(all, " AND ")
	if len(none) > 0 {
		expression = "(" + expression + ") NOT " + anyOf(none)
	}
	return expression
}

func anyOf(phrases []fulltext.Phrase) string {
	parts := make([]string, len(phrases))
	for i, p := range phrases {
		parts[i] = quoted(strings.Join(p.Words, " "))
		if p.Open {
			parts[i] += " *"
		}
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

func quoted(words string) string { return `"` + words + `"` }

// Find gives the positions that answer a question, from one of them on and below
// another, the highest first, n at most.
func (x *Index) Find(ctx context.Context, q Question, from, below int64, n int) ([]int64, error) {
	return x.positions(ctx, `SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`,
		string(q), from, below, n)
}

// Among gives those of some positions that answer a question, the highest first.
func (x *Index) Among(ctx context.Context, q Question, positions []int64) ([]int64, error) {
	list, err := json.Marshal(positions)
	if err != nil {
		return nil, err
	}
	return x.positions(ctx, `SELECT rowid FROM search WHERE search MATCH ? AND rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC`,
		string(q), string(list))
}

func (x *Index) positions(ctx context.Context, query string, values ...any) ([]int64, error) {
	rows, err := x.file.Reading.QueryContext(ctx, query, values...)
	if err != nil {
		return nil, x.fault("find", err)
	}
	found, err := file.Numbers(rows)
	if err != nil {
		return nil, x.fault("find", err)
	}
	return found, nil
}
