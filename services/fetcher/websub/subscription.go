package websub

import (
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

const (
	// minLease is the shortest lease that is worth its renewals; a shorter one is refused.
	minLease = 5 * time.Minute
	// maxLease is the longest that is believed; a longer one is renewed early.
	maxLease = 30 * 24 * time.Hour
	// oldLease is that of hubs from before leases had to be told (PubSubHubbub 0.3).
	oldLease = 24 * time.Hour
	// pending is for how long a hub may take to verify what it was asked for.
	pending = 24 * time.Hour
	// deniedPause is when a hub is asked again that said no.
	deniedPause = 7 * 24 * time.Hour
	// maxPause caps the wait after a hub that fails.
	maxPause = 24 * time.Hour
	// partingGrace is for how long a subscription goes on beside the one that takes
	// its place only because the master secret is new.
	partingGrace = time.Hour
	// maxFormer is how many subscriptions that are over a feed may have; others just run out.
	maxFormer = 4
	// maxParting is how often a hub is asked to end a subscription.
	maxParting = 3
	// maxReason caps a reason that a hub gives, in bytes.
	maxReason = 200
)

// subscription is the state of a feed at its hub: the body of its entry in the
// bucket. It holds no secret. A release reads its own form and the one before.
type subscription struct {
	// V is the version of this body's form, schema.StateVersion when written.
	V int `json:"v"`
	// Hub and Topic are what the latest poll has found; empty when the feed has no hub, or is paused or gone.
	Hub   string `json:"hub,omitempty"`
	Topic string `json:"topic,omitempty"`
	// Key names the generation of the master secret that the callback was made with.
	Key string `json:"key,omitempty"`
	// Asked is when the hub was asked last, or is about to be.
	Asked time.Time `json:"asked,omitzero"`
	// Until is the end of the lease; absent while there is none.
	Until time.Time `json:"until,omitzero"`
	// Renew is when the hub is to be asked next.
	Renew time.Time `json:"renew,omitzero"`
	// Failures is how often in a row it was asked and has not verified.
	Failures int `json:"failures,omitempty"`
	// Reason is why there is no lease, as far as it is known.
	Reason string `json:"reason,omitempty"`
	// Heard is when the hub's latest push came.
	Heard time.Time `json:"heard,omitzero"`
	// Silent says that a poll found news that the hub had not told of, so that it
	// isn't relied on until it is heard again.
	Silent bool `json:"silent,omitempty"`
	// Owed says that the feed must be polled soon, and that this hasn't been arranged yet.
	Owed bool `json:"owed,omitempty"`
	// Former are subscriptions that are to be ended.
	Former []former `json:"former,omitempty"`
}

// former is a subscription that is over for us, and that its hub is to be told of.
type former struct {
	Hub   string    `json:"hub"`
	Topic string    `json:"topic"`
	Key   string    `json:"key"`
	Asked time.Time `json:"asked,omitzero"`
	Next  time.Time `json:"next,omitzero"`
	Tries int       `json:"tries,omitempty"`
}

// follows says whether this is the subscription to a topic at a hub.
func (s *subscription) follows(hub, topic, key string) bool {
	return s.Hub == hub && s.Topic == topic && s.Key == key
}

// follow makes it the subscription to a topic at a hub, which is to be asked for
// at once; false when it is that already. What it was before is parted with.
func (s *subscription) follow(hub, topic, key string, now time.Time) bool {
	if s.follows(hub, topic, key) {
		return false
	}
	until, at := time.Time{}, now
	if s.Hub == hub && s.Topic == topic { // only our secret is new: the old one goes on until the new one is verified
		at = now.Add(partingGrace)
		until = earlier(s.Until, at)
	}
	s.part(now, at)
	s.Hub, s.Topic, s.Key, s.Until, s.Renew, s.Silent = hub, topic, key, until, now, false
	kept := s.Former[:0]
	for _, f := range s.Former {
		if f.Hub != hub || f.Topic != topic || f.Key != key { // else its end would be the end of this one
			kept = append(kept, f)
		}
	}
	s.Former = kept
	return true
}

// leave makes the feed one without a hub; false when it is that already.
func (s *subscription) leave(now time.Time) bool {
	if s.Hub == "" {
		return false
	}
	s.part(now, now)
	return true
}

// part ends the subscription as far as we are concerned, and has its hub told at
// a time if that may know of it.
func (s *subscription) part(now, at time.Time) {
	if s.Hub != "" && (s.Until.After(now) || s.isPending(now)) {
		s.Former = append(s.Former, former{Hub: s.Hub, Topic: s.Topic, Key: s.Key, Next: at})
		s.Former = s.Former[max(0, len(s.Former)-maxFormer):]
	}
	s.Hub, s.Topic, s.Key, s.Reason = "", "", "", ""
	s.Asked, s.Until, s.Renew, s.Failures, s.Silent, s.Owed = time.Time{}, time.Time{}, time.Time{}, 0, false, false
}

func (s *subscription) isPending(now time.Time) bool {
	return !s.Asked.IsZero() && now.Before(s.Asked.Add(pending))
}

// claim is written before the hub is asked, for a hub may verify before it has
// answered, and other replicas must not ask too. It counts as a failure until
// the hub verifies.
func (s *subscription) claim(now time.Time) {
	s.Failures++
	s.Asked, s.Renew = now, now.Add(pause(s.Failures))
}

// pause is the wait after the nth failure in a row: ten minutes, then an hour, doubled each time.
func pause(failures int) time.Duration {
	if failures <= 1 {
		return 10 * time.Minute
	}
	return min(time.Hour<<min(failures-2, 10), maxPause)
}

// verified records a lease, which is renewed at two thirds of its time.
func (s *subscription) verified(now time.Time, lease time.Duration) {
	lease = min(lease, maxLease)
	s.Until, s.Renew = now.Add(lease), now.Add(lease*2/3)
	s.Failures, s.Reason = 0, ""
}

// denied records that the hub wants us no more. A feed that was polled seldom
// because of it is to be polled again now, and then at its own pace.
func (s *subscription) denied(now time.Time, reason string) {
	s.Owed = s.Owed || s.Until.After(now)
	s.Asked, s.Until, s.Renew = time.Time{}, time.Time{}, now.Add(deniedPause)
	s.Reason = reason
}

// lapse ends a lease that has run out; false when it has not.
func (s *subscription) lapse(now time.Time) bool {
	if s.Until.IsZero() || s.Until.After(now) {
		return false
	}
	s.Until, s.Owed, s.Reason = time.Time{}, true, "the lease has run out"
	return true
}

// relied is until when the feed may be polled seldom; zero when the hub gave no
// lease, was found silent, or has pushed something that the poll didn't find:
// sites tell their hubs before their caches. Missed says that just now a poll
// found news which the hub had not told of.
func (s *subscription) relied(now time.Time, before, after schema.Poll) (until time.Time, missed bool) {
	if !s.Until.After(now) || s.Silent || s.Owed {
		return time.Time{}, false
	}
	heard := !s.Heard.Before(before.At) && !s.Heard.IsZero()
	switch news := after.Fresh > 0; {
	case news && !heard && !before.PushedUntil.IsZero():
		return time.Time{}, true
	case !news && heard:
		return time.Time{}, false
	}
	return s.Until, false
}

// due says whether anything is to be done for the feed. Current names the newest
// generation of the master secret.
func (s *subscription) due(now time.Time, current string) bool {
	if s.Owed || !s.Until.IsZero() && !s.Until.After(now) {
		return true
	}
	if s.Hub != "" && (s.Key != current || !s.Renew.After(now)) {
		return true
	}
	for _, f := range s.Former {
		if !f.Next.After(now) {
			return true
		}
	}
	return false
}

// state is the subscription in a word, for its metric; empty when there is none.
func (s *subscription) state(now time.Time) string {
	switch {
	case s.Hub == "":
		return ""
	case s.Until.After(now) && s.Silent:
		return "silent"
	case s.Until.After(now):
		return "active"
	case s.Failures > 1 || s.Reason != "":
		return "failing"
	default:
		return "pending"
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
