// Package revision keeps what makes an article one article: its latest version,
// the items that became it, and the sections of its publisher, in a key-value
// bucket of NATS that all parsers and tools share.
//
// It publishes nothing and stores no text: the order in which a version is
// published and a revision is swapped is the parser's.
package revision
