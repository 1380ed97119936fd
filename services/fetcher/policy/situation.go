package policy

import (
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Situation is all that the next poll depends on.
type Situation struct {
	// Now is when the latest poll ended.
	Now time.Time
	// Feed is what its user says of it: Priority, MinInterval and MaxInterval count.
	Feed schema.Feed
	// Rate is the estimate after the latest poll, see [Observe].
	Rate schema.Rate
	// Window is how many entries the feed's document shows; 0 when that is not known.
	Window int
	// Gap says that the latest poll's document shared no entry with the one before
	// it, so that some may have come and gone unseen.
	Gap bool
	// Pushed says that a hub tells us of news (WebSub), so that polls are a
	// safeguard only.
	Pushed bool
	// Failures is how many polls have failed in a row; 0 after a good one.
	Failures int
	// Status is the HTTP status of the latest answer; 0 when there was none.
	Status int
	// Interval is the interval that was planned before the latest poll; 0 when there was none.
	Interval time.Duration
	// NotBefore is when the site wants to be asked again (Retry-After, max-age, Expires); zero when it doesn't say.
	NotBefore time.Time
	// Hints is what the document of the last good poll asks for.
	Hints Hints
	// Random is from [0, 1), new for each poll: the jitter.
	Random float64
}

// Hints is what a feed document asks of those who poll it. All of it is optional.
type Hints struct {
	// TTL is for how long the document may be kept (RSS ttl).
	TTL time.Duration
	// UpdatePeriod is how often the document changes (sy:updatePeriod over sy:updateFrequency).
	UpdatePeriod time.Duration
	// SkipHours are the hours, 0 to 23, GMT, in which nothing will be new (RSS skipHours).
	SkipHours []int
	// SkipDays are the days, GMT, on which nothing will be new (RSS skipDays).
	SkipDays []time.Weekday
}
