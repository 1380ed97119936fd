package schema

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// Feed is what a user says of a feed. It lives in the catalogue bucket under
// its [FeedID]; the state of polling is a [Poll] and never in here.
type Feed struct {
	// V is the version of this body's form, [StateVersion] when written.
	V int `json:"v"`
	// ID is the FeedID of the first URL that was given; it survives redirects
	// and later corrections of URL.
	ID string `json:"id"`
	// URL is the feed's address as the user gave it: absolute, http or https.
	URL string `json:"url"`
	// Title names the feed for people; empty means the title that the feed gives itself.
	Title string `json:"title,omitempty"`
	// Tags are the user's own labels, handed on to every [Article] of the feed.
	Tags []string `json:"tags,omitempty"`
	// Priority weighs the feed against the others when polls are shared out:
	// 1 when absent, 4 halves the interval. It must not be negative.
	Priority float64 `json:"priority,omitempty"`
	// MinInterval is the least time between two polls in seconds; 0 leaves it to the fetcher.
	MinInterval int `json:"minInterval,omitempty"`
	// MaxInterval is the most time between two polls in seconds; 0 leaves it to the fetcher.
	MaxInterval int `json:"maxInterval,omitempty"`
	// Headers are sent with each poll. They name secrets and never hold them.
	Headers []HeaderRef `json:"headers,omitempty"`
	// Paused stops polling until it is false again; the state of polling is kept.
	Paused bool `json:"paused,omitempty"`
	// Added is when the feed entered the catalogue.
	Added time.Time `json:"added,omitzero"`
}

// HeaderRef is a request header whose value is kept as a secret elsewhere.
type HeaderRef struct {
	// Name is the header's name, as in "Authorization".
	Name string `json:"name"`
	// Secret is the name under which the fetcher finds the value.
	Secret string `json:"secret"`
}

// FeedRef is what an [Item] and an [Article] carry of the feed that announced them.
type FeedRef struct {
	// ID is the feed's [FeedID].
	ID string `json:"id"`
	// URL is the feed's address.
	URL string `json:"url"`
	// Title is the user's title of the feed, else the feed's own.
	Title string `json:"title,omitempty"`
	// Tags are the user's labels of the feed.
	Tags []string `json:"tags,omitempty"`
}

// Validate reports all that is wrong with the feed at once, in words for its user.
func (f Feed) Validate() error {
	var faults []error
	u, err := url.Parse(f.URL)
	switch {
	case err != nil:
		faults = append(faults, fmt.Errorf("feed address %q can't be read: use http:// or https:// and a host", f.URL))
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		faults = append(faults, fmt.Errorf("feed address %q must begin with http:// or https:// and name a host", f.URL))
	case u.User != nil:
		faults = append(faults, fmt.Errorf("feed address %q holds a password: name a secret under headers instead", u.Redacted()))
	}
	if f.ID == "" {
		faults = append(faults, errors.New("feed has no id: make it with FeedID"))
	}
	if f.Priority < 0 {
		faults = append(faults, fmt.Errorf("priority %g of %s is negative: use 1 for an ordinary feed", f.Priority, f.URL))
	}
	if f.MinInterval < 0 || f.MaxInterval < 0 || (f.MaxInterval > 0 && f.MinInterval > f.MaxInterval) {
		faults = append(faults, fmt.Errorf("interval bounds %d to %d seconds of %s are not a range", f.MinInterval, f.MaxInterval, f.URL))
	}
	return errors.Join(faults...)
}
