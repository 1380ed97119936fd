package newsroom

import (
	"errors"
	"fmt"
	"time"
)

// Fault is something that goes wrong, by the word that texts and statistics use for it.
type Fault string

// The faults of requests. Those that [Shares] calls fates belong to an article instead.
const (
	FaultServerError Fault = "5xx"
	FaultTooMany     Fault = "429"
	FaultHang        Fault = "hang"
	FaultSlow        Fault = "slow"
	FaultTruncated   Fault = "truncated"
	FaultCharset     Fault = "charset"
	FaultBroken      Fault = "broken"
	FaultMoved       Fault = "moved"
	FaultGone        Fault = "gone"
	FaultMissing     Fault = "missing"
	FaultHuge        Fault = "huge"
	FaultBomb        Fault = "bomb"
	FaultLoop        Fault = "loop"
	FaultFront       Fault = "front"
	// FaultSlowHost is an answer of the slow host; it may have another fault besides.
	FaultSlowHost Fault = "slow-host"
)

// Shares say how often each fault comes, from 0 for never to 1 for always.
//
// A fault of an attempt is thrown anew for each request of an address, so that a
// later one is answered in full. A fate is thrown once for an article and never changes.
type Shares struct {
	// ServerError answers an attempt with 500, 502 or 503, the last one with Retry-After.
	ServerError float64
	// TooMany answers an attempt with 429 and Retry-After (RFC 6585 §4).
	TooMany float64
	// Hang leaves an attempt without any answer until the client goes.
	Hang float64
	// Slow drips the answer to an attempt, whole in the end.
	Slow float64
	// Truncated ends a body early, short of its Content-Length or without the last chunk.
	Truncated float64
	// Charset declares another charset than the body is in, which is UTF-8: in
	// Content-Type, and in the document where that says it too. It can be read all the same.
	Charset float64
	// Broken answers with a document that ends in the middle, has a bare ampersand
	// or is nested wrongly, and has no validators. Only feeds have it.
	Broken float64

	// Moved is a fate of articles: feeds give an address that answers 301 with the
	// article's own. A moved feed answers 301 with another address, every time.
	Moved float64
	// Gone is a fate: the article is announced and answers 410. Feeds don't have it.
	Gone float64
	// Missing is a fate: the article is announced and answers 404. Feeds don't have it.
	Missing float64
	// Huge is a body of 200 MB: a fate of articles, and of feeds a fault of an attempt.
	Huge float64
	// Bomb is such a body in gzip, of 200 kB: a fate of articles, and of feeds a
	// fault of an attempt. A client that takes no gzip gets the other one.
	Bomb float64
	// Loop redirects without an end: a fate of articles, and of feeds a fault of an attempt.
	Loop float64
	// Front is a fate: the article is announced and redirects to the front page, as
	// sites do with what they took away. Feeds don't have it.
	Front float64
}

// Faults are what goes wrong with the answers of a newsroom: with none of them
// nothing does. All of it is decided by the seed, the address and how many times
// that was asked for under faults, so that the same requests meet the same faults again.
type Faults struct {
	// Pages are the faults of article pages.
	Pages Shares
	// Feeds are the faults of feeds.
	Feeds Shares

	// InRow is how many attempts at one address may be hit one after the other; the
	// next one is answered in full. 0 is 2. Fates and the slow host don't count.
	InRow int
	// RetryAfter is what 429 and 503 ask for, in whole seconds; 0 is one second.
	RetryAfter time.Duration
	// SlowFor is how long a slow answer takes; 0 is ten seconds.
	SlowFor time.Duration
	// HostDelay is how long the slow host waits before every answer; 0 is for no slow host.
	HostDelay time.Duration
	// SlowHost is the slow host, counted from 1 in the order of their addresses; 0 is one by the seed.
	SlowHost int
}

const (
	defaultInRow      = 2
	defaultRetryAfter = time.Second
	defaultSlowFor    = 10 * time.Second
	// maxWait of anything: what takes longer than this is a hang.
	maxWait = time.Hour
)

// attemptFaults are what may hit one attempt at a page or a feed.
func attemptFaults(k kind) []Fault {
	common := []Fault{FaultServerError, FaultTooMany, FaultHang, FaultSlow, FaultTruncated, FaultCharset}
	switch k {
	case kindPage:
		return common
	case kindFeed:
		return append(common, FaultBroken, FaultHuge, FaultBomb, FaultLoop)
	default:
		return nil
	}
}

