package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Row is a version of an article as a store has it.
type Row struct {
	// ID, VersionCreated and Version say which it is.
	ID             string
	VersionCreated time.Time
	Version        int
	// Record is the JSON of the version, as it was stored: with the fields of
	// newer releases.
	Record []byte
	// Subject is what its message was sent to, Sequence the number that it had in
	// the stream, and Stored when it was first stored.
	Subject  string
	Sequence uint64
	Stored   time.Time
	// Story is the story that the article belongs to: the same for all that tell it
	// in much the same words. It is empty for one that is alone, or not sorted yet.
	Story string
	// EarliestSeen is when the wire first saw any article of the story; the zero
	// time without one.
	EarliestSeen time.Time
}

// Article decodes the record. Its error says which it is that can't be read.
func (r Row) Article() (*schema.Article, error) {
	a := new(schema.Article)
	if err := json.Unmarshal(r.Record, a); err != nil {
		return nil, fmt.Errorf("article %s: version of %s: read record: %w", r.ID, r.VersionCreated.UTC().Format(time.RFC3339), err)
	}
	return a, nil
}
