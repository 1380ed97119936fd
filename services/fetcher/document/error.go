package document

import "fmt"

// Reason is a short token that says why a document can't be read.
type Reason string

// The reasons.
const (
	ReasonEmpty    Reason = "empty"      // no bytes, or only white space
	ReasonTooLarge Reason = "too-large"  // more than MaxBytes
	ReasonNotFeed  Reason = "not-a-feed" // something else, such as a page
	ReasonTooDeep  Reason = "too-deep"   // nested deeper than MaxDepth
	ReasonTooMany  Reason = "too-many"   // more elements or attributes than any feed has
	ReasonBroken   Reason = "broken"     // a feed, but not one whole entry can be had
	ReasonPanic    Reason = "panic"      // the parser died of it, which is a fault of ours
)

// Error says why a document can't be read.
type Error struct {
	// Reason is for programs and metrics.
	Reason Reason
	// Detail is for people: what came instead, or what to do.
	Detail string
}

// Error is both.
func (e *Error) Error() string {
	return fmt.Sprintf("read feed: %s: %s", e.Reason, e.Detail)
}

func refuse(reason Reason, format string, args ...any) *Error {
	return &Error{Reason: reason, Detail: fmt.Sprintf(format, args...)}
}
