// Package extract turns a downloaded page, and what the feed said of it, into
// the record of an article.
//
// A page is parsed once. What its tree, its JSON-LD, its meta elements and the
// feed say is weighed together, never one alone:
//
//	page ─► dom.Parse ─┬─► dom.Look (what the page says of itself) ─► jsonld ──┐
//	                   └─► block (paragraphs) ─► feature ─► forest (a judge) ──┼─► schema.Article
//	item (what the feed says) ─────────────────────┘───────────────────────────┘
//
// The judge is a forest that was grown on pages with known texts; it is part of
// the program, and bench/extraction has all that it takes to grow another.
//
// It is pure: no network, no bus, no clock but the one it is given. It fills
// neither the version, nor the facts of the download: those are the service's.
// It knows no site: there is no rule for one publisher in it.
package extract
