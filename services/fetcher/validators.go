package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

// accept names the types that feeds come as.
const accept = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"

const (
	// maxValidator is the longest validator that is kept, in bytes; without it a
	// site could fill our state. Real ones have some dozens.
	maxValidator = 1 << 10
	// checkAfter is for how long a busy feed may say that it hasn't changed before
	// it is asked once without validators, and how far such checks are apart.
	checkAfter = 7 * 24 * time.Hour
	// checkDaily is the estimate of new entries a day from which a silent feed is
	// odd: one with a single entry a day is down to this after a week without.
	checkDaily = 0.5
	// lieMargin is how much older than the latest 304 an entry must be to belie it:
	// sites do publish with a date of some hours ago.
	lieMargin = 24 * time.Hour
)

// request is the one that a poll makes.
func (v *visitor) request(ctx context.Context, feed schema.Feed, p *polled, at time.Time) (web.Request, error) {
	url := addressOf(p.before)
	if p.part = part(p.before); p.part != nil {
		url = p.part.URL
	}
	header, err := v.headers(ctx, feed, url)
	if err != nil {
		return web.Request{}, err
	}
	r := web.Request{URL: url, Accept: accept, Header: header, Detour: detourOf(p.before)}
	if isFound(p.before, url) {
		r.Allow = v.allow
	}
	r.Header.Del("A-IM")
	if p.part != nil {
		r.ETag, r.LastModified = p.part.ETag, p.part.LastModified
		return r, nil
	}
	if p.check = checkIsDue(p.before, at); !p.check {
		r.ETag, r.LastModified = p.before.ETag, p.before.LastModified
	}
	// A delta can only be made of what the entity tag names (RFC 3229 §10.5.3).
	if r.ETag != "" {
		r.Header.Set("A-IM", "feed")
	}
	return r, nil
}

// conditional says whether a 304 can be the answer (RFC 9110 §13.1).
func conditional(r web.Request) bool { return r.ETag != "" || r.LastModified != "" }

// checkIsDue says whether it is odd that a feed hasn't changed for so long. Its
// validators may be broken: some sites answer 304 to whoever sends any.
func checkIsDue(s schema.Poll, at time.Time) bool {
	return s.Outcome == schema.OutcomeNotModified && !s.Whole.IsZero() && at.Sub(s.Whole) > checkAfter &&
		policy.Daily(s.Rate) >= checkDaily
}

// keepValidators takes over those of an answer. A document always replaces them,
// also one that is unchanged, and drops those that it lacks; a 304 replaces those
// that it names.
func (p *polled) keepValidators(r *web.Response) {
	s := &p.state
	tag, modified := validator(r, "ETag"), validator(r, "Last-Modified")
	if r.OK() {
		s.ETag, s.LastModified, s.Whole = tag, modified, s.At
		return
	}
	if tag != "" {
		s.ETag = tag
	}
	if modified != "" {
		s.LastModified = modified
	}
	if s.Whole.IsZero() { // of a release that didn't write it: the time begins to run
		s.Whole = s.At
	}
}

// validator is one of an answer's, byte for byte. One that JSON can't hold so is
// not kept: any other bytes would never match.
func validator(r *web.Response, name string) string {
	if value := r.Header.Get(name); len(value) <= maxValidator && utf8.ValidString(value) {
		return value
	}
	return ""
}

// belied says whether what a check found was there while the site said that
// nothing had changed: the document has changed and its validators have not, or
// some of what is new is older than the site's latest word.
func (p *polled) belied(r *web.Response) bool {
	if !p.check || len(p.fresh) == 0 {
		return false
	}
	before := p.before
	if before.ETag != "" && before.ETag == validator(r, "ETag") ||
		before.ETag == "" && before.LastModified == validator(r, "Last-Modified") {
		return true
	}
	for _, e := range p.fresh {
		if t, err := e.Published.Time(); err == nil && !t.IsZero() && t.Before(before.At.Add(-lieMargin)) {
			return true
		}
	}
	return false
}

// isDelta says whether an answer holds only the entries that are new since the
// document whose validators were sent (RFC 3229 §10.4.1, "feed").
func isDelta(asked web.Request, r *web.Response) (bool, error) {
	if r.Status != http.StatusIMUsed {
		return false, nil
	}
	if asked.Header.Get("A-IM") == "" {
		return false, errors.New("the site answered 226 IM Used, and no delta was asked for")
	}
	used := strings.Join(r.Header.Values("IM"), ",")
	for name := range strings.SplitSeq(used, ",") {
		if name, _, _ = strings.Cut(name, ";"); strings.EqualFold(strings.TrimSpace(name), "feed") {
			return true, nil
		}
	}
	return false, fmt.Errorf("the site answered 226 IM Used with %.80q, and was asked for a delta of the kind feed", used)
}
