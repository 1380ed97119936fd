package websub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The modes of hubs' forms and questions (WebSub §5).
const (
	modeSubscribe   = "subscribe"
	modeUnsubscribe = "unsubscribe"
	modeDenied      = "denied"
)

const (
	// maxRedirects is how often a hub may send a form on to another one (WebSub §5.1.2).
	maxRedirects = 3
	// partPause lies between two requests to end a subscription.
	partPause = time.Hour
	// releaseTime bounds what is still written when we are stopped.
	releaseTime = 2 * time.Second
)

// subscribe asks a feed's hub for a subscription, or for another lease. Busy is
// when to come again if the hub's lane was taken.
func (s *Subscriber) subscribe(ctx context.Context, feed schema.Feed) (busy time.Time, err error) {
	at, mine := s.now(), false
	sub, err := s.ledger.change(ctx, feed.ID, func(sub *subscription) bool {
		if mine = sub.Hub != "" && !sub.Renew.After(at); mine {
			sub.claim(at)
		}
		return mine
	})
	k, known := s.ring().find(sub.Key)
	if err != nil || !mine || !known {
		return time.Time{}, err
	}
	m := markOf(sub.Hub, sub.Topic)
	form := s.form(modeSubscribe, feed.ID, sub.Topic, k, m)
	form.Set("hub.lease_seconds", strconv.Itoa(int(s.config.Lease/time.Second)))
	err = s.send(ctx, sub.Hub, form, k.hubSecret(feed.ID, m))
	s.count(modeSubscribe, err)
	if err == nil {
		return time.Time{}, nil // it counts when the hub has verified
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
	defer cancel()
	reason := redact(err.Error(), feed.ID, k, m)
	changed, fault := s.ledger.change(ctx, feed.ID, func(now *subscription) bool {
		if !now.follows(sub.Hub, sub.Topic, sub.Key) || !now.Asked.Equal(at) {
			return false
		}
		busy = now.refused(at, err, reason)
		return true
	})
	if changed.Failures == 1 && changed.Reason != "" { // the first of a row: the others are in the metric
		s.log.Info("a hub can't be asked, the feed is polled as any other", zap.String("feed_url", feed.URL), zap.String("hub", sub.Hub), zap.String("reason", reason))
	}
	return busy, fault
}

// refused takes back a claim that brought no answer, or records why the hub
// didn't accept. Again is when to come again, if that is soon.
func (s *subscription) refused(now time.Time, err error, reason string) (again time.Time) {
	if busy, ok := errors.AsType[*lane.BusyError](err); ok {
		s.Failures, s.Asked, s.Renew = s.Failures-1, time.Time{}, busy.Until
		return busy.Until
	}
	switch web.KindOf(err) {
	case web.KindCanceled, web.KindGate: // no fault of the hub, which may verify what it has heard
		s.Failures, s.Renew = s.Failures-1, now
		return time.Time{}
	default:
	}
	s.Reason = reason
	if refusal, ok := errors.AsType[*refusalError](err); ok && refusal.retry.After(s.Renew) {
		s.Renew = refusal.retry
	}
	return time.Time{}
}

// part asks a hub to end a subscription, as often as is decent. Busy is when to
// come again if the hub's lane was taken.
func (s *Subscriber) part(ctx context.Context, feed string, f former) (busy time.Time, err error) {
	at, mine := s.now(), false
	k, known := s.ring().find(f.Key)
	_, err = s.ledger.change(ctx, feed, func(sub *subscription) bool {
		mine = false
		return sub.changeFormer(f, func(f *former) (keep bool) {
			if f.Next.After(at) {
				return true
			}
			if mine = known && f.Tries < maxParting; mine {
				f.Asked, f.Next, f.Tries = at, at.Add(partPause), f.Tries+1
			}
			return mine
		})
	})
	if err != nil || !mine {
		return time.Time{}, err
	}
	err = s.send(ctx, f.Hub, s.form(modeUnsubscribe, feed, f.Topic, k, markOf(f.Hub, f.Topic)), "")
	s.count(modeUnsubscribe, err)
	taken, ok := errors.AsType[*lane.BusyError](err)
	if !ok {
		return time.Time{}, nil // it ends with its lease if not otherwise
	}
	_, err = s.ledger.change(ctx, feed, func(sub *subscription) bool {
		return sub.changeFormer(f, func(f *former) bool { f.Next, f.Tries = taken.Until, f.Tries-1; return true })
	})
	return taken.Until, err
}

// changeFormer changes one of the former subscriptions, or takes it out; false
// when it isn't there.
func (s *subscription) changeFormer(which former, apply func(*former) (keep bool)) bool {
	for i := range s.Former {
		f := &s.Former[i]
		if f.Hub != which.Hub || f.Topic != which.Topic || f.Key != which.Key {
			continue
		}
		if !apply(f) {
			s.Former = append(s.Former[:i], s.Former[i+1:]...)
		}
		return true
	}
	return false
}

// form is what a hub is sent, but for the secret.
func (s *Subscriber) form(mode, feed, topic string, k key, m mark) url.Values {
	return url.Values{
		"hub.mode": {mode}, "hub.topic": {topic}, "hub.callback": {callback(s.config.URL, feed, k, m)},
		"hub.verify": {"async"}, // PubSubHubbub 0.3 demands it; others ignore it
	}
}

// refusalError is an answer of a hub that is no 2xx.
type refusalError struct {
	status int
	retry  time.Time // when the hub wants to be asked again; zero when it didn't say
}

// Error names the status; the hub's own words are not read.
func (e *refusalError) Error() string {
	return fmt.Sprintf("the hub answered %d %s", e.status, http.StatusText(e.status))
}

// send posts a form to a hub, and to where that sends it on. The secret goes over
// TLS only (WebSub §5.1), and what was sent over TLS goes nowhere else.
func (s *Subscriber) send(ctx context.Context, hub string, form url.Values, secret string) error {
	for range maxRedirects + 1 {
		form.Del("hub.secret")
		if secret != "" && secure(hub) {
			form.Set("hub.secret", secret)
		}
		r, err := s.web.Post(ctx, web.Form{URL: hub, Values: form})
		if err != nil {
			return err
		}
		if r.OK() {
			return nil
		}
		next := resolve(hub, r.Header.Get("Location"))
		switch r.Status {
		case http.StatusTemporaryRedirect, http.StatusPermanentRedirect, http.StatusMovedPermanently, http.StatusFound:
			if next == "" || secure(hub) && !secure(next) {
				return errors.New("the hub sends us on to where we can't follow")
			}
			hub = next
		default:
			retry, _ := web.RetryAfter(r.Header, time.Now())
			return &refusalError{status: r.Status, retry: retry}
		}
	}
	return fmt.Errorf("the hub sent us on more than %d times", maxRedirects)
}

func (s *Subscriber) count(mode string, err error) {
	outcome := "accepted"
	if _, ok := errors.AsType[*lane.BusyError](err); ok {
		outcome = "busy"
	} else if err != nil {
		outcome = "failed"
	}
	s.metrics.asks.WithLabelValues(mode, outcome).Inc()
}

// redact is a text of foreign origin, bounded and without what only the hub may know.
func redact(text, feed string, k key, m mark) string {
	text = strings.NewReplacer(token(feed, k, m), "…", k.hubSecret(feed, m), "…").Replace(strings.ToValidUTF8(text, "�"))
	if len(text) <= maxReason {
		return text
	}
	end := maxReason
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
