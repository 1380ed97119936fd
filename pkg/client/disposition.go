package client

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrStopped is the cause by which a handler's context ends when the
// subscription was told to stop and the time to do so has run out.
var ErrStopped = errors.New("subscription stopped")

const (
	firstDelay = time.Second     // before a failed message comes again for the first time; doubles each time
	maxDelay   = 5 * time.Minute // between two deliveries of a message that keeps failing
	maxReason  = 1 << 10         // bytes of an error that the server is told when a message is given up
)

// Retry says that the message is to come again after a time, because of err. It
// may be wrapped. A time below zero is zero, and means at once.
func Retry(after time.Duration, err error) error {
	return &disposition{after: max(after, 0), err: because(err)}
}

// Skip says that the message is given up, because of err, and is not to come
// again. It may be wrapped. The server announces it, with the error's text, in
// an advisory ($JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.ARTICLES.>).
func Skip(err error) error { return &disposition{skip: true, err: because(err)} }

func because(err error) error { return cmp.Or(err, errors.New("no reason given")) }

// disposition is an error that says what is to become of its message.
type disposition struct {
	skip  bool
	after time.Duration // unless skip
	err   error
}

func (d *disposition) Error() string {
	if d.skip {
		return fmt.Sprintf("given up: %v", d.err)
	}
	return fmt.Sprintf("again in %v: %v", d.after, d.err)
}

func (d *disposition) Unwrap() error { return d.err }

// dispositionOf is what is to become of a message whose handling failed with err.
func dispositionOf(err error, deliveries int) *disposition {
	if d, ok := errors.AsType[*disposition](err); ok {
		return &disposition{skip: d.skip, after: d.after, err: err}
	}
	return &disposition{after: delay(deliveries), err: err}
}

// delay grows with the deliveries. It is given with each message that is handed
// back: the server doesn't look at a consumer's own backoff then.
func delay(deliveries int) time.Duration {
	doublings := min(max(deliveries-1, 0), 16)
	return min(firstDelay<<doublings, maxDelay)
}

// reason is the error's text as the server may be told it.
func (d *disposition) reason() string {
	text := d.err.Error()
	return strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
}
