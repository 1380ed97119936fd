package extract

import "fmt"

// The reasons of an [Error]: subject tokens, and a small fixed set.
const (
	ReasonNotHTML   = "not-html"  // another media type
	ReasonTooLarge  = "too-large" // more bytes or nodes than the bounds allow
	ReasonTooDeep   = "too-deep"  // nested deeper than any real page
	ReasonTooSlow   = "too-slow"  // the deadline passed
	ReasonNoText    = "no-text"   // neither the page nor the feed has an article
	ReasonElsewhere = "elsewhere" // another page than the one that the feed announced, or of another article than the pages before
	ReasonRepeat    = "repeat"    // a later page of an article that has nothing new
	ReasonNoTitle   = "no-title"  // the feed gives no title to make a record of
	ReasonBadURL    = "bad-url"   // the page's address can't be an article's
	ReasonPanic     = "panic"     // a fault of ours or of a library's on this page
)

// Error is why no record came of a page. All errors of this package but those
// of [New] are of this type.
type Error struct {
	// Reason is one of the constants, fit for a subject.
	Reason string
	// Detail says it in words; it may quote the page.
	Detail string
}

// Error names the reason and the detail.
func (e *Error) Error() string {
	if e.Detail == "" {
		return "extract article: " + e.Reason
	}
	return fmt.Sprintf("extract article: %s: %s", e.Reason, e.Detail)
}
