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
// Papers take stories from agencies, if wanted, as papers do: see [Config.Syndicated].
// A copy has another headline, is cut, edited and added to, and is signed in its
// paper's own way; the truth knows its story. Its markers are its own, so that a word
// in each block is another one in each copy: that is no edit of the paper's. Routine
// reports are what must not be taken for copies of each other. [Newsroom.Joins]
// counts what a consumer made of it.
//
// Faults are let in by rate: [Faults] of attempts, which a later attempt doesn't
// meet, and a [Fate] of an article, which every attempt meets and the truth knows.
package newsroom
