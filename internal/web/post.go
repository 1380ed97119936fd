package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maxFormAnswer caps the answer to a form, on the wire and decoded, in bytes:
// what answers one says yes or no, and why.
const maxFormAnswer = 64 << 10

// Form is one POST of application/x-www-form-urlencoded, as hubs and
// registrations want them.
type Form struct {
	// URL is absolute, http or https; see [Request].
	URL string
	// Values are what is sent. They may hold secrets: no error quotes them.
	Values url.Values
}

// Post sends a form. Any status is a response, a redirect too: it is not
// followed, for what was sent was meant for one receiver. The answer has at
// most 64 KiB; every error is an [*Error].
//
// A form goes over the wire once. It is sent again only where it is certain that
// the first one wasn't read: no byte of it had left, or HTTP/2 says that it was
// not looked at. A kept connection that breaks under it is an error, and whether
// the form was received isn't known then.
func (c *Client) Post(ctx context.Context, f Form) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	t := new(trip)
	response, err := c.send(ctx, f, t)
	if err != nil {
		return nil, explain(err, http.MethodPost, t)
	}
	return response, nil
}

// send makes the one request of a form.
func (c *Client) send(ctx context.Context, f Form, t *trip) (*Response, error) {
	to, err := parseAddress(f.URL)
	if err != nil {
		return nil, c.unsent(err)
	}
	t.at = to
	request := f.toward(ctx, to, c.config.UserAgent)
	caps := limits{wire: min(maxFormAnswer, c.config.MaxBody), decoded: min(maxFormAnswer, c.config.MaxDecoded), ratio: int64(c.config.MaxRatio)}
	return c.visit(ctx, errand{request: request, to: to, caps: caps})
}

// toward makes the request that goes over the wire. http.Transport sends one of
// this method again only as Post promises, unless it has an Idempotency-Key.
func (f Form) toward(ctx context.Context, to *address, userAgent string) *http.Request {
	body := f.Values.Encode()
	req := newRequest(ctx, http.MethodPost, to, http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "User-Agent": {userAgent},
		"Accept-Encoding": {acceptEncoding}, "Accept": {"*/*"},
	})
	if body != "" {
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	return req
}