// fixedFaults are what an article, or a feed, has for ever.
func fixedFaults(k kind) []Fault {
	switch k {
	case kindPage:
		return []Fault{FaultMoved, FaultGone, FaultMissing, FaultHuge, FaultBomb, FaultLoop, FaultFront}
	case kindFeed:
		return []Fault{FaultMoved}
	default:
		return nil
	}
}

// allFaults are all that have a share, in the order of their texts.
func allFaults() []Fault {
	return []Fault{
		FaultServerError, FaultTooMany, FaultHang, FaultSlow, FaultTruncated, FaultCharset, FaultBroken,
		FaultMoved, FaultGone, FaultMissing, FaultHuge, FaultBomb, FaultLoop, FaultFront,
	}
}

// of is where the share of a fault is kept.
func (s *Shares) of(f Fault) *float64 {
	switch f {
	case FaultServerError:
		return &s.ServerError
	case FaultTooMany:
		return &s.TooMany
	case FaultHang:
		return &s.Hang
	case FaultSlow:
		return &s.Slow
	case FaultTruncated:
		return &s.Truncated
	case FaultCharset:
		return &s.Charset
	case FaultBroken:
		return &s.Broken
	case FaultMoved:
		return &s.Moved
	case FaultGone:
		return &s.Gone
	case FaultMissing:
		return &s.Missing
	case FaultHuge:
		return &s.Huge
	case FaultBomb:
		return &s.Bomb
	case FaultLoop:
		return &s.Loop
	case FaultFront:
		return &s.Front
	default:
		return new(float64) // of no fault that has a share
	}
}

// shares are those of pages or of feeds.
func (f *Faults) shares(k kind) *Shares {
	if k == kindFeed {
		return &f.Feeds
	}
	return &f.Pages
}

// has says whether a fault can be one of pages, or of feeds.
func has(k kind, f Fault) bool {
	switch f {
	case FaultBroken:
		return k == kindFeed
	case FaultGone, FaultMissing, FaultFront:
		return k == kindPage
	default:
		return true
	}
}

// throw is one of some faults by its share, none in most cases.
func (s *Shares) throw(among []Fault, d *dice) Fault {
	v := d.float()
	for _, f := range among {
		share := *s.of(f)
		if v < share {
			return f
		}
		v -= share
	}
	return ""
}

// Validate reports all faults of the faults at once.
func (f Faults) Validate() error {
	var wrong []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	for _, k := range []kind{kindPage, kindFeed} {
		shares := f.shares(k)
		for _, fault := range allFaults() {
			share := *shares.of(fault)
			demand(share >= 0 && share <= 1, "faults: %s%s is %g: must be from 0 to 1", prefixOf(k), fault, share)
			demand(has(k, fault) || share == 0, "faults: %s%s is %g: there is no such fault", prefixOf(k), fault, share)
		}
		for _, group := range [][]Fault{attemptFaults(k), fixedFaults(k)} {
			sum := 0.0
			for _, fault := range group {
				sum += *shares.of(fault)
			}
			demand(!(sum > 1+1e-9), "faults: %v of %s make %g together: no more than 1", group, prefixOf(k), sum)
		}
	}
	demand(f.InRow >= 0, "faults: in a row is %d: must not be below 0", f.InRow)
	demand(f.RetryAfter >= 0 && f.RetryAfter <= maxWait && f.RetryAfter%time.Second == 0, "faults: retry-after is %s: must be whole seconds from 0 to %s", f.RetryAfter, maxWait)
	demand(f.SlowFor >= 0 && f.SlowFor <= maxWait, "faults: slow-for is %s: must be from 0 to %s", f.SlowFor, maxWait)
	demand(f.HostDelay >= 0 && f.HostDelay <= maxWait, "faults: host-delay is %s: must be from 0 to %s", f.HostDelay, maxWait)
	demand(f.SlowHost >= 0 && f.SlowHost <= maxHosts, "faults: slow-host is %d: must be from 0 to %d", f.SlowHost, maxHosts)
	return errors.Join(wrong...)
}

// withDefaults puts in what zero stands for.
func (f Faults) withDefaults() Faults {
	if f.InRow == 0 {
		f.InRow = defaultInRow
	}
	if f.RetryAfter == 0 {
		f.RetryAfter = defaultRetryAfter
	}
	if f.SlowFor == 0 {
		f.SlowFor = defaultSlowFor
	}
	return f
}
