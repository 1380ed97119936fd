package websub

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"go.uber.org/zap"
)

const (
	// maxQuery caps the query of a question, in bytes: topic, challenge and reason.
	maxQuery = 16 << 10
	// maxChallenge caps what is echoed, in bytes.
	maxChallenge = 1 << 10
)

// question is what a hub asks of a subscription (WebSub §5.2, §5.3).
type question struct {
	mode, topic, challenge, reason string
	lease                          time.Duration
}

// parseQuestion reads the query of a GET. What is missing is empty.
func parseQuestion(raw string) (question, bool) {
	if len(raw) > maxQuery {
		return question{}, false
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return question{}, false
	}
	q := question{mode: values.Get("hub.mode"), topic: values.Get("hub.topic"), challenge: values.Get("hub.challenge"), reason: values.Get("hub.reason")}
	q.lease = parseLease(values.Get("hub.lease_seconds"))
	return q, len(q.challenge) <= maxChallenge
}

// parseLease reads how long a lease is: digits alone, as much as is believed.
func parseLease(s string) time.Duration {
	if s == "" {
		return oldLease
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil && n == 0 { // beyond all bounds, ParseUint gives the largest
		return 0
	}
	return time.Duration(min(n, uint64(maxLease/time.Second))) * time.Second
}

// label bounds the modes that foreigners can put into a metric.
func (q question) label() string {
	switch q.mode {
	case modeSubscribe, modeUnsubscribe, modeDenied:
		return q.mode
	default:
		return "other"
	}
}

// verify answers a question. What is confirmed is durable before it is echoed. A
// hub may ask twice: the same question has the same answer.
func (s *Subscriber) verify(w http.ResponseWriter, r *http.Request, c caller, known bool) {
	q, ok := parseQuestion(r.URL.RawQuery)
	count := func(outcome string) { s.metrics.verifications.WithLabelValues(q.label(), outcome).Inc() }
	if !known || !ok {
		count("refused")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	at, agreed := s.now(), false
	sub, err := s.ledger.change(r.Context(), c.feed, func(sub *subscription) (changed bool) {
		changed, agreed = sub.answer(c, q, at)
		return changed
	})
	switch {
	case err != nil:
		count("untreated")
		s.untreated(w, c, err)
	case !agreed:
		count("refused")
		w.WriteHeader(http.StatusNotFound)
	case q.mode == modeDenied:
		count("recorded")
		s.log.Info("a hub denies a subscription", zap.String("feed", c.feed), zap.String("hub", sub.Hub), zap.String("reason", sub.Reason))
		s.agenda.add(c.feed, at)
		w.WriteHeader(http.StatusOK)
	default:
		count("confirmed")
		s.log.Debug("a hub's question is confirmed", zap.String("feed", c.feed), zap.String("mode", q.mode), zap.Time("until", sub.Until))
		echo(w, q.challenge)
	}
}

// echo sends a challenge back as a type in which no browser runs anything (WebSub §5.3.1).
func echo(w http.ResponseWriter, challenge string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, challenge) // a hub that has gone asks again
}

// answer decides on a question, and records what follows from it.
func (s *subscription) answer(c caller, q question, now time.Time) (changed, agreed bool) {
	current := c.isCurrent(s) && q.topic == s.Topic
	f, over := c.former(s)
	over = over && !current && q.topic == f.Topic
	switch {
	case q.mode == modeSubscribe && current:
		return s.confirm(q, now)
	case q.mode == modeUnsubscribe && over:
		if q.challenge == "" || f.Asked.IsZero() || now.After(f.Asked.Add(pending)) {
			return false, false
		}
		return s.changeFormer(f, func(*former) bool { return true }), true // it stays until its tries are over: the hub may ask again
	case q.mode == modeDenied && current && (s.isPending(now) || s.Until.After(now)):
		s.denied(now, redact("the hub said no: "+q.reason, c.feed, c.key, c.mark))
		return true, true
	case q.mode == modeDenied && over:
		return s.changeFormer(f, func(*former) bool { return false }), true
	default:
		return false, false
	}
}

// confirm records a lease. A hub may also ask whether a subscription that it
// keeps is still wanted (WebSub §5).
func (s *subscription) confirm(q question, now time.Time) (changed, agreed bool) {
	if q.challenge == "" || !s.isPending(now) && !s.Until.After(now) {
		return false, false
	}
	if q.lease < minLease {
		if s.Failures > 0 {
			s.Renew = now.Add(deniedPause)
		}
		s.Reason = "the hub's lease is shorter than " + minLease.String()
		return true, false
	}
	s.verified(now, q.lease)
	return true, true
}
