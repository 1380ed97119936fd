package web

import (
	"errors"
	"fmt"
	"net/http"
)

// trip is the way of one Get: where it is and how it came there.
type trip struct {
	at      *address
	trusted bool // still at the host that the caller named
	hops    []Hop
	jar     *jar     // nil keeps no cookies
	cookie  string   // what the jar sends with this request
	sent    []string // and has sent with each of the hops
}

// follow goes where a redirect leads, if that is allowed.
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
