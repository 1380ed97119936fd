package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store/fulltext"
)

// Query says which articles are asked for. All that is set must hold; the zero
// Query asks for everything. The names are those of the record: of schema.org
// and, where it has none, of IPTC ninjs.
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
	// Section is the articleSection, Author the whole name of one of the authors,
	// Keyword one of the keywords; all are compared as [fulltext.Name] gives them.
	Section, Author, Keyword string
	// Provider is the name or the domain of who provided the copy, such as an agency.
	Provider string
	// Simhash finds the articles whose simhash is near this one: 16 hexadecimal
	// digits, of which [SimhashDistance] bits may differ.
	Simhash string
	// Story finds the articles of a story by [Row.Story].
	Story string
	// Limit is how many articles are wanted at most; 0 is all.
	Limit int
	// Versions asks for every version of the articles found, each after the newer
	// one, and not for the current ones alone. Limit still counts articles.
	Versions bool
}

// Check reports all that keeps a query from being asked, each with the field's name.
func (q Query) Check() error {
	var faults []error
	if _, err := fulltext.Parse(q.Text); err != nil {
		faults = append(faults, fmt.Errorf("text: %w", err))
	}
	if _, err := ParseSimhash(q.Simhash); q.Simhash != "" && err != nil {
		faults = append(faults, fmt.Errorf("simhash: %w", err))
	}
	if q.Limit < 0 {
		faults = append(faults, fmt.Errorf("limit: %d is no number of articles: give 0 for all", q.Limit))
	}
	return errors.Join(faults...)
}

// Published is the time by which an article is found and ordered: when the page
// says it was published or, where it says nothing or a date in the future, when
// it was discovered. It is exact to the second.
func Published(a *schema.Article) time.Time {
	known := Seen(a)
	t, err := a.DatePublished.Time()
	if err != nil || t.IsZero() || t.After(known) {
		t = known
	}
	return t.UTC().Truncate(time.Second)
}

// Seen is when the wire first saw an article: when it was discovered or, where
// the record doesn't say, when the version was made.
func Seen(a *schema.Article) time.Time {
	if a.Discovered.IsZero() {
		return a.VersionCreated
	}
	return a.Discovered
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
