package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// accept names the types that feeds come as.
const accept = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"

const (
	// maxFresh caps how long a document's freshness puts a poll off: feeds behind
	// careless caches call themselves fresh for a year.
	maxFresh = 24 * time.Hour
	// holdPause is for how long a due feed is put off at least while the wire holds back.
	holdPause = time.Minute
	// gonePause is when a feed is asked again that its site called gone (410).
	gonePause = 30 * 24 * time.Hour
	// quietAfter is after how long without anything new a feed is called quiet.
	quietAfter = 30 * 24 * time.Hour
	// missingFor is how many 404s in a row make a feed gone: it is asked daily by then.
	missingFor = 14
)

// polled is a poll that has ended, and its effects, none of which is durable yet.
type polled struct {
	before schema.Poll
	state  schema.Poll
	items  []bus.Outgoing
	putOff bool // the lane was taken, or the wire holds back: nothing was asked
}

// label is the poll's outcome for the metric.
func (p *polled) label() string {
	if p.putOff {
		return "putOff"
	}
	return string(p.state.Outcome)
}

// poll asks a feed what is new. A fault of the feed or of its site is an outcome,
// not an error; an error means that we were stopped.
func (f *Fetcher) poll(ctx context.Context, feed schema.Feed, before schema.Poll) (*polled, error) {
	if before.URL != feed.URL { // its user has corrected it: what validates another document validates nothing here
		before.ETag, before.LastModified, before.BodyHash = "", "", ""
	}
	p := &polled{before: before, state: before}
	if f.hold() != nil { // what is found could not be worked on
		p.putOff, p.state.Next = true, now().Add(holdPause+time.Duration(f.random()*float64(holdPause)))
		return p, nil //nolint:nilerr // readiness and its metric say why; the feed is only put off
	}
	begin := now()
	header, err := f.headers(ctx, feed)
	if err != nil {
		p.begin(feed, begin)
		p.fail(schema.HealthBlocked, err)
		p.state.Next = f.next(p, feed, time.Time{})
		return p, nil
	}
	response, err := f.web.Get(ctx, web.Request{
		URL: feed.URL, Accept: accept, ETag: before.ETag, LastModified: before.LastModified, Header: header,
	})
	if busy, ok := errors.AsType[*lane.BusyError](err); ok {
		p.putOff, p.state.Next = true, busy.Until
		return p, nil
	}
	if kind := web.KindOf(err); kind == web.KindCanceled || kind == web.KindGate {
		return nil, err
	}
	p.begin(feed, begin)
	p.state.Millis = now().Sub(begin).Milliseconds()
	var notBefore time.Time
	if err != nil {
		p.fail(healthOf(err), err)
	} else {
		notBefore = p.answered(f.config, feed, response)
	}
	p.state.Next = f.next(p, feed, notBefore)
	return p, nil
}

// begin takes over what every poll sets anew.
func (p *polled) begin(feed schema.Feed, at time.Time) {
	s := &p.state
	s.URL, s.At, s.Count = feed.URL, at, p.before.Count+1
	s.Outcome, s.Status, s.Error, s.Millis, s.Fresh = schema.OutcomeNone, 0, "", 0, 0
}

// answered judges an answer, and says when the site wants to be asked again.
func (p *polled) answered(config Config, feed schema.Feed, r *web.Response) (notBefore time.Time) {
	s := &p.state
	s.Status = r.Status
	switch {
	case r.Status == http.StatusNotModified:
		s.Outcome = schema.OutcomeNotModified
		s.ETag, s.LastModified = newer(r.Header, "ETag", s.ETag), newer(r.Header, "Last-Modified", s.LastModified)
		p.good(0)
	case r.OK():
		if err := p.read(config, feed, r); err != nil {
			p.fail(schema.HealthFailing, err)
		}
	case r.Status == http.StatusGone, r.Status == http.StatusNotFound && p.before.Failures+1 >= missingFor:
		p.fail(schema.HealthGone, statusError(r))
	default:
		p.fail(schema.HealthFailing, statusError(r))
	}
	if retry, ok := web.RetryAfter(r.Header, time.Now()); ok {
		return retry
	}
	if s.Failures > 0 {
		return time.Time{}
	}
	if fresh, ok := web.NotBefore(r.Header, time.Now()); ok {
		return earlier(fresh, time.Now().Add(maxFresh))
	}
	return time.Time{}
}

// good ends a poll that brought a document or a 304.
func (p *polled) good(fresh int) {
	s := &p.state
	var elapsed time.Duration
	if !p.before.Good.IsZero() {
		elapsed = s.At.Sub(p.before.Good)
	}
	s.Rate = policy.Observe(s.Rate, fresh, elapsed)
	s.Fresh, s.Failures, s.Good = fresh, 0, s.At
	if fresh > 0 || s.Brought.IsZero() {
		s.Brought = s.At
	}
	health := schema.HealthOK
	if s.At.Sub(s.Brought) > quietAfter {
		health = schema.HealthQuiet
	}
	setHealth(s, health)
}

// fail ends a poll that brought no usable document. The validators stay: they
// are those of the last good one.
func (p *polled) fail(health schema.Health, err error) {
	s := &p.state
	s.Outcome, s.Error, s.Failures = schema.OutcomeFailed, err.Error(), p.before.Failures+1
	setHealth(s, health)
}

// setHealth keeps since when a state lasts.
func setHealth(s *schema.Poll, health schema.Health) {
	if s.Health != health || s.Since.IsZero() {
		s.Health, s.Since = health, s.At
	}
}

// next is when the feed is due again.
func (f *Fetcher) next(p *polled, feed schema.Feed, notBefore time.Time) time.Time {
	s := p.state
	at := f.config.Policy.Next(policy.Situation{
		Now: now(), Feed: feed, Rate: s.Rate, Failures: s.Failures, Status: s.Status, Interval: p.before.Next.Sub(p.before.At),
		NotBefore: notBefore, Hints: policyHints(s.Hints), Random: f.random(),
	})
	if at.IsZero() {
		at = now().Add(gonePause) // a feed that nobody asks any more would never heal
	}
	return at.UTC().Truncate(time.Millisecond)
}

// headers are the feed's own, with the values of their secrets.
func (f *Fetcher) headers(ctx context.Context, feed schema.Feed) (http.Header, error) {
	if len(feed.Headers) == 0 {
		return nil, nil //nolint:nilnil // no headers are no fault
	}
	header := http.Header{}
	for _, h := range feed.Headers {
		value, err := f.secrets.Secret(ctx, h.Secret)
		if err != nil {
			return nil, fmt.Errorf("header %s of the feed: %w", h.Name, err)
		}
		header.Add(h.Name, value)
	}
	return header, nil
}

// healthOf tells what we refuse to do from what the site can't.
func healthOf(err error) schema.Health {
	switch web.KindOf(err) {
	case web.KindForbidden, web.KindRequest:
		return schema.HealthBlocked
	default:
		return schema.HealthFailing
	}
}

func statusError(r *web.Response) error {
	return fmt.Errorf("the site answered %d %s", r.Status, http.StatusText(r.Status))
}

// newer is what a 304 says of a validator, else what is known.
func newer(h http.Header, name, known string) string {
	if values := h.Values(name); len(values) > 0 && values[0] != "" {
		return values[0]
	}
	return known
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
