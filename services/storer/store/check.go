package store

import (
	"bytes"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Encode checks an entry and gives the JSON to store for it. Without any, the
// entry is rejected as the result says. Every store begins with this, so that
// all reject the same.
//
// What can be kept is kept: JSON writes NUL as \u0000, and bytes that are not
// UTF-8 become U+FFFD, of which a warning in the record tells.
func Encode(e Entry) ([]byte, Result) {
	a := e.Article
	switch {
	case a == nil:
		return reject(NoArticle, "the entry holds no article")
	case a.ID == "" || schema.Token(a.ID) != a.ID:
		return reject(BadID, "id %.80q is not one that schema.ArticleID gives", a.ID)
	case a.VersionCreated.Before(time.Unix(0, 0)) || a.VersionCreated.After(time.Unix(0, math.MaxInt64)):
		return reject(BadVersion, "article %s: versionCreated %s is not between 1970 and 2262", a.ID, a.VersionCreated.Format(time.RFC3339))
	}
	record := e.Record
	if !utf8.Valid(record) {
		record = mend(record, a.ID)
	}
	if len(record) == 0 {
		encoded, err := a.MarshalJSON() // not json.Marshal, which would read it all again and escape < and >
		if err != nil {
			return reject(BadRecord, "article %s: encode: %v", a.ID, err)
		}
		record = bytes.TrimSuffix(encoded, []byte("\n"))
	}
	if len(record) > MaxRecord {
		return reject(TooLarge, "article %s: record has %d bytes, at most %d are stored", a.ID, len(record), MaxRecord)
	}
	return record, Result{}
}

func reject(why Reason, format string, args ...any) ([]byte, Result) {
	return nil, Result{State: Rejected, Reason: why, Detail: fmt.Sprintf(format, args...)}
}
