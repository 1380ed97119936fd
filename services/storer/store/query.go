package store

import (
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Query says which articles are asked for. All that is set must hold; the zero
// Query asks for everything.
type Query struct {
	// Since and Until bound [Published], to the second: since the one, before the other.
	Since, Until time.Time
	// Text is searched for in headline, description and body of the current
	// version, in the syntax of package fulltext.
	Text string
	// Language is compared by its first subtag: en finds en-GB, and en-GB all of en.
	Language string
	// Publisher is the publisher's domain, with or without www.
	Publisher string
	// Feed is a feed's id or its address.
	Feed string
	// Limit is how many articles are wanted at most; 0 is all.
	Limit int
	// Versions asks for every version of the articles found, each after the newer
	// one, and not for the current ones alone. Limit still counts articles.
	Versions bool
}

// Published is the time by which an article is found and ordered: when the page
// says it was published or, where it says nothing or a date in the future, when
// it was discovered. It is exact to the second.
func Published(a *schema.Article) time.Time {
	known := a.Discovered
	if known.IsZero() {
		known = a.VersionCreated
	}
	t, err := a.DatePublished.Time()
	if err != nil || t.IsZero() || t.After(known) {
		t = known
	}
	return t.UTC().Truncate(time.Second)
}

// Language is what an article's language is found by: the first subtag in lower
// case, und when there is none.
func Language(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	if tag = strings.ToLower(strings.TrimSpace(tag)); tag == "" {
		return schema.LanguageUnknown
	}
	return tag
}

// Publisher is what an article's publisher is found by: the domain in lower case, without www.
func Publisher(domain string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(domain)), "www.")
}

// Feed is what an article's feed is found by: the id, which an address is turned into.
func Feed(idOrURL string) string {
	if s := strings.TrimSpace(idOrURL); !strings.Contains(s, ":") {
		return s
	}
	return schema.FeedID(strings.TrimSpace(idOrURL))
}
