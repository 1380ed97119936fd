package sqlite

import (
	"math"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/index"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// finder is a query for the pages of an answer.
type finder struct {
	from  int64 // the lowest position wanted
	below int64 // above the highest
	limit int

	// What the file alone can say: conditions, each ending in AND, and their values.
	conditions string
	values     []any

	// What only the index can say.
	question index.Question
	asks     bool

	story   string  // narrows the question
	simhash *uint64 // what the index finds may be farther away
}

// newFinder reads a query that was checked.
func newFinder(q store.Query) finder {
	f := finder{from: math.MinInt64, below: math.MaxInt64, limit: q.Limit, story: q.Story}
	if f.limit == 0 {
		f.limit = math.MaxInt
	}
	if !q.Since.IsZero() {
		f.from = positionOf(second(q.Since))
	}
	if !q.Until.IsZero() {
		f.below = positionOf(second(q.Until.Add(time.Second - 1))) // what is published within the second is before it
	}
	if simhash, err := store.ParseSimhash(q.Simhash); err == nil {
		f.simhash = &simhash
	}
	if f.question, f.asks = index.QuestionOf(q); !f.asks {
		f.scan(q)
	}
	return f
}

// scan has the file read in its own order, or in that of one of its indexes.
func (f *finder) scan(q store.Query) {
	var text strings.Builder
	filter := func(condition, value string) {
		text.WriteString(condition + " AND ")
		f.values = append(f.values, value)
	}
	if q.Feed != "" {
		filter("feed = ?", store.Feed(q.Feed))
	}
	if q.Publisher != "" {
		filter("publisher = ?", store.Publisher(q.Publisher))
	}
	if q.Language != "" {
		filter("language = ?", store.Language(q.Language))
	}
	if q.Story != "" {
		filter("a.id IN (SELECT article FROM stories WHERE story = ?)", q.Story)
	}
	f.conditions = text.String()
}
