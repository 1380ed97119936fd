package sqlite

import (
	"math"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// finder is a query for one page of an answer, with all but the page.
type finder struct {
	text   string
	values []any // of the filters, in their order
	from   int64 // the lowest position wanted
	below  int64 // above the highest
	limit  int
}

func newFinder(q store.Query) (finder, error) {
	search, err := fulltext.Parse(q.Text)
	if err != nil {
		return finder{}, err
	}
	f := finder{from: math.MinInt64, below: math.MaxInt64, limit: q.Limit}
	if f.limit <= 0 {
		f.limit = math.MaxInt
	}
	if !q.Since.IsZero() {
		f.from = positionOf(second(q.Since))
	}
	if !q.Until.IsZero() {
		f.below = positionOf(second(q.Until.Add(time.Second - 1))) // what is published within the second is before it
	}
	if len(search.All)+len(search.None) > 0 {
		f.search(q, search)
	} else {
		f.scan(q)
	}
	return f, nil
}

// arguments are the values of the query for the page below a position.
func (f finder) arguments(below int64, rows int) []any {
	arguments := append(make([]any, 0, len(f.values)+3), f.values...)
	return append(arguments, f.from, below, rows)
}

// scan reads the articles in their order, or in that of one index of them.
func (f *finder) scan(q store.Query) {
	var text strings.Builder
	text.WriteString("SELECT position, " + columns + " FROM articles WHERE ")
	filter := func(condition, value string) {
		text.WriteString(condition)
		f.values = append(f.values, value)
	}
	if q.Feed != "" {
		filter("feed = ? AND ", store.Feed(q.Feed))
	}
	if q.Publisher != "" {
		filter("publisher = ? AND ", store.Publisher(q.Publisher))
	}
	if q.Language != "" {
		filter("language = ? AND ", store.Language(q.Language))
	}
	text.WriteString("position >= ? AND position < ? ORDER BY position DESC LIMIT ?")
	f.text = text.String()
}

// search reads the hits of the search in their order, which is the same.
func (f *finder) search(q store.Query, s fulltext.Search) {
	var labels []string
	if q.Feed != "" {
		labels = append(labels, label(ofFeed, store.Feed(q.Feed)))
	}
	if q.Publisher != "" {
		labels = append(labels, label(ofPublisher, store.Publisher(q.Publisher)))
	}
	if q.Language != "" {
		labels = append(labels, label(ofLanguage, store.Language(q.Language)))
	}
	// CROSS JOIN, for SQLite not to turn the order round.
	f.text = "SELECT position, " + columns + ` FROM search CROSS JOIN articles ON position = search.rowid
		WHERE search MATCH ? AND search.rowid >= ? AND search.rowid < ? ORDER BY search.rowid DESC LIMIT ?`
	f.values = []any{match(s, labels)}
}

// match writes a search in the language of FTS5. All in it comes from package
// fulltext or is a label, so that nothing a user types is read as syntax.
func match(s fulltext.Search, labels []string) string {
	all := make([]string, 0, len(labels)+len(s.All)+1)
	for _, l := range labels {
		all = append(all, `"`+l+`"`)
	}
	for _, phrases := range s.All {
		all = append(all, anyOf(phrases))
	}
	if len(all) == 0 { // there is only what must not be
		all = append(all, `"`+label(anyArticle, "")+`"`)
	}
	expression := strings.Join(all, " AND ")
	if len(s.None) > 0 {
		expression = "(" + expression + ") NOT " + anyOf(s.None)
	}
	return expression
}

func anyOf(phrases []fulltext.Phrase) string {
	parts := make([]string, len(phrases))
	for i, p := range phrases {
		parts[i] = `"` + strings.Join(p.Words, " ") + `"`
		if p.Open {
			parts[i] += " *"
		}
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}
