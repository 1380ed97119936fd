package check

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// IsMadeUp says whether an article is one of a check. Its address says so, and its
// id must be that of the address: else a parser that somebody has taken over could
// have any article taken for one.
func IsMadeUp(a *schema.Article) bool {
	host, err := schema.HostOf(a.URL)
	return err == nil && host == schema.CheckHost && a.ID == schema.ArticleID(a.URL)
}

// newFeed is the feed that is added.
func newFeed(now time.Time) schema.Feed {
	feed := catalogue.New(schema.CheckFeed, now)
	feed.Title = "wirecopy check"
	return feed
}

// newItem is an entry that no other check has announced.
func newItem(now time.Time) schema.Item {
	word := strings.ToLower(rand.Text())
	url := "http://" + schema.CheckHost + "/" + word
	return schema.Item{
		V: schema.StateVersion, ID: schema.ItemID(url), URL: url, Fingerprint: word,
		Feed:       schema.FeedRef{ID: schema.FeedID(schema.CheckFeed), URL: schema.CheckFeed, Title: "wirecopy check"},
		Discovered: now, Published: schema.Date(now.Format(time.RFC3339)), Language: "en",
		Title:   "The wire is checked by the word " + word,
		Content: "<p>This article was made up to see whether the wire works, and the word of this check is " + word + ".</p>",
	}
}
