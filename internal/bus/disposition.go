package bus

import (
	"errors"
	"fmt"
	"time"
)

// ParkedError is the error of a message that can never be worked on. It becomes a
// rejection, and the message leaves its stream.
type ParkedError struct {
	// Reason is the kind of fault: one subject token from a small, fixed set.
	Reason string
	// Err says in words what was being done, to what, and what went wrong.
	Err error
}

// Park makes the error of a message that can never be worked on.
func Park(reason string, err error) error { return &ParkedError{Reason: reason, Err: err} }

// Error says why.
func (p *ParkedError) Error() string { return fmt.Sprintf("%s: %v", p.Reason, p.Err) }

// Unwrap is the fault itself.
func (p *ParkedError) Unwrap() error { return p.Err }

// LaterError is the error of a message that must be delivered again, and not before.
type LaterError struct {
	// After is from now.
	After time.Duration
	// Err says why.
	Err error
}

// RetryAfter makes the error of a message that must be delivered again after a
// time. Each delivery counts: at the fourth a message is taken for one that
// kills its handler. What has to wait often schedules a message of its own.
func RetryAfter(after time.Duration, err error) error { return &LaterError{After: after, Err: err} }

// Error says why, and for how long.
func (l *LaterError) Error() string { return fmt.Sprintf("again after %s: %v", l.After, l.Err) }

// Unwrap is the reason itself.
func (l *LaterError) Unwrap() error { return l.Err }

// The reasons for which the bus itself parks a message.
const (
	ReasonPanic   = "panic"         // its handler panicked
	ReasonKiller  = "kills-handler" // delivered three times, and never finished
	ReasonInvalid = "invalid"       // its body is not what its subject says
)

// disposition is the name of an outcome, for metrics.
func disposition(err error) string {
	var parked *ParkedError
	var later *LaterError
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &parked):
		return "parked"
	case errors.As(err, &later):
		return "later"
	default:
		return "returned"
	}
}
