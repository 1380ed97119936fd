// Package policy says when a feed is polled next: a pure function of what is
// known of the feed, of how its latest poll ended, and of what the site asks for.
//
// The heart is the square-root law. Of all ways to share a number of requests
// among feeds, the interval T = c/√(w·λ) makes the weighted mean delay from
// publication to poll the least, λ being how often the feed brings something
// new and w how much that matters (Cho and Garcia-Molina, "Effective page
// refresh policies for web crawlers", 2003). News keep hours: the rate is spread
// by a profile over the hours of weekdays and of weekends, and a feed is due when
// the expected entries' delays sum up to what T would cost at an even rate.
//
// Around it stand, in this order: guards against entries that scroll away unseen,
// the bounds, the site's wish to be asked less often, a jitter, backoff after
// failures, the site's "not before", and the hours and days that it wants to be
// left alone. A site's hints only ever slow us down.
//
// It is not the clock and not the lane: it neither waits nor spaces the requests
// to a host. It does not know the budget of the whole fleet either; that sets C.
package policy
