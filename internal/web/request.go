package web

import (
	"cmp"
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
	// even back at the first; http to https of the same host is no other one,
	// and https to http is never followed. What the client sets itself can't be set here.
	Header http.Header
	// Cookies has the cookies that redirects set sent along the rest of the chain,
	// to whoever set them, and forgotten after it: many sites send readers round
	// until they show that they have one. Without it there are none.
	Cookies bool
	// Follows says that the caller asks for this because of what the host has just
	// answered, such as the second page of an article: it waits at the gate as a
	// redirect would.
	Follows bool
	// Detour goes on with an earlier Get of URL, which ended with [KindLater]; nil
	// begins with URL. Its cookies are forgotten.
	Detour *Detour
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
func (r Request) toward(ctx context.Context, to *address, userAgent string, trusted bool) *http.Request {
	h := make(http.Header, len(r.Header)+headers)
	if trusted {
		for name, values := range r.Header {
			for _, value := range values {
				h.Add(name, value)
			}
		}
	}
	own := make([]string, 0, headers) // one allocation for all of them
	set := func(name, value string) {
		own = append(own, value)
		h[name] = own[len(own)-1 : len(own) : len(own)]
	}
	set("User-Agent", userAgent)
	set("Accept-Encoding", acceptEncoding)
	set("Accept", cmp.Or(r.Accept, "*/*"))
	for _, validator := range [...]struct{ name, value string }{{"If-None-Match", r.ETag}, {"If-Modified-Since", r.LastModified}} {
		delete(h, validator.name)
		// One that can't be sent is left out: the site made it, and an
		// unconditional request is better than none for ever.
		if validator.value != "" && httpguts.ValidHeaderFieldValue(validator.value) {
			set(validator.name, validator.value)
		}
	}
	return newRequest(ctx, http.MethodGet, to, h)
}

// headers is how many headers the client sets itself.
const headers = 5

// newRequest is http.NewRequestWithContext for an address that has been read already.
func newRequest(ctx context.Context, method string, to *address, h http.Header) *http.Request {
	req := &http.Request{
		Method: method, URL: to.url, Host: to.url.Host, Header: h, Body: http.NoBody,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	return req.WithContext(ctx)
}
