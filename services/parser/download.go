package parser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// accept names the types that pages come as.
const accept = "text/html, application/xhtml+xml, application/xml;q=0.5, */*;q=0.1"

// reasonRobots is that robots.txt forbids a page, or that it can't be had.
const reasonRobots = "robots"

// robotsSoon is within what time robots.txt may come without a try's being counted.
const robotsSoon = 10 * time.Second

// page is what came of asking for a page.
type page struct {
	response  *web.Response // of a page that was had
	fetched   time.Time
	status    int       // of the answer, if there was one
	address   string    // of who answered, after redirects
	unchanged bool      // the page is the one that is known (304)
	fault     *fault    // why there is none
	again     time.Time // when to ask again, if that makes sense
	rest      rest      // of an article of several pages
}

// fault is why there is no record of a page.
type fault struct {
	reason string // a subject token from a small set
	err    error
}

// faultOf is the fault of a page that was had.
func faultOf(err error) *fault {
	if e, ok := errors.AsType[*extract.Error](err); ok {
		return &fault{reason: e.Reason, err: err}
	}
	return &fault{reason: extract.ReasonPanic, err: err}
}

// download asks for the item's page; conditionally, if it is known. A fault of
// the page or its site is data, and an error means that we were stopped.
func (p *Parser) download(ctx context.Context, t *task) (*page, error) {
	request := web.Request{URL: t.item.URL, Accept: accept, Allow: p.allow, Cookies: true}
	if t.isKnown() && !p.keeper.lacks(t) {
		request.ETag, request.LastModified = t.known.ETag, t.known.LastModified
	}
	got, err := p.ask(ctx, t, request)
	if err == nil && got.response != nil {
		got.fault = p.misled(&t.item, got.response)
	}
	return got, err
}

// ask makes one request for an item. What went wrong with the page or its site is
// data, and an error means that we were stopped.
func (p *Parser) ask(ctx context.Context, t *task, request web.Request) (*page, error) {
	result := &page{fetched: now()}
	response, err := p.get(ctx, request)
	if response != nil {
		result.status, result.address = response.Status, response.URL
	}
	if busy, ok := errors.AsType[*lane.BusyError](err); ok {
		result.again = busy.Until
		return result, nil
	}
	disallowed, isDisallowed := errors.AsType[*robots.DisallowedError](err)
	unknown, isUnknown := errors.AsType[*robots.UnavailableError](err)
	switch kind := web.KindOf(err); {
	case isDisallowed:
		result.fault = &fault{reason: reasonRobots, err: disallowed}
	case isUnknown && time.Until(unknown.Until) < robotsSoon: // another replica is asking for it
		result.again = unknown.Until
	case isUnknown:
		result.fault = &fault{reason: reasonRobots, err: unknown}
		result.again = p.again(t.item.Attempt, always, unknown.Until)
	case kind == web.KindCanceled || kind == web.KindGate || kind == web.KindRefused:
		return nil, err
	case err != nil:
		result.fault = &fault{reason: string(kind), err: err}
		result.again = p.again(t.item.Attempt, triesOfKind(kind), web.UntilOf(err))
	case response.Status == http.StatusNotModified && t.isKnown():
		result.unchanged = true
	case !response.OK():
		result.fault = &fault{
			reason: fmt.Sprintf("http-%d", response.Status),
			err:    fmt.Errorf("get %s: the site answered %d %s", request.URL, response.Status, http.StatusText(response.Status)),
		}
		retryAfter, _ := web.RetryAfter(response.Header, time.Now())
		result.again = p.again(t.item.Attempt, triesOfStatus(response.Status), retryAfter)
	default:
		result.response = response
	}
	return result, nil
}

// again is when to try again after a failure, or zero when it was the last try.
func (p *Parser) again(attempt, tries int, notBefore time.Time) time.Time {
	if attempt < 0 || attempt+1 >= tries || attempt >= len(p.config.Retries) {
		return time.Time{}
	}
	wait := p.config.Retries[attempt]
	at := now().Add(wait + time.Duration(p.random()*float64(wait)/5))
	if notBefore.After(at) {
		return notBefore
	}
	return at
}

const (
	always = 1 << 20 // tries: as often as the settings say
	seldom = 3       // tries: it may be a mistake of the site's
	once   = 1       // tries: asking again brings the same
)

// triesOfKind is how often a page is asked for that brought no answer.
func triesOfKind(kind web.Kind) int {
	switch kind {
	case web.KindDNS, web.KindConnect, web.KindTimeout, web.KindTruncated, web.KindProtocol:
		return always
	case web.KindTLS, web.KindEncoding, web.KindLater:
		return seldom
	default:
		return once
	}
}

// triesOfStatus is how often a page is asked for whose site answered with an error.
func triesOfStatus(status int) int {
	switch {
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		return always
	case status == http.StatusNotFound, status == http.StatusForbidden, status == http.StatusUnauthorized:
		return seldom // a page that isn't everywhere yet, or a guard that takes us for another
	default:
		return once
	}
}

// facts are those of the download, for the record.
func (p *page) facts() *schema.HTTPFacts {
	r := p.response
	facts := &schema.HTTPFacts{
		Status: r.Status, Fetched: p.fetched, ContentType: r.Header.Get("Content-Type"),
		ETag: r.Header.Get("ETag"), LastModified: r.Header.Get("Last-Modified"), Bytes: int64(len(r.Body)),
	}
	for _, hop := range r.Hops {
		facts.Redirects = append(facts.Redirects, hop.URL)
	}
	return facts
}
