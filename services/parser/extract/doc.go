// Package extract turns a downloaded page, and what the feed said of it, into
// the record of an article.
//
// A page is parsed once. Several readings of the one tree (structure,
// go-trafilatura, JSON-LD, meta elements, the feed's own text) are weighed
// against each other, never one alone:
//
//	page ─► dom.Parse ─┬─► dom.Look (what the page says of itself) ─► jsonld ─┐
//	                   └─► block.Cut (paragraphs) ─► readings ─► votes ───────┼─► schema.Article
//	item (what the feed says) ────────────────────────────────────────────────┘
//
// It is pure: no network, no bus, no clock but the one it is given. It fills
// neither the version, nor the facts of the download: those are the service's.
// It knows no site: there is no rule for one publisher in it.
package extract
