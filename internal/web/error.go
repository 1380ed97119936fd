package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Kind says which sort of fault ended a request. It is a subject token and a
// metric's label: the set is small and fixed.
type Kind string

// The kinds of faults.
const (
	KindRequest   Kind = "request"   // the address or a header can't be used; nothing was sent
	KindGate      Kind = "gate"      // the gate didn't let us in: no fault of the site
	KindRefused   Kind = "refused"   // the request's own Allow said no; nothing was sent
	KindCanceled  Kind = "canceled"  // the caller's context ended: no fault of the site
	KindForbidden Kind = "forbidden" // the host has only addresses that are not allowed; see [ForbiddenError]
	KindDNS       Kind = "dns"       // the host's name has no address, or DNS didn't answer
	KindConnect   Kind = "connect"   // no connection, or it broke before an answer came
	KindTLS       Kind = "tls"       // the handshake or the certificate is bad
	KindTimeout   Kind = "timeout"   // the site was too slow
	KindRedirect  Kind = "redirect"  // too many, a loop, https to http, or an unusable Location
	KindLater     Kind = "later"     // a redirect that asks to wait for longer than the Get has time
	KindTooLarge  Kind = "too-large" // the body passes a cap of bytes
	KindBomb      Kind = "bomb"      // the body grows more in decoding than any real one does
	KindTruncated Kind = "truncated" // the body ended early
	KindEncoding  Kind = "encoding"  // the body's content coding is corrupt or wasn't offered
	KindProtocol  Kind = "protocol"  // the answer is not HTTP as we know it
)

// KindOf is the kind of an error that came from this package, "" for any other.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// UntilOf is the Until of an error that came from this package, zero for any other.
func UntilOf(err error) time.Time {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Until
	}
	return time.Time{}
}

// Error is why a request brought no response. All errors of [Client.Get] and
// [Client.Post] are of this type. Its text holds no user name and no password: addresses that carry
// them are refused, and an address that can't be used isn't quoted.
type Error struct {
	Method string // of HTTP
	Op     string // what was being done, such as "connect"
	URL    string // the address it was done to, not that of the [Request] after a redirect; "" if unusable
	Hops   []Hop  // the redirects that led there
	// Until is when the last of them may be followed at the earliest; zero when it
	// was followed, or may be at once.
	Until time.Time
	Kind  Kind
	Err   error
}

// Error names the method, the address, the work, the reason, and the way by which redirects led there.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(strings.ToLower(cmp.Or(e.Method, http.MethodGet)) + " ")
	if e.URL != "" {
		b.WriteString(e.URL + ": ")
	}
	fmt.Fprintf(&b, "%s: %v", e.Op, e.Err)
	for i, hop := range e.Hops {
		if i == 0 {
			b.WriteString("; by way of ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(hop.URL + " (" + strconv.Itoa(hop.Status) + ")")
	}
	return b.String()
}

// Unwrap is the cause: a [*ForbiddenError], the error of the gate or of Allow, an error of the net package, ….
func (e *Error) Unwrap() error { return e.Err }

// fault is an Error whose method, address and redirects are filled in by [explain].
func fault(kind Kind, op string, err error) error {
	return &Error{Op: op, Kind: kind, Err: err}
}

// ForbiddenError says that a host has no address that may be dialled.
type ForbiddenError struct {
	Host   string
	Addr   netip.Addr // the first of its addresses
	Reason string     // what kind of address that is, such as "private"
}

// Error says what to do if the address is meant.
func (f *ForbiddenError) Error() string {
	prefix := netip.PrefixFrom(f.Addr, f.Addr.BitLen())
	return fmt.Sprintf("host %s has the %s address %s, which is not allowed (if you mean it: --allow-net %s)",
		f.Host, f.Reason, f.Addr, prefix)
}

// classify gives an error of the net or http package its kind; otherwise is the
// kind of all that have none of their own. A fault is returned as it is.
func classify(ctx context.Context, err error, op string, otherwise Kind) error {
	if ended := ctx.Err(); ended != nil {
		if !errors.Is(err, ended) { // http gives the context's cause, which callers can't recognise
			err = fmt.Errorf("%w: %w", ended, err)
		}
		if errors.Is(ended, context.Canceled) {
			return fault(KindCanceled, op, err)
		}
		return fault(KindTimeout, op, err)
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		return fault(KindTimeout, op, err)
	}
	return fault(otherwise, op, err)
}

// kindOfBroken tells a connection that broke before it brought an answer from an answer that makes no sense.
func kindOfBroken(err error) Kind {
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return KindConnect
	}
	return KindProtocol
}
