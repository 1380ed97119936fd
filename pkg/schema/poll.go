package schema

import "time"

// StateVersion is the form of the state bodies that this release writes. A
// release reads its own form and the one before, so that a rollout can mix them.
const StateVersion = 1

// Outcome says how a poll ended.
type Outcome string

// The outcomes of a poll.
const (
	OutcomeNone        Outcome = ""            // never polled
	OutcomeChanged     Outcome = "changed"     // a document with new or changed entries
	OutcomeUnchanged   Outcome = "unchanged"   // a document, but nothing new in it
	OutcomeNotModified Outcome = "notModified" // 304, RFC 9110 §15.4.5
	OutcomeFound       Outcome = "found"       // a page, which means a feed that is polled next
	OutcomeRedirected  Outcome = "redirected"  // a redirect that is to be followed later, by the next poll
	OutcomeFailed      Outcome = "failed"      // no usable document: Poll.Error says why
)

// Health is the state of a feed as people see it.
type Health string

// The states of a feed.
const (
	HealthNew     Health = "new"     // not polled yet
	HealthOK      Health = "ok"      // the latest poll brought a document or a 304
	HealthQuiet   Health = "quiet"   // well, but nothing new for long
	HealthFailing Health = "failing" // the latest poll failed; tried again by itself
	HealthGone    Health = "gone"    // 410, or 404 for long: asked seldom or not at all
	HealthPaused  Health = "paused"  // its user paused it
	HealthBlocked Health = "blocked" // refused by us: a forbidden address or a broken setting
)

// Poll is the outcome of a feed's latest poll and the whole state that the next
// one needs. It is at once the body of the feed's schedule, of its due message,
// and of polls.<feed>, so that fetchers keep nothing themselves.
type Poll struct {
	// V is the version of this body's form, [StateVersion] when written.
	V int `json:"v"`
	// Feed is the [FeedID].
	Feed string `json:"feed"`
	// URL is the address that is polled: the catalogue's, where permanent redirects
	// led, or the feed that a site's page names.
	URL string `json:"url"`
	// Given is the catalogue's address when this was written; absent when it is URL.
	// Another one there begins with it anew: validators and redirects were those of
	// another document.
	Given string `json:"given,omitempty"`
	// Moved is where permanent redirects lead that are not believed yet; absent without any.
	Moved *Moved `json:"moved,omitempty"`
	// Detour is where the next poll goes on, whose redirect asked to wait (RFC 9110 §10.2.3); absent without one.
	Detour *Detour `json:"detour,omitempty"`
	// Count is how many polls have ended so far; 0 before the first.
	Count int64 `json:"count"`

	// At is when the latest poll began.
	At time.Time `json:"at,omitzero"`
	// Next is when the feed is due again.
	Next time.Time `json:"next,omitzero"`
	// Outcome is how the latest poll ended; absent before the first.
	Outcome Outcome `json:"outcome,omitempty"`
	// Status is the HTTP status of the latest answer; absent when there was none (RFC 9110 §15).
	Status int `json:"status,omitempty"`
	// Error says in words why the latest poll failed, or has to wait, and what to do.
	Error string `json:"error,omitempty"`
	// Millis is how long the latest poll took, in milliseconds.
	Millis int64 `json:"millis,omitempty"`
	// Bytes is the decoded size of the latest document, in bytes.
	Bytes int64 `json:"bytes,omitempty"`
	// Entries is how many entries the latest document held.
	Entries int `json:"entries,omitempty"`
	// Fresh is how many of them were new or changed.
	Fresh int `json:"fresh,omitempty"`

	// Good is when the latest poll began that brought a document or a 304; absent before the first.
	Good time.Time `json:"good,omitzero"`
	// Brought is when the latest poll began that brought something new; absent before the first.
	Brought time.Time `json:"brought,omitzero"`

	// Health is the feed's state.
	Health Health `json:"health,omitempty"`
	// Since is when the feed took that state.
	Since time.Time `json:"since,omitzero"`
	// Failures is how many polls have failed in a row.
	Failures int `json:"failures,omitempty"`

	// Whole is when the latest poll began that brought a document and not a 304, or
	// that asked for one whatever had changed; absent before the first.
	Whole time.Time `json:"whole,omitzero"`
	// Kind is what the last good document was: rss, rdf, cdf, atom, json, sitemap or sitemapindex.
	Kind string `json:"kind,omitempty"`
	// Choices are the feeds that a site's page names, when the address given was
	// that of a page and it was not clear which feed was meant.
	Choices []Choice `json:"choices,omitempty"`
	// Sitemaps are the sitemaps of an index that are followed; absent for any other document.
	Sitemaps []Sitemap `json:"sitemaps,omitempty"`
	// PushedUntil is until when a hub tells us of news (WebSub), so that polls may be rare; absent without one.
	PushedUntil time.Time `json:"pushedUntil,omitzero"`

	// ETag is the validator of the last good document, byte for byte as received (RFC 9110 §8.8.3).
	ETag string `json:"etag,omitempty"`
	// LastModified is its other validator, byte for byte as received (RFC 9110 §8.8.2).
	LastModified string `json:"lastModified,omitempty"`
	// BodyHash recognises a document that is equal to the last one.
	BodyHash string `json:"bodyHash,omitempty"`
	// Seen is the packed set of the entries of the last good document; only the fetcher reads it.
	Seen []byte `json:"seen,omitempty"`
	// Hints is what the last good document asks of those who poll it.
	Hints Hints `json:"hints,omitzero"`
	// Rate estimates how often something new appears.
	Rate Rate `json:"rate,omitzero"`

	// Title is the feed's own title.
	Title string `json:"title,omitempty"`
	// Site is the address of the site that the feed belongs to, as the feed gives it.
	Site string `json:"site,omitempty"`
	// Language is the language that the feed gives, BCP 47.
	Language string `json:"language,omitempty"`
}

