package schema

import (
	"errors"
	"fmt"
	"math"
	"strings"
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
	// Title names the feed for people; absent means the title that the feed gives itself.
	Title string `json:"title,omitempty"`
	// Tags are the user's own labels, handed on to every [Article] of the feed.
	Tags []string `json:"tags,omitempty"`
	// Priority weighs the feed against the others when polls are shared out:
	// 1 when absent, 4 halves the interval. It must be finite and not negative.
	Priority float64 `json:"priority,omitempty"`
	// MinInterval is the least time between two polls, in seconds; absent leaves it to the fetcher.
	MinInterval int `json:"minInterval,omitempty"`
	// MaxInterval is the most time between two polls, in seconds; absent leaves it to the fetcher.
	MaxInterval int `json:"maxInterval,omitempty"`
	// Headers are sent with each poll. They name secrets and never hold them.
	Headers []HeaderRef `json:"headers,omitempty"`
	// Paused stops polling until it is false again; the state of polling is kept.
	Paused bool `json:"paused,omitempty"`
	// Added is when the feed entered the catalogue (RFC 3339).
	Added time.Time `json:"added,omitzero"`
}

// What a header's value can be made of, beside the secret as it is.
const (
	SchemeBasic  = "basic"  // a secret of the form name:password (RFC 7617)
	SchemeBearer = "bearer" // a token (RFC 6750)
)

// HeaderRef is a request header whose value is kept as a secret elsewhere.
type HeaderRef struct {
	// Name is the header's name, as in "Authorization" (RFC 9110 §5.1).
	Name string `json:"name"`
	// Secret is the name under which the fetcher finds the value.
	Secret string `json:"secret"`
	// Scheme says what the header's value is made of: absent for the secret as it
	// is, else [SchemeBasic] or [SchemeBearer].
	Scheme string `json:"scheme,omitempty"`
}

// FeedRef is what an [Item] and an [Article] carry of the feed that announced them.
type FeedRef struct {
	// ID is the feed's [FeedID].
	ID string `json:"id"`
	// URL is the feed's address as the user gave it.
	URL string `json:"url"`
	// Title is the user's title of the feed, else the feed's own.
	Title string `json:"title,omitempty"`
	// Tags are the user's own labels of the feed.
	Tags []string `json:"tags,omitempty"`
}

// Validate reports all that is wrong with the feed at once, in words for its
// user. It never quotes a password that an address holds.
func (f Feed) Validate() error {
	name := redacted(f.URL)
	var faults []error
	if _, err := CanonicalURL(f.URL); err != nil {
		faults = append(faults, fmt.Errorf("feed address %q can't be used: %w", name, err))
		if errors.Is(err, errCredentials) {
			faults = append(faults, errors.New("put the user name and password into a secret, and name it under headers"))
		}
	}
	switch {
	case f.ID == "":
		faults = append(faults, fmt.Errorf("feed %q has no id: make it with FeedID", name))
	case f.ID != Token(f.ID):
		faults = append(faults, fmt.Errorf("id %q of feed %q is no subject token: make it with FeedID", f.ID, name))
	}
	if f.Priority < 0 || math.IsNaN(f.Priority) || math.IsInf(f.Priority, 0) {
		faults = append(faults, fmt.Errorf("priority %g of feed %q is not a weight: use 1 for an ordinary feed", f.Priority, name))
	}
	if f.MinInterval < 0 || f.MaxInterval < 0 || (f.MaxInterval > 0 && f.MinInterval > f.MaxInterval) {
		faults = append(faults, fmt.Errorf("interval bounds %d to %d seconds of feed %q are not a range", f.MinInterval, f.MaxInterval, name))
	}
	for _, h := range f.Headers {
		if !isHeaderName(h.Name) {
			faults = append(faults, fmt.Errorf("header name %q of feed %q is not one: use letters, digits and hyphens", h.Name, name))
		}
		if h.Secret == "" {
			faults = append(faults, fmt.Errorf("header %q of feed %q names no secret", h.Name, name))
		}
		if h.Scheme != "" && h.Scheme != SchemeBasic && h.Scheme != SchemeBearer {
			faults = append(faults, fmt.Errorf("scheme %q of header %q of feed %q is not known: use %s, %s or none", h.Scheme, h.Name, name, SchemeBasic, SchemeBearer))
		}
	}
	return errors.Join(faults...)
}

// redacted is an address without the user name and password that it may hold.
// Of what can't be read as an address, nothing before the last @ is kept.
func redacted(url string) string {
	if u, err := splitURL(url); err == nil && !strings.Contains(u.authority, "@") {
		return url
	}
	if at := strings.LastIndexByte(url, '@'); at >= 0 {
		return "…" + url[at:]
	}
	return url
}

// isHeaderName says whether name is a field name by RFC 9110 §5.6.2.
func isHeaderName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if !isUnreserved(c) && strings.IndexByte("!#$%&'*+^`|", c) < 0 {
			return false
		}
	}
	return name != ""
}
