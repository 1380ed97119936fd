package sqlite

import (
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// A position is a second and, in its lower bits, a number within that second.
const (
	positionBits = 24
	maxSecond    = 1 << (62 - positionBits) // in the year 10680, beyond all dates of package schema
)

// row is an entry as the tables have it.
type row struct {
	second         int64 // see positionOf
	id             string
	versionCreated int64
	version        int
	language       string
	publisher      string
	feed           string
	subject        string
	sequence       int64
	stored         int64
	record         string
}

func newRow(e store.Entry, record []byte, now time.Time) *row {
	stored := e.Stored
	if stored.IsZero() {
		stored = now
	}
	a := e.Article
	return &row{
		second:         second(store.Published(a)),
		id:             a.ID,
		versionCreated: a.VersionCreated.UnixNano(),
		version:        a.Version,
		language:       store.Language(a.InLanguage),
		publisher:      store.Publisher(a.Publisher.Domain),
		feed:           a.Feed.ID,
		subject:        e.Subject,
		sequence:       int64(e.Sequence), // the same 64 bits
		stored:         stored.UnixNano(),
		record:         string(record),
	}
}

// newerThan tells whether the row's version comes after one of the same article.
func (r *row) newerThan(versionCreated int64, version int) bool {
	if r.versionCreated != versionCreated {
		return r.versionCreated > versionCreated
	}
	return r.version > version
}

// columns are the row as the statements insert and update take it.
func (r *row) columns() []any {
	return []any{
		positionOf(r.second), r.id, r.versionCreated, r.version, r.language, r.publisher, r.feed,
		r.subject, r.sequence, r.stored, r.record,
	}
}

// second is a point of time as positions have it.
func second(t time.Time) int64 { return min(max(t.Unix(), -maxSecond), maxSecond) }

// positionOf is the first position in a second.
func positionOf(second int64) int64 { return second << positionBits }
