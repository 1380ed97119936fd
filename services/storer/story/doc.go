// Package story finds out which articles tell the same story in much the same
// words: copies of an agency's text, shortened, with a headline and a paragraph of
// the paper's own. Two papers that write about one event each in its own words tell
// two stories. Joining two that are different is worse than missing a copy.
//
//	text ──► keys ──► articles that share some ──► compared sentence by sentence ──► story
//
// [Read] takes an article apart, [Compare] says how alike two are, and a [Sorter]
// does both at the desk of a store. docs/adr/0014-same-story.md has the method and
// what it was measured on.
//
// It is not about topics or events, and doesn't know what a text means.
package story
