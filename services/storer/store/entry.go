package store

import (
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Entry is one version of an article on its way into a store.
type Entry struct {
	// Article is the version.
	Article *schema.Article
	// Record is the JSON that Article was decoded from. It is stored as it is, so
	// that fields of a newer release, which Article has no place for, are kept.
	// Without one the article is encoded.
	Record []byte
	// Subject is what its message was sent to.
	Subject string
	// Sequence is the number of its message in the stream, by which it can be erased there.
	Sequence uint64
	// Stored is when it was first stored; the zero time becomes the time of writing.
	Stored time.Time
}

// State is what became of an entry.
type State string

// The states of an entry after a write.
const (
	New      State = "new"      // the first version of its article to come
	Updated  State = "updated"  // newer than what was current, and current now
	Older    State = "older"    // kept among the versions, behind a newer one
	Repeat   State = "repeat"   // was stored already; nothing changed
	Erased   State = "erased"   // its article was erased before, and stays so
	Rejected State = "rejected" // can't be stored; see Reason and Detail
)

// Reason is why an entry was rejected: one subject token, as [schema.Rejection] has it.
type Reason string

// The reasons for rejecting an entry.
const (
	NoArticle  Reason = "no-article"  // there is nothing in the entry
	BadID      Reason = "bad-id"      // the article's id is none
	BadVersion Reason = "bad-version" // VersionCreated is missing, or in no year of a wire
	TooLarge   Reason = "too-large"   // the record is above MaxRecord
	BadRecord  Reason = "bad-record"  // the article can't be written as JSON
	Refused    Reason = "refused"     // the database takes all but this one
)

// MaxRecord is the largest record that is stored, in bytes of JSON.
const MaxRecord = 64 << 20

// Result is what became of one entry.
type Result struct {
	State State
	// Reason and Detail are there for a rejected entry: the kind of fault, and in
	// words what went wrong.
	Reason Reason
	Detail string
}
