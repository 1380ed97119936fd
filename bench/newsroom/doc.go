// Package newsroom is a synthetic news web on the loopback: publishers with
// front pages, feeds, sitemaps, article pages and robots.txt, and a truth to check
// against what a consumer made of them. It serves tests, benchmarks and the demo.
//
//	Config ─► New ─► Run ──► feeds, pages, sitemaps, …    one listener a host
//	                  │         │
//	                  │         └─► Statistics             how politely it was asked
//	                  └─► Truth ──► Check(records) ─► Report   what was lost, doubled, let in
//
// Everything is made on demand from the seed and an article's number, so that
// thousands of feeds cost little memory: only the times of publication are kept,
// and of each feed the document that was last asked for. Pages are as long, as
// deep and as compressible as real ones (see [Real]), with navigation, teasers,
// advertisements, comments and scripts around the text, in a markup that differs
// from host to host. Each block of a text carries a marker, a token that is
// nowhere else, and so does each block of noise.
//
// Dates are those of the real clock at which an article appears, whatever the
// speed, because a consumer rightly doubts a date in the future. Articles appear
// at whole seconds, so that Last-Modified is exact.
//
// It is not a copy of any real site, its texts mean nothing, and its agencies
// are real names on invented copy. It is no load generator: it only answers.
//
// Faults are let in by rate: [Faults] of attempts, which a later attempt doesn't
// meet, and a [Fate] of an article, which every attempt meets and the truth knows.
package newsroom
