package web

import "net/http"

// Response is a whole answer, of any status.
type Response struct {
	// Status is that of HTTP. Only a 2xx has a Body.
	Status int
	// URL is who answered, after redirects, without fragment.
	URL string
	// Hops are the redirects that were followed, in order.
	Hops []Hop
	// Header is as it was received; its lengths and codings speak of the wire, not of Body.
	Header http.Header
	// Body is whole and decoded. The caller may keep and change it.
	Body []byte
	// Wire is how many bytes of the body came over the wire.
	Wire int64
}

// OK says whether the status is 2xx.
func (r *Response) OK() bool { return r.Status/100 == 2 }

// Moved is where the permanent redirects at the beginning of the chain led, ""
// if it began with none. A redirect behind a temporary one moves nothing that
// the caller asked for.
func (r *Response) Moved() string {
	for i, hop := range r.Hops {
		switch {
		case hop.Permanent():
			continue
		case i == 0:
			return ""
		default:
			return hop.URL
		}
	}
	if len(r.Hops) == 0 {
		return ""
	}
	return r.URL
}

// Hop is one redirect: who answered with one, and which.
type Hop struct {
	URL    string
	Status int
}

// Permanent says whether the site asks to use the new address from now on (RFC 9110 §15.4.2, §15.4.9).
func (h Hop) Permanent() bool {
	return h.Status == http.StatusMovedPermanently || h.Status == http.StatusPermanentRedirect
}
