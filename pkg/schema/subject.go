package schema

import "strings"

// The streams, and what each keeps.
const (
	StreamFeeds    = "FEEDS"    // schedules and due messages of the polls
	StreamPolls    = "POLLS"    // the latest Poll of each feed
	StreamItems    = "ITEMS"    // addresses to download
	StreamArticles = "ARTICLES" // the records
	StreamRejected = "REJECTED" // what became none
	StreamRetries  = "RETRIES"  // rejections that people want tried again
)

// The durable consumers of the stages.
const (
	ConsumerFetcher = "fetcher" // of StreamFeeds
	ConsumerParser  = "parser"  // of StreamItems
	ConsumerStorer  = "storer"  // of StreamArticles
)

// ReaderAPI is where a reader with an account of its own finds the wire's
// JetStream, for it has none itself: what NATS' clients call the prefix of the API.
const ReaderAPI = "JS.WIRE.API"

// The key-value buckets.
const (
	BucketCatalogue = "catalogue" // Feed by FeedID
	BucketHosts     = "hosts"     // lanes, by host
	BucketRevisions = "revisions" // versions by ArticleID, aliases by ItemID
	BucketErased    = "erased"    // articles that must never be published again, by ArticleID
	BucketPace      = "pace"      // the budget of requests that fetchers share
	BucketPushes    = "pushes"    // subscriptions at WebSub hubs, by FeedID
	BucketPages     = "pages"     // an object store: the pages that articles were made of, by ArticleID
)

// The subjects that the streams take in, and that consumers filter on.
const (
	SubjectFeeds      = "feeds.>"           // FeedSchedule and FeedDue
	SubjectFeedsDue   = "feeds.due.*"       // FeedDue
	SubjectFeedsSched = "feeds.sched.*"     // FeedSchedule
	SubjectPolls      = "polls.*"           // PollOf
	SubjectItems      = "items.>"           // ItemSchedule and ItemDue
	SubjectItemsDue   = "items.due.*.*"     // ItemDue
	SubjectItemsSched = "items.sched.*.*"   // ItemSchedule
	SubjectArticles   = "articles.v1.*.*.*" // ArticleSubject
	SubjectRejected   = "rejected.*.*"      // RejectedSubject
	SubjectRetries    = "retries.*"         // RetrySubject
)

// What the tokens of subjects may be.
const (
	LanguageUnknown    = "und"   // the language of an article whose language is unknown (BCP 47)
	SectionNone        = "none"  // the section of an article without one
	SectionOther       = "other" // the section of an article beyond MaxSubjectSections
	MaxTokenLength     = 63      // bytes that a token may have
	MaxSubjectSections = 40      // section tokens that a publisher may have
)

// Where the made-up news is by which a wire is checked (`wirecopy check`). The
// address is given to nobody (TEST-NET-1, RFC 5737), so that nothing is asked for
// there. The wire's own store doesn't keep these articles; who else wants none of
// them leaves the publisher 192-0-2-1 out.
const (
	CheckHost = "192.0.2.1"                         // HostOf the made-up articles
	CheckFeed = "http://" + CheckHost + "/feed.xml" // the feed that announces them
)

// Every subject below has a fixed number of tokens, whatever it is made from:
// each part goes through [Token], which leaves ids as they are, and a part
// without a token of its own becomes "unknown" where nothing else is said.

// FeedSchedule is the subject of a feed's schedule; feed is a [FeedID].
func FeedSchedule(feed string) string { return "feeds.sched." + tokenOr(feed, unknown) }

// FeedDue is the subject on which a feed's schedule fires; feed is a [FeedID].
func FeedDue(feed string) string { return "feeds.due." + tokenOr(feed, unknown) }

// PollOf is the subject that keeps the latest [Poll] of a feed; feed is a [FeedID].
func PollOf(feed string) string { return "polls." + tokenOr(feed, unknown) }

// ItemSchedule is the subject of an item's schedule; host is the [HostOf] the
// item's URL and item its [ItemID].
func ItemSchedule(host, item string) string {
	return "items.sched." + tokenOr(host, unknown) + "." + tokenOr(item, unknown)
}

// ItemDue is the subject on which an item is ready to be downloaded; host is
// the [HostOf] the item's URL and item its [ItemID].
func ItemDue(host, item string) string {
	return "items.due." + tokenOr(host, unknown) + "." + tokenOr(item, unknown)
}

// ArticleSubject is the subject of an article, five tokens in all: its language
// without region or script ("en-GB" is en), its publisher's domain and its
// section. Empty ones become [LanguageUnknown], "unknown" and [SectionNone].
func ArticleSubject(language, publisher, section string) string {
	if i := strings.IndexAny(language, "-_"); i >= 0 {
		language = language[:i]
	}
	return articlesPrefix + tokenOr(language, LanguageUnknown) + "." + tokenOr(publisher, unknown) + "." + tokenOr(section, SectionNone)
}

// RejectedSubject is the subject of a [Rejection]: who gave up, and the kind of fault.
func RejectedSubject(stage, reason string) string {
	return "rejected." + tokenOr(stage, unknown) + "." + tokenOr(reason, unknown)
}

// RetrySubject is where a stage, and nobody else, gets a [Rejection] of its own back.
func RetrySubject(stage string) string { return "retries." + tokenOr(stage, unknown) }

const (
	articlesPrefix = "articles.v1." // of every article's subject
	unknown        = "unknown"      // stands for a part of a subject that has no token
)

func tokenOr(s, empty string) string {
	if t := Token(s); t != "" {
		return t
	}
	return empty
}
