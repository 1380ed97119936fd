package postgres

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// key says which version of which article. PostgreSQL's times are exact to the
// microsecond, so that a version's is kept in two columns.
type key struct {
	id      string
	created int64 // Unix nanoseconds; never before 1970
	version int64
}

// micros is when the version was made, to the microsecond.
func (k key) micros() time.Time { return time.UnixMicro(k.created / 1000).UTC() }

// nanos are the nanoseconds beyond it.
func (k key) nanos() int16 { return int16(k.created % 1000) }

// newerThan tells whether a version comes after another one of its article.
func (k key) newerThan(other key) bool {
	if k.created != other.created {
		return k.created > other.created
	}
	return k.version > other.version
}

// row is an entry as the tables have it.
type row struct {
	key
	published time.Time
	language  string
	publisher string
	feed      string
	subject   string
	sequence  int64
	stored    time.Time
	record    []byte
}

func newRow(e store.Entry, record []byte, now time.Time) *row {
	stored := e.Stored
	if stored.IsZero() {
		stored = now
	}
	a := e.Article
	return &row{
		key:       key{a.ID, a.VersionCreated.UnixNano(), int64(a.Version)},
		published: instant(store.Published(a)),
		language:  name(store.Language(a.InLanguage)),
		publisher: name(store.Publisher(a.Publisher.Domain)),
		feed:      name(a.Feed.ID),
		subject:   text(e.Subject),
		sequence:  int64(e.Sequence), // the same 64 bits
		stored:    stored,
		record:    record,
	}
}

// maxName is the length of what articles are found by, in bytes: an index takes
// no more than some 2,700.
const maxName = 512

// name is what an article is found by as PostgreSQL can hold it, here and in a
// query. Of what is too long the hash says which it is.
func name(s string) string {
	s = text(s)
	if len(s) > maxName {
		hash := sha256.Sum256([]byte(s))
		s = strings.ToValidUTF8(s[:maxName-2*len(hash)], "") + hex.EncodeToString(hash[:])
	}
	return s
}

// text is a string as PostgreSQL can hold it: it has no NUL.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

// earliest and latest bound what PostgreSQL can hold of times; all dates of
// package schema are between them.
func earliest() time.Time { return time.Date(-4000, 1, 1, 0, 0, 0, 0, time.UTC) }
func latest() time.Time   { return time.Date(100_000, 1, 1, 0, 0, 0, 0, time.UTC) }

// instant is a time as PostgreSQL can hold it.
func instant(t time.Time) time.Time {
	switch {
	case t.Before(earliest()):
		return earliest()
	case t.After(latest()):
		return latest()
	default:
		return t
	}
}
