package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/internal/secret"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/budget"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/document/sitemap"
)

// visitor asks sites for their feeds, and judges what they answer. It stores and
// announces nothing: what follows from a visit is for its caller to do.
type visitor struct {
	config  Config
	web     *web.Client
	secrets secret.Store
	now     func() time.Time                            // without a monotonic reading, as state is written
	random  func() float64                              // from [0, 1)
	allow   func(ctx context.Context, url string) error // robots.txt, for addresses that nobody has given; nil allows all
	budget  *budget.Budget                              // what all feeds may take together; nil when that isn't bounded
}

// polled is a poll that has ended, and its effects, none of which is durable yet.
type polled struct {
	before schema.Poll
	state  schema.Poll
	items  []bus.Outgoing
	putOff bool             // the lane was taken, or it is too soon, or the wire holds back: nothing was asked
	check  bool             // asked unconditionally, to see whether the site's validators can be believed
	lied   bool             // they can't
	fresh  []document.Entry // what was new or has changed
	gap    bool             // no entry was known: some may have come and gone unseen
	pace   float64          // polls a day that the feed will get, if there is a budget
	part   *schema.Sitemap  // the sitemap of the feed's index that is asked; nil for the feed itself
	found  bool             // the address is that of a page, and its feed is polled next
	delays []time.Duration  // from the publication of what is new, where that is known
	why    string           // the reason of a failure, for its metric and its trace
	barred bool             // the site said gone (410) of the address that is polled, and not of the one given
}

// evidence is what a visit saw: [Explain] shows it, a poll lets it go.
type evidence struct {
	response  *web.Response      // nil when there was none
	fault     error              // why, then
	document  *document.Document // nil when there was none, or one that is equal to the last
	notBefore time.Time          // when the site wants to be asked again, zero when it doesn't say
}

// label is the poll's outcome for the metric.
func (p *polled) label() string {
	if p.putOff {
		return "putOff"
	}
	return string(p.state.Outcome)
}

// visit asks a feed what is new. A fault of the feed or of its site is an outcome,
// not an error; an error means that we were stopped.
func (v *visitor) visit(ctx context.Context, feed schema.Feed, before schema.Poll) (*polled, *evidence, error) {
	before = unlessCorrected(before, feed)
	p, seen := &polled{before: before, state: before}, new(evidence)
	begin := v.now()
	request, err := v.request(ctx, feed, p, begin)
	if err != nil {
		seen.fault = err
		p.begin(begin)
		p.fail(schema.HealthBlocked, err)
		p.state.Next = v.next(p, feed, time.Time{})
		return p, seen, nil
	}
	seen.response, seen.fault = v.web.Get(ctx, request)
	if busy, ok := errors.AsType[*lane.BusyError](seen.fault); ok {
		p.putOff, p.state.Next = true, busy.Until
		return p, seen, nil
	}
	if unknown, ok := errors.AsType[*robots.UnavailableError](seen.fault); ok {
		p.putOff, p.state.Next = true, unknown.Until
		return p, seen, nil
	}
	if stopped(seen.fault) {
		return nil, nil, seen.fault
	}
	p.begin(begin)
	p.state.Millis = v.now().Sub(begin).Milliseconds()
	seen.notBefore = web.UntilOf(seen.fault)
	fault, _ := errors.AsType[*web.Error](seen.fault) // as each of them is
	switch {
	case fault == nil:
		v.judge(p, feed, request, seen)
	case fault.Kind == web.KindLater:
		p.detour(fault)
	default:
		if p.part != nil {
			p.miss(fault)
		}
		p.fail(healthOf(fault), fault)
	}
	p.state.Next = v.next(p, feed, seen.notBefore)
	return p, seen, nil
}

// stopped says whether a visit ended for a reason that is neither the feed's nor its site's.
func stopped(err error) bool {
	switch web.KindOf(err) {
	case web.KindCanceled, web.KindGate:
		return true
	case web.KindRefused:
		_, forbidden := errors.AsType[*robots.DisallowedError](err)
		return !forbidden
	default:
		return false
	}
}

// begin takes over what every poll sets anew.
func (p *polled) begin(at time.Time) {
	s := &p.state
	s.At, s.Count = at, p.before.Count+1
	s.Outcome, s.Status, s.Error, s.Millis, s.Fresh, s.Detour = schema.OutcomeNone, 0, "", 0, 0, nil
	if p.check { // also if it fails: one check a week
		s.Whole = at
	}
}

// judge takes over what an answer says.
func (v *visitor) judge(p *polled, feed schema.Feed, asked web.Request, seen *evidence) {
	if p.part != nil {
		v.judgePart(p, feed, asked, seen)
		return
	}
	s, r := &p.state, seen.response
	s.Status = r.Status
	switch {
	case r.Status == http.StatusNotModified && !conditional(asked):
		p.fail(schema.HealthFailing, errors.New("the site answered 304 Not Modified, and was not asked whether anything had changed"))
	case r.Status == http.StatusNotModified:
		s.Outcome = schema.OutcomeNotModified
		p.keepValidators(r)
		s.Sitemaps = sitemap.Again(s.Sitemaps)
		p.good(0)
	case r.OK():
		doc, err := p.read(v.config, feed, asked, r)
		if err != nil {
			p.instead(asked, r, err)
		}
		seen.document = doc
	default:
		p.refused(asked, r)
	}
	if s.Failures == 0 && !p.found {
		p.redirected(asked.URL, r)
	}
	seen.notBefore = v.notBefore(p, r)
}

// refused ends a poll with a status that brings nothing.
func (p *polled) refused(asked web.Request, r *web.Response) {
	err := statusError(r)
	switch {
	case r.Status == http.StatusGone && asked.URL != p.state.Given:
		p.barred = true
		p.state.URL, p.state.Moved = p.state.Given, nil
		p.fail(schema.HealthFailing, fmt.Errorf("%w at %s: the address that was given is asked next", err, asked.URL))
	case r.Status == http.StatusGone, r.Status == http.StatusNotFound && p.before.Failures+1 >= missingFor:
		p.fail(schema.HealthGone, err)
	default:
		p.fail(schema.HealthFailing, err)
	}
}
