package fetcher

import (
	"cmp"
	"net/http"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// movedAnswers is how many answers in a row must lead to the same place before
	// a permanent redirect is believed, and movedFor is over how long: sites do
	// redirect everything for an evening.
	movedAnswers = 3
	movedFor     = 24 * time.Hour
	// doubtAfter is how many failures in a row make an address doubtful that isn't
	// the one that was given.
	doubtAfter = 5
	// doubtPause lies at least between two polls while the address is in doubt, so
	// that each of the two is asked once a day at most.
	doubtPause = 12 * time.Hour
)

// unlessCorrected is the state, or the beginning of a new one if the user has
// given another address since: what validates another document validates nothing
// there, and what it said of redirects, of polling and of its failures is void.
// The entries that were seen stay, so that those which both documents have are
// announced once.
func unlessCorrected(s schema.Poll, feed schema.Feed) schema.Poll {
	if !otherAddress(s, feed) {
		s.Given = feed.URL
		return s
	}
	s.URL, s.Given, s.Moved, s.Detour = feed.URL, feed.URL, nil, nil
	s.ETag, s.LastModified, s.BodyHash = "", "", ""
	s.Kind, s.Choices, s.Sitemaps, s.PushedUntil, s.Hints = "", nil, nil, time.Time{}, schema.Hints{}
	s.Failures, s.Good, s.Whole, s.Next = 0, time.Time{}, time.Time{}, time.Time{}
	return s
}

// otherAddress says whether the user has given another address since the state
// was written. A release that didn't keep what was given polled just that.
func otherAddress(s schema.Poll, feed schema.Feed) bool {
	return cmp.Or(s.Given, s.URL, feed.URL) != feed.URL
}

// addressOf is the address that the next poll asks for: the one that redirects
// led to, and in turn with it the one that was given if that doesn't work any
// more.
func addressOf(s schema.Poll) string {
	if inDoubt(s) && s.Failures%2 == 1 {
		return s.Given
	}
	return s.URL
}

// inDoubt says whether an address that isn't the one given has stopped to work.
func inDoubt(s schema.Poll) bool {
	return s.URL != s.Given && (s.Failures >= doubtAfter || s.Failures > 0 && s.Status == http.StatusNotFound)
}

// redirected looks at the way that led to a good answer. A permanent redirect is
// followed at once, and believed after some time: then the address to which it
// leads is the feed's. The validators stay, for they are of the document there.
func (p *polled) redirected(asked string, r *web.Response) {
	s, to := &p.state, r.Moved()
	if asked != s.URL { // it was the given one's turn
		if to == s.URL {
			return
		}
		s.URL, s.Moved = asked, nil
	}
	if _, err := schema.CanonicalURL(to); err != nil || to == s.URL {
		s.Moved = nil
		return
	}
	moved := schema.Moved{URL: to, Since: s.At}
	if s.Moved != nil && s.Moved.URL == to {
		moved = *s.Moved
	}
	moved.Count++
	s.Moved = &moved
	if moved.Count >= movedAnswers && s.At.Sub(moved.Since) >= movedFor {
		s.URL, s.Moved = to, nil
	}
}

// detour ends a poll whose redirect is not to be followed yet: the next one goes on
// from there. That is no failure.
func (p *polled) detour(fault *web.Error) {
	s := &p.state
	s.Outcome, s.Error, s.Detour = schema.OutcomeRedirected, reason(fault), &schema.Detour{URL: fault.URL}
	for _, hop := range fault.Hops {
		s.Detour.Hops = append(s.Detour.Hops, schema.Hop(hop))
		s.Status = hop.Status
	}
}

// detourOf is where a poll goes on; nil for one that begins with its address.
func detourOf(s schema.Poll) *web.Detour {
	if s.Detour == nil {
		return nil
	}
	detour := &web.Detour{URL: s.Detour.URL}
	for _, hop := range s.Detour.Hops {
		detour.Hops = append(detour.Hops, web.Hop(hop))
	}
	return detour
}

// sameHost says whether what is meant for one address may be sent to the other.
func sameHost(a, b string) bool {
	host, err := schema.HostOf(a)
	other, otherErr := schema.HostOf(b)
	return err == nil && otherErr == nil && host == other
}
