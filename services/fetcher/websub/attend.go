package websub

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// owedPause lies between two tries to have a feed polled that is being polled.
	owedPause = 2 * time.Second
	// workPause is how long is waited after an error of NATS.
	workPause = 5 * time.Second
)

// attend does what is due for a feed's subscription, and says when to come again:
// zero when the sweep is soon enough. It may be called at any time, by any number
// of replicas: of two, one asks.
func (s *Subscriber) attend(ctx context.Context, feed string) (again time.Time, err error) {
	ring, at := s.ring(), s.now()
	sub, err := s.ledger.change(ctx, feed, func(sub *subscription) bool {
		lapsed := sub.lapse(at)
		return rotate(sub, ring, at) || lapsed
	})
	if err != nil {
		return time.Time{}, err
	}
	for _, f := range sub.Former {
		if !f.Next.After(at) {
			if again, err = s.part(ctx, feed, f); err != nil {
				return time.Time{}, err
			}
		}
	}
	if sub.Hub == "" || !sub.Owed && sub.Renew.After(at) {
		return again, nil
	}
	entry, found, err := s.catalogue.Get(ctx, feed)
	if err != nil && !errors.Is(err, catalogue.ErrUnreadable) {
		return time.Time{}, err
	}
	if !found || entry.Paused {
		return time.Time{}, s.Left(ctx, feed)
	}
	if sub.Owed {
		settled, err := s.settle(ctx, entry, sub)
		if err != nil {
			return time.Time{}, err
		}
		if !settled {
			again = at.Add(owedPause)
		}
	}
	if sub.Renew.After(at) {
		return again, nil
	}
	busy, err := s.subscribe(ctx, entry)
	if again.IsZero() || !busy.IsZero() && busy.Before(again) {
		again = busy
	}
	return again, err
}

// rotate makes a subscription one of the newest generation of the master secret.
// One whose own generation is known no more is lost: its pushes aren't recognised.
func rotate(sub *subscription, ring keyring, now time.Time) bool {
	if sub.Hub == "" || sub.Key == ring[0].name {
		return false
	}
	_, known := ring.find(sub.Key)
	active := sub.Until.After(now)
	sub.follow(sub.Hub, sub.Topic, ring[0].name, now)
	if !known {
		sub.Until, sub.Owed = time.Time{}, active
	}
	return true
}

// settle has a feed polled that is owed a poll, and says whether that is
// arranged. A poll that began after the latest push is what was owed.
func (s *Subscriber) settle(ctx context.Context, feed schema.Feed, sub subscription) (bool, error) {
	arranged := false
	if latest, found, err := s.catalogue.Latest(ctx, feed.ID); err == nil && found {
		arranged = !sub.Heard.IsZero() && latest.At.After(sub.Heard) && latest.PushedUntil.IsZero()
	}
	if !arranged {
		outcome, err := s.signal(ctx, feed)
		if err != nil || outcome == signalOwed {
			return false, err
		}
	}
	_, err := s.ledger.change(ctx, feed.ID, func(now *subscription) bool {
		if !now.Owed || now.Heard.After(sub.Heard) { // another push has come meanwhile
			return false
		}
		now.Owed = false
		return true
	})
	return err == nil, err
}

// fail logs what NATS keeps us from, and comes again.
func (s *Subscriber) fail(feed string, err error) {
	s.log.Warn("can't look after a subscription, trying again", zap.String("feed", feed), zap.Error(err))
	s.agenda.add(feed, s.now().Add(workPause))
}
