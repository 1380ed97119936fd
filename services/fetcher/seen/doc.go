// Package seen is what a fetcher remembers of a feed: the entries of its last
// good document, and of no other, eight bytes of identity and four of
// fingerprint each. It tells which entries of the next document are new, which
// have changed, and which are known.
//
// The set travels in the feed's own message, so it must be small, and it is read
// at every poll that brings a document, so it must be cheap: its packed form is
// a sorted table that is searched where it lies, without a copy.
//
// It is not a history. An entry that left the document and comes back is new
// again; what was published already is recognised further down, by its address
// and fingerprint.
package seen
