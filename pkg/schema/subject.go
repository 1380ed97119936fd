package schema

import "strings"

// The streams, and what each keeps.
const (
	StreamFeeds    = "FEEDS"    // schedules and due messages of the polls
	StreamPolls    = "POLLS"    // the latest Poll of each feed
	StreamItems    = "ITEMS"    // addresses to download
	StreamArticles = "ARTICLES" // the records
	StreamRejected = "REJECTED" // what became none
)

// The durable consumers of the stages.
const (
	ConsumerFetcher = "fetcher" // of StreamFeeds
	ConsumerParser  = "parser"  // of StreamItems
	ConsumerStorer  = "storer"  // of StreamArticles
)

// The key-value buckets.
const (
	BucketCatalogue = "catalogue" // Feed by FeedID
	BucketHosts     = "hosts"     // lanes, by host
	BucketRevisions = "revisions" // versions by ArticleID, aliases by ItemID
)

// The subjects that the streams take in, and that consumers filter on.
const (
	SubjectFeeds       = "feeds.>"
	SubjectFeedsDue    = "feeds.due.*"
	SubjectPolls       = "polls.*"
	SubjectItems       = "items.>"
	SubjectItemsDue    = "items.due.*.*"
	SubjectArticles    = "articles.v1.*.*.*"
	SubjectRejected    = "rejected.*.*"
	LanguageUnknown    = "und"  // the language token of an unknown language (BCP 47)
	SectionNone        = "none" // the section token of an article without one
	SectionOther       = "other"
	MaxTokenLength     = 63
	MaxSubjectSections = 40 // section tokens a publisher; what comes later is SectionOther
)

// FeedSchedule is the subject of a feed's schedule.
func FeedSchedule(feed string) string { return "feeds.sched." + feed }

// FeedDue is the subject on which a feed's schedule fires.
func FeedDue(feed string) string { return "feeds.due." + feed }

// PollOf is the subject that keeps the latest [Poll] of a feed.
func PollOf(feed string) string { return "polls." + feed }

// ItemSchedule is the subject of an item's schedule; host is as in [Item] URL, with its port if it has one.
func ItemSchedule(host, item string) string { return "items.sched." + Token(host) + "." + item }

// ItemDue is the subject on which an item is ready to be downloaded.
func ItemDue(host, item string) string { return "items.due." + Token(host) + "." + item }

// ArticleSubject is the subject of an article: its language, its publisher's
// domain and its section as tokens, always five in all. Empty parts become
// [LanguageUnknown] and [SectionNone].
func ArticleSubject(language, publisher, section string) string {
	language, _, _ = strings.Cut(language, "-")
	return "articles.v1." + tokenOr(language, LanguageUnknown) + "." + tokenOr(publisher, "unknown") + "." + tokenOr(section, SectionNone)
}

// RejectedSubject is the subject of a rejection.
func RejectedSubject(stage, reason string) string {
	return "rejected." + tokenOr(stage, "unknown") + "." + tokenOr(reason, "unknown")
}

func tokenOr(s, empty string) string {
	if t := Token(s); t != "" {
		return t
	}
	return empty
}
