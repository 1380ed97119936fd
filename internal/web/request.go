package web

import (
	"context"
	"fmt"
	"net/http"

	"golang.org/x/net/http/httpguts"
)

// Request is one GET.
type Request struct {
	// URL is absolute, http or https. One with a user name or password is
	// refused: credentials belong in Header.
	URL string
	// Accept names the media types that are wanted; */* if empty.
	Accept string
	// ETag and LastModified are the validators of what the caller has, byte for
	// byte as they were received. They make the request conditional, also
	// behind redirects: there the document is that they validate.
	ETag, LastModified string
	// Header is sent besides, to the host of URL only: it may hold credentials.
	// Once a redirect has led to another host or port it is sent no more, not
	// even back at the first. What the client sets itself can't be set here.
	Header http.Header
	// MaxDecoded takes the place of the Config's, in bytes, if above 0.
	MaxDecoded int64
	// Allow is asked for leave before every request on the wire, each redirect
	// included, and before the gate, with the address that is to be asked; nil
	// allows all. Its error ends the Get with [KindRefused], and is found by
	// errors.As. It may make a Get of its own, as robots.txt needs one.
	Allow func(ctx context.Context, url string) error
}

// check finds headers that can't be sent. It doesn't quote them: they may be secrets.
func (r Request) check() error {
	for name, values := range r.Header {
		if !httpguts.ValidHeaderFieldName(name) {
			return fmt.Errorf("header name %q is not valid", name)
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return fmt.Errorf("value of header %s is not valid", name)
			}
		}
	}
	if !httpguts.ValidHeaderFieldValue(r.Accept) {
		return fmt.Errorf("media types %q can't stand in a header", r.Accept)
	}
	return nil
}

// toward makes the request that goes over the wire; trusted says whether the
// extra header may go with it.
func (r Request) toward(ctx context.Context, to *address, userAgent string, trusted bool) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), http.NoBody)
	if err != nil {
		return nil, errUnreadable
	}
	h := req.Header
	if trusted {
		for name, values := range r.Header {
			for _, value := range values {
				h.Add(name, value)
			}
		}
	}
	h.Set("User-Agent", userAgent)
	h.Set("Accept-Encoding", acceptEncoding)
	h.Set("Accept", "*/*")
	if r.Accept != "" {
		h.Set("Accept", r.Accept)
	}
	setValidator(h, "If-None-Match", r.ETag)
	setValidator(h, "If-Modified-Since", r.LastModified)
	return req, nil
}

// setValidator leaves out what can't be sent: the site made it, and an
// unconditional request is better than none for ever.
func setValidator(h http.Header, name, value string) {
	h.Del(name)
	if value != "" && httpguts.ValidHeaderFieldValue(value) {
		h.Set(name, value)
	}
}
