package fetcher

import (
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

// maxDelay is how old an entry may be by its date for the date to be believed:
// what is older and was not there before has come back, or is of an archive.
const maxDelay = 24 * time.Hour

// delays are the times from the publication of entries to the poll at which they
// were found, of those that are new and whose date can be believed: it is exact to
// the minute or better, not in the future, and not too old.
func delays(fresh []document.Entry, known seen.Set, at time.Time) []time.Duration {
	var all []time.Duration
	for _, e := range fresh {
		if p := e.Published.Precision(); p != schema.PrecisionMinute && p != schema.PrecisionSecond || known.Compare(markOf(e)) != seen.New {
			continue
		}
		published, err := e.Published.Time()
		if d := at.Sub(published); err == nil && d >= 0 && d <= maxDelay {
			all = append(all, d)
		}
	}
	return all
}
