// Package rawpage keeps pages as they were downloaded, so that a later release
// can make better records of them without asking their sites again.
//
// A [Shelf] has the page of the newest version of each article, with what is needed
// to read it again, compressed (zstd, RFC 8878). Its place is a directory, or a bucket
// of the wire's NATS server, which all parsers of a cluster reach.
package rawpage
