package lane

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
)

const (
	// defaultPause is how long a host is left alone after a 429 or 503 that names no time.
	defaultPause = time.Minute
	// maxPause caps what a host can ask for, and how far ahead a time is promised.
	maxPause = 24 * time.Hour
)

// state is what is known of a lane; as JSON it is the lane's record in the bucket.
// Of its times, Free and NotBefore only ever grow.
type state struct {
	// V is the form of the record. One of a later release is read for what is known here.
	V int `json:"v"`
	// Free is when the spacing after the last request is over.
	Free time.Time `json:"free,omitzero"`
	// NotBefore is when the host wants to be asked again.
	NotBefore time.Time `json:"notBefore,omitzero"`
	// Holder is the process that has taken the lane, "" for none.
	Holder string `json:"holder,omitempty"`
	// Until is when the lane is free although its holder never said so.
	Until time.Time `json:"until,omitzero"`
	// Promised is the next time that nobody was told yet.
	Promised time.Time `json:"promised,omitzero"`
	// Spacing is the host's own, in milliseconds, if it is more than everybody's.
	Spacing int64 `json:"spacing,omitempty"`
}

// UnmarshalJSON reads what it can: a field that a later release writes in another
// way must not stop this one.
func (s *state) UnmarshalJSON(body []byte) error {
	type plain state
	_ = json.Unmarshal(body, (*plain)(s)) // what it couldn't read is zero
	return nil
}

// spacing is the least time between two requests.
func (s *state) spacing(least time.Duration) time.Duration {
	own := time.Duration(min(s.Spacing, maxSpacing.Milliseconds())) * time.Millisecond
	return max(own, least)
}

// heldByOther says whether the lane is taken, and not by me.
func (s *state) heldByOther(me string, now time.Time) bool {
	return s.Holder != "" && s.Holder != me && s.Until.After(now)
}

// opens is when the next request may begin, if nobody has the lane.
func (s *state) opens() time.Time { return later(s.Free, s.NotBefore) }

// promise gives the next time from next on that nobody was told yet.
func (s *state) promise(next, now time.Time, spacing time.Duration) time.Time {
	if s.Promised.After(next) && s.Promised.Before(now.Add(maxPause)) {
		next = s.Promised
	}
	s.Promised = next.Add(max(spacing, time.Millisecond))
	return next
}

// ended sets the times after a request that ended now.
func (s *state) ended(answer web.Answer, now time.Time, spacing time.Duration) {
	s.Free = later(s.Free, now.Add(spacing))
	s.NotBefore = later(s.NotBefore, pause(answer, now))
}

// learn takes over the times that another copy of the state knows better, such as
// those of a release that couldn't be written.
func (s *state) learn(other *state) {
	s.Free, s.NotBefore = later(s.Free, other.Free), later(s.NotBefore, other.NotBefore)
}

// past says whether the state tells nothing any more. A spacing of the host's own
// is good for as long as its robots.txt, and a day more.
func (s *state) past(now time.Time) bool {
	last := later(s.opens(), s.Promised)
	if s.Spacing > 0 {
		last = last.Add(48 * time.Hour)
	}
	return last.Before(now)
}

// pause is until when a host that is asked too much is left alone.
func pause(answer web.Answer, now time.Time) time.Time {
	if answer.Status != http.StatusTooManyRequests && answer.Status != http.StatusServiceUnavailable {
		return time.Time{}
	}
	if answer.RetryAfter.IsZero() {
		return now.Add(defaultPause)
	}
	if latest := now.Add(maxPause); answer.RetryAfter.After(latest) {
		return latest
	}
	return answer.RetryAfter
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
