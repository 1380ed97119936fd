package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Detour is where a Get had come to when it ended with [KindLater].
type Detour struct {
	// URL is where the last redirect leads.
	URL string
	// Hops are all redirects so far, in order, from the address that was asked for on.
	Hops []Hop
}

// trip is the way of one Get: where it is and how it came there.
type trip struct {
	at      *address
	trusted bool // still at the host that the caller named
	hops    []Hop
	begun   int       // of the hops are of an earlier Get
	until   time.Time // when the last redirect may be followed; zero for at once
	jar     *jar      // nil keeps no cookies
	cookie  string    // what the jar sends with this request
	sent    []string  // and has sent with each of the hops
}

// set sets out from the request's address, or from where an earlier Get of it had come to.
func (t *trip) set(r Request) (err error) {
	if t.at, err = parseAddress(r.URL); err != nil || r.Detour == nil {
		return err
	}
	named := t.at.host
	for _, hop := range r.Detour.Hops {
		at, err := parseAddress(hop.URL)
		t.trusted = t.trusted && err == nil && at.host == named
		t.hops, t.sent = append(t.hops, hop), append(t.sent, "")
	}
	t.begun = len(t.hops)
	if t.at, err = parseAddress(r.Detour.URL); err != nil {
		return err
	}
	t.trusted = t.trusted && t.at.host == named
	return nil
}

// goOn goes where a redirect leads, when it may. What the site asks with
// Retry-After is the least time before the redirected request (RFC 9110
// §10.2.3): if the Get has that time and enough for the answer, it waits.
func (c *Client) goOn(ctx context.Context, t *trip, answer *Response) error {
	t.until, _ = RetryAfter(answer.Header, time.Now())
	if err := t.follow(answer, c.config.MaxRedirects); err != nil || t.until.IsZero() {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && t.until.Add(c.config.HeaderTimeout).After(deadline) {
		return fault(KindLater, "follow redirect", fmt.Errorf("the site asks to wait until %s", t.until.UTC().Format(time.RFC3339)))
	}
	if err := c.wait(ctx, t.until); err != nil {
		return classify(ctx, err, "follow redirect", KindTimeout)
	}
	t.until = time.Time{}
	return nil
}

// waitUntil waits; the error is that of the context.
func waitUntil(ctx context.Context, at time.Time) error {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// follow turns to where a redirect leads, if that is allowed.
func (t *trip) follow(answer *Response, maxRedirects int) error {
	locations := answer.Header["Location"]
	if len(locations) == 0 {
		return fault(KindRedirect, "follow redirect", fmt.Errorf("status %d without a Location", answer.Status))
	}
	next, err := t.at.resolve(locations[0])
	if err != nil {
		return fault(KindRedirect, "follow redirect", err)
	}
	if len(t.hops) >= maxRedirects {
		return fault(KindRedirect, "follow redirect", fmt.Errorf("more than %d redirects, next %s", maxRedirects, next))
	}
	if t.at.url.Scheme == "https" && next.url.Scheme != "https" {
		return fault(KindRedirect, "follow redirect", fmt.Errorf("from https to unencrypted %s", next))
	}
	t.jar.keep(t.at, answer.Header)
	t.hops, t.sent = append(t.hops, Hop{URL: t.at.String(), Status: answer.Status}), append(t.sent, t.cookie)
	target, cookie := next.String(), t.jar.value(next)
	for i, hop := range t.hops {
		if hop.URL == target && t.sent[i] == cookie { // one that sets a cookie and leads back is none
			return fault(KindRedirect, "follow redirect", errors.New("redirects go round in a circle"))
		}
	}
	t.trusted = t.trusted && next.host == t.at.host
	t.at, t.cookie = next, cookie
	return nil
}

// isRedirect says whether a status sends us elsewhere by itself; 300, 304 and 305 don't.
func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}