// Hints is what a feed document asks of those who poll it. They only ever make
// polls rarer.
type Hints struct {
	// TTL is for how long the document may be kept, in seconds (RSS ttl).
	TTL int64 `json:"ttl,omitempty"`
	// UpdatePeriod is how often it changes, in seconds (sy:updatePeriod over sy:updateFrequency).
	UpdatePeriod int64 `json:"updatePeriod,omitempty"`
	// SkipHours are the hours, 0 to 23, GMT, in which nothing is new (RSS skipHours).
	SkipHours []int `json:"skipHours,omitempty"`
	// SkipDays are the days, 0 (Sunday) to 6, GMT, on which nothing is new (RSS skipDays).
	SkipDays []int `json:"skipDays,omitempty"`
	// Hub is the hub that tells of news in the feed (rel=hub, W3C WebSub §4).
	Hub string `json:"hub,omitempty"`
	// Topic is the feed's address at its hub (rel=self, W3C WebSub §4).
	Topic string `json:"topic,omitempty"`
}

// Moved is a permanent redirect (RFC 9110 §15.4.2, §15.4.9), and how often it was met.
type Moved struct {
	// URL is where it leads.
	URL string `json:"url"`
	// Count is how many answers in a row led there.
	Count int `json:"count"`
	// Since is when the first of them came.
	Since time.Time `json:"since"`
}

// Detour is a way by redirects that was not gone to its end.
type Detour struct {
	// URL is where the last of them leads.
	URL string `json:"url"`
	// Hops are the redirects so far, in order.
	Hops []Hop `json:"hops"`
}

// Hop is one redirect: who answered with it, and which.
type Hop struct {
	// URL is the address that was asked for.
	URL string `json:"url"`
	// Status is the HTTP status of the answer (RFC 9110 §15.4).
	Status int `json:"status"`
}

// Choice is a feed that a page names (rel=alternate, HTML §4.6.7.1).
type Choice struct {
	// URL is the feed's address.
	URL string `json:"url"`
	// Title is what the page calls it; absent when it gives no name.
	Title string `json:"title,omitempty"`
	// Type is its media type as given.
	Type string `json:"type,omitempty"`
}

// Sitemap is one sitemap of an index, with what its next request needs (sitemaps.org protocol).
type Sitemap struct {
	// URL is its address.
	URL string `json:"url"`
	// Modified is what the index said of its last change when it was last asked; absent if nothing.
	Modified string `json:"modified,omitempty"`
	// ETag is one of its validators, byte for byte as received.
	ETag string `json:"etag,omitempty"`
	// LastModified is the other one, byte for byte as received.
	LastModified string `json:"lastModified,omitempty"`
	// Known says that it was read once: what is new in it then is news.
	Known bool `json:"known,omitempty"`
	// Due says that it has changed, by the index, and has not been asked since.
	Due bool `json:"due,omitempty"`
}

// Rate is a decayed count of new entries over decayed time; their quotient is
// the estimate λ̂ of new entries a day.
type Rate struct {
	// Items is the decayed count of new entries that were seen.
	Items float64 `json:"items"`
	// Days is the decayed time of watching, in days.
	Days float64 `json:"days"`
	// Hours is the packed profile over the hours of weekdays and of weekends; only the fetcher reads it.
	Hours []byte `json:"hours,omitempty"`
}
