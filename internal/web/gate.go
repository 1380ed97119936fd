package web

import (
	"context"
	"time"
)

// Gate keeps the lanes of hosts: who may ask which host when.
//
// Enter is called before every request on the wire, each redirect included,
// with the host as schema.HostOf spells it. It waits, no longer than ctx, or
// refuses with an error, which the caller of Get finds by errors.As. The
// context's deadline is that of the whole Get, and the request never outlives it.
//
// leave is called exactly once after each Enter without error, when the body
// has been read or given up, and before Enter for the next redirect.
//
// Redirected says that the Get was let in before and has been sent on, or follows
// from an earlier one ([Request.Follows]). A redirect
// to the same host comes at once after leave: a gate that refused it instead of
// waiting out its own spacing would never let that site through.
type Gate interface {
	Enter(ctx context.Context, host string, redirected bool) (leave func(Answer), err error)
}

// Answer is what a host answered, as far as its lane is concerned.
type Answer struct {
	Status     int       // of HTTP; 0 when no answer came
	RetryAfter time.Time // when the host may be asked again; zero when it didn't say
	Kind       Kind      // why there is no whole answer; "" when there is one
}

// openGate lets everybody in at once.
type openGate struct{}

// Enter never waits and never refuses.
func (openGate) Enter(context.Context, string, bool) (func(Answer), error) {
	return func(Answer) {}, nil
}
