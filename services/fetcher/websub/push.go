package websub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/wirecopy/wirecopy/internal/catalogue"
)

// heardEvery is how exactly is written down when a hub was heard: a hub that
// pushes without end causes no more writes than that.
const heardEvery = 5 * time.Second

// push takes what a hub pushes for a signal. It is acknowledged when the poll is
// arranged and can't be lost; a push that isn't the hub's is acknowledged too,
// and ignored, so that who forges it learns nothing (WebSub §8).
func (s *Subscriber) push(w http.ResponseWriter, r *http.Request, c caller, known bool) {
	outcome, status, err := pushUnknown, http.StatusNotFound, error(nil)
	if known {
		outcome, status, err = s.pushed(w, r, c)
	}
	s.metrics.pushes.WithLabelValues(outcome).Inc()
	if err != nil {
		s.untreated(w, c, err)
		return
	}
	w.WriteHeader(status)
}

// pushed works on a push whose address is ours.
func (s *Subscriber) pushed(w http.ResponseWriter, r *http.Request, c caller) (outcome string, status int, err error) {
	sub, _, err := s.ledger.read(r.Context(), c.feed)
	if err != nil {
		return pushUntreated, 0, err
	}
	f, over := c.former(&sub)
	// While a new master secret takes over, the hub pushes by the old one.
	mine := c.isCurrent(&sub) || over && f.Hub == sub.Hub && f.Topic == sub.Topic
	if !mine {
		return pushOver, http.StatusGone, nil
	}
	if secure(sub.Hub) {
		body := http.MaxBytesReader(w, r.Body, s.config.MaxBody)
		if outcome, status := c.check(body, r.Header.Get("X-Hub-Signature")); outcome != "" {
			return outcome, status, nil
		}
	}
	feed, found, err := s.catalogue.Get(r.Context(), c.feed)
	if err != nil && !errors.Is(err, catalogue.ErrUnreadable) {
		return pushUntreated, 0, err
	}
	if !found || feed.Paused {
		if err := s.Left(r.Context(), c.feed); err != nil {
			return pushUntreated, 0, err
		}
		return pushOver, http.StatusGone, nil
	}
	if outcome, err = s.signal(r.Context(), feed); err == nil {
		err = s.heard(r.Context(), feed.ID, outcome == signalOwed)
	}
	if err != nil {
		return pushUntreated, 0, err
	}
	return outcome, http.StatusAccepted, nil
}

// check reads a body as far as its signature needs it. It says why the push is
// not taken, and nothing if it is.
func (c caller) check(body io.Reader, header string) (outcome string, status int) {
	signed, ok := parseSignature(header)
	if !ok {
		return pushUnsigned, http.StatusAccepted
	}
	h := signed.by(c.key.hubSecret(c.feed, c.mark))
	if _, err := io.Copy(h, body); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return pushTooLarge, http.StatusRequestEntityTooLarge
		}
		return pushBroken, http.StatusBadRequest
	}
	if !signed.matches(h) {
		return pushUnsigned, http.StatusAccepted
	}
	return "", 0
}

// heard writes down that the hub was heard, and whether a poll is owed for it.
func (s *Subscriber) heard(ctx context.Context, feed string, owed bool) error {
	at := s.now()
	_, err := s.ledger.change(ctx, feed, func(sub *subscription) bool {
		if !owed && !sub.Silent && at.Sub(sub.Heard) < heardEvery {
			return false
		}
		sub.Heard, sub.Silent, sub.Owed = at, false, sub.Owed || owed
		return true
	})
	if owed && err == nil {
		s.agenda.add(feed, at.Add(owedPause))
	}
	return err
}
