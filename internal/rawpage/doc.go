// Package rawpage keeps pages as they were downloaded, so that a later release
// can make better records of them without asking their sites again.
//
// A [Shelf] is a directory with a file for each article: the page of its newest
// version, with what is needed to read it again, compressed (zstd, RFC 8878). A
// file takes its place whole or not at all, so that several parsers may share a
// directory and die at any time.
package rawpage
