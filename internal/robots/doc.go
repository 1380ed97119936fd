// Package robots asks sites for leave: it reads their robots.txt (RFC 9309) and
// says of each address whether it may be asked.
//
// A site's robots.txt is asked for once a day for the whole fleet, through the
// site's lane like all that is asked, and what it says to us is kept beside the
// lane in the bucket. A Crawl-delay becomes the lane's spacing. A site that has
// none (4xx) allows everything; one that can't tell (5xx, no answer) nothing, see
// [UnavailableError].
//
// It is for pages that we find by ourselves. Feeds that a user has named are asked
// for anyway. It reads no sitemaps.
package robots
