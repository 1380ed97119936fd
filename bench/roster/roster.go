package roster

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/seen"
)

const (
	// entries is how many entries a feed's document holds.
	entries = 30
	// slots are the hours of a weekday and of a day of the weekend.
	slots = 48
)

// Feed is a feed as its user has put it into the catalogue.
func Feed(url string, now time.Time) schema.Feed {
	return schema.Feed{V: schema.StateVersion, ID: schema.FeedID(url), URL: url, Added: now.Add(-90 * 24 * time.Hour).UTC().Truncate(time.Second)}
}

// State is what is known of a feed that was polled last an interval before due,
// and is well. The same number makes the same state.
func State(id, url string, number int, due time.Time, interval time.Duration) schema.Poll {
	dice := rand.New(rand.NewPCG(uint64(number), 1))
	marks := make([]seen.Mark, entries)
	for i := range marks {
		marks[i] = seen.Mark{Key: dice.Uint64(), Print: dice.Uint32()}
	}
	hours := make([]byte, slots)
	for i := range hours {
		hours[i] = byte(dice.Uint32())
	}
	due = due.UTC().Truncate(time.Millisecond)
	last := due.Add(-interval)
	return schema.Poll{
		V: schema.StateVersion, Feed: id, URL: url, Given: url, Count: 1000 + int64(number%5000),
		At: last, Next: due, Outcome: schema.OutcomeNotModified, Status: 304, Millis: 180,
		Bytes: 41_837, Entries: entries, Good: last, Brought: last.Add(-3 * time.Hour),
		Health: schema.HealthOK, Since: last.Add(-40 * 24 * time.Hour), Whole: last.Add(-3 * time.Hour), Kind: "rss",
		ETag: ETag(number), LastModified: last.Add(-3 * time.Hour).Format("Mon, 02 Jan 2006 15:04:05 GMT"),
		BodyHash: fmt.Sprintf("%016x%016x", dice.Uint64(), dice.Uint64()), Seen: seen.Pack(marks),
		Rate:  schema.Rate{Items: 31.7 + dice.Float64(), Days: 11.9 + dice.Float64(), Hours: hours},
		Title: fmt.Sprintf("The Morning Post of District %d – Latest News", number), Site: url[:len(url)-len("/feed.xml")] + "/", Language: "en-GB",
	}
}

// ETag is the validator of a feed's document.
func ETag(number int) string {
	return fmt.Sprintf("%q", fmt.Sprintf("%x-%x", 0x5f0d7a11+number, number*7919))
}
