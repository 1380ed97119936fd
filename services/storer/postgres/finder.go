package postgres

import (
	"context"
	"encoding/json"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// position is a place in the order of answers, the newest first.
type position struct {
	published time.Time
	id        string
}

// finder finds the current versions that a query asks for, a page a call.
type finder struct {
	conditions string // on the columns of articles, each after AND, with the values below
	values     []any
	from       time.Time // the earliest that is wanted
	below      position  // above the latest
	story      bool      // only those of one story

	question question // of words and labels; empty without
	odds     odds     // of the question

	simhash    uint64
	hasSimhash bool

	done bool // all is found
}

// newFinder makes the finder of a query that was checked.
func newFinder(q store.Query) *finder {
	f := &finder{from: earliest(), below: position{published: latest()}}
	if !q.Since.IsZero() {
		f.from = instant(q.Since).Truncate(time.Second)
	}
	if !q.Until.IsZero() {
		f.below.published = instant(q.Until).Add(time.Second - 1).Truncate(time.Second) // what is published within the second is before it
	}
	for _, c := range []struct{ condition, value string }{
		{"a.feed = ", store.Feed(q.Feed)},
		{"a.publisher = ", store.Publisher(q.Publisher)},
	} {
		if c.value != "" {
			f.filter(c.condition, name(c.value))
		}
	}
	if q.Language != "" {
		f.filter("a.language = ", name(store.Language(q.Language)))
	}
	if q.Story != "" {
		f.story = true
		f.values = append(f.values, text(q.Story))
		f.conditions += " AND a.id = ANY (ARRAY (SELECT s.article FROM stories s WHERE s.story = " + f.place() + "))"
	}
	f.question = questionOf(q)
	if simhash, err := store.ParseSimhash(q.Simhash); err == nil {
		f.simhash, f.hasSimhash = simhash, true
	}
	return f
}

// filter adds a condition.
func (f *finder) filter(condition, value string) {
	f.values = append(f.values, value)
	f.conditions += " AND " + condition + f.place()
}

// ownArguments is how many arguments of a query are the finder's own: the time
// from which, the position below which, and how many; the values follow.
const ownArguments = 4

// place is the last value's place among the arguments.
func (f *finder) place() string { return f.further(0) }

// further is the place of the n-th argument after the values.
func (f *finder) further(n int) string { return "$" + strconv.Itoa(ownArguments+len(f.values)+n) }

func (f *finder) arguments(below position, n int, more ...any) []any {
	return append(append([]any{f.from, below.published, below.id, n}, f.values...), more...)
}

// window bounds the rows of a table by the first arguments.
func window(table string) string {
	return table + ".published >= $1 AND (" + table + ".published, " + table + ".id) < ($2, $3)"
}

// newest is the order of answers.
func newest(table string) string { return table + ".published DESC, " + table + ".id DESC" }

// find finds most hits at most below a position, and says below which one to go on.
func (f *finder) find(ctx context.Context, s *Store, below position, most int) ([]hit, position, error) {
	if !f.question.empty() {
		return f.search(ctx, s, below, most)
	}
	found, err := hits(ctx, s.reading, "SELECT "+hitColumns+" FROM articles a WHERE "+window("a")+f.conditions+
		" ORDER BY "+newest("a")+" LIMIT $4", f.arguments(below, most)...)
	f.done = len(found) < most
	return found, after(found, below), err
}

// after is the position of the last hit.
func after(found []hit, otherwise position) position {
	if len(found) == 0 {
		return otherwise
	}
	return found[len(found)-1].position()
}

// accepts tells whether a row that was found is really meant: of simhashes the
// search knows bands alone.
func (f *finder) accepts(r store.Row) bool {
	if !f.hasSimhash {
		return true
	}
	var a struct {
		Simhash string `json:"simhash"`
	}
	if json.Unmarshal(r.Record, &a) != nil {
		return false
	}
	own, err := store.ParseSimhash(strings.TrimSpace(a.Simhash))
	return err == nil && bits.OnesCount64(own^f.simhash) <= store.SimhashDistance
}
