package fetcher

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/fetcher/document"
	"github.com/wirecopy/wirecopy/services/fetcher/policy"
)

const (
	// quietAfter is after how long without anything new a feed is called quiet.
	quietAfter = 30 * 24 * time.Hour
	// missingFor is how many 404s in a row make a feed gone: it is asked daily by then.
	missingFor = 14
	// maxError caps the reason that is kept of a failure, in bytes: addresses can be long.
	maxError = 1 << 10
)

// The states of a feed, and what leads from one to another:
//
//	new ──► ok ◄──► quiet    a document or a 304; quiet after a month without anything new
//	 any ──► failing         no usable answer; tried again with growing pauses
//	 any ──► gone            410, or the fourteenth 404 in a row; asked monthly, or daily
//	 any ──► blocked         refused by us: a forbidden address, a secret that is missing, a robots.txt
//	 any ──► paused          by its user; the first poll after that says how it is
//
// Every good answer leads back to ok: nothing needs to be mended by hand.

// good ends a poll that brought a document or a 304.
func (p *polled) good(fresh int) {
	s := &p.state
	s.Rate = policy.Observe(s.Rate, fresh, p.before.Good, s.At)
	s.Fresh, s.Failures, s.Good = fresh, 0, s.At
	if fresh > 0 || s.Brought.IsZero() {
		s.Brought = s.At
	}
	health := schema.HealthOK
	if s.At.Sub(s.Brought) > quietAfter {
		health = schema.HealthQuiet
	}
	setHealth(s, health, s.At)
}

// fail ends a poll that brought no usable document. The validators stay: they
// are those of the last good one.
func (p *polled) fail(health schema.Health, err error) {
	s := &p.state
	s.Outcome, s.Error, s.Failures = schema.OutcomeFailed, reason(err), p.before.Failures+1
	p.why = p.reasonOf(err)
	setHealth(s, health, s.At)
}

// setHealth keeps since when a state lasts.
func setHealth(s *schema.Poll, health schema.Health, at time.Time) {
	if s.Health != health || s.Since.IsZero() {
		s.Health, s.Since = health, at
	}
}

// healthOf tells what we refuse to do from what the site can't.
func healthOf(err error) schema.Health {
	switch web.KindOf(err) {
	case web.KindForbidden, web.KindRequest, web.KindRefused:
		return schema.HealthBlocked
	default:
		return schema.HealthFailing
	}
}

// reason is the text of an error, bounded.
func reason(err error) string {
	text := err.Error()
	if len(text) > maxError {
		text = strings.ToValidUTF8(text[:maxError], "") + "…"
	}
	return text
}

// reasonOf is why a poll failed, as one of a small set.
func (p *polled) reasonOf(err error) string {
	if _, disallowed := errors.AsType[*robots.DisallowedError](err); disallowed {
		return "robots"
	}
	if kind := web.KindOf(err); kind != "" {
		return string(kind)
	}
	if fault, ok := errors.AsType[*document.Error](err); ok {
		return string(fault.Reason)
	}
	switch status := p.state.Status; {
	case status == 0: // nothing was asked
		return "setting"
	case status < http.StatusMultipleChoices:
		return "other"
	default:
		return telemetry.ReasonLabel(fmt.Sprintf("http-%d", status))
	}
}

// change tells of a feed whose state is another one now.
func (f *Fetcher) change(before, after schema.Poll) {
	if before.Health == after.Health {
		return
	}
	f.metrics.changes.WithLabelValues(string(after.Health)).Inc()
	log := f.log.Info
	switch {
	case after.Health != schema.HealthPaused && after.Failures > 0:
		log = f.log.Warn
	case before.Health == schema.HealthNew:
		log = f.log.Debug // as it should be, and there may be a hundred thousand
	}
	log("feed changed its state", zap.String("feed_url", after.URL), zap.String("before", string(before.Health)),
		zap.String("after", string(after.Health)), zap.String("reason", after.Error), zap.Time("next", after.Next))
}
