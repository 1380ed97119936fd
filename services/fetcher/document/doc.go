// Package document reads feeds: RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed,
// CDF, and sitemaps with their indexes. [Parse] takes the bytes of a download and gives the entries that it
// announces, each with an address, an identity and a fingerprint.
//
// Feeds are hand-made, truncated, mislabelled and sometimes hostile, and
// github.com/mmcdole/gofeed, which does the reading proper, takes them as they
// come. So the bytes are repaired and bounded first, and what gofeed gets wrong
// is read beside it. In this order, a file a step:
//
//  1. limits.go: bounds on all that a document can have
//  2. unicode.go: byte order marks, UTF-16 and UTF-32
//  3. charset.go, detect.go: every other charset
//  4. declaration.go: the XML declaration, which isn't true any more
//  5. controls.go: what no XML document may hold
//  6. root.go: junk before the root element
//  7. outline.go, outlinejson.go: entries, nesting, attributes, counted before parsing
//  8. parse.go: gofeed, which may panic
//  9. salvage.go: what can be had of a broken document
//  10. link.go: the address of an entry
//  11. identity.go: its identity and its fingerprint
//  12. date.go, month.go, zone.go: dates in all their forms
//  13. plain.go: titles without markup
//  14. hints.go: how often the site wants to be asked
//
// media.go, image.go and place.go read what modules say of an entry beside its
// text. Two kinds of documents have readers of their own: cdf.go, after step 7,
// and sitemap.go, after step 6, which may be far larger than feeds, and come as
// gzip files (gzip.go): they are read as a stream (token.go), of which the newest
// pages are kept (newest.go). Which sitemaps of an index to ask is for package
// sitemap below to say.
//
// It is not a downloader and not a clock: it has no network, no state and no
// time of its own. It does not sanitise HTML: summaries and contents are as the
// feed gave them, and must not be shown to anybody like that.
package document
