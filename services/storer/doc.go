// Package storer is the last stage of the wire: it takes records off the stream
// of articles and writes them into a store, by the batch.
//
//	ARTICLES ──► batch ──► one transaction ──► acknowledge
//	                 └───► what can't be stored ──► REJECTED
//
// A message is acknowledged only after the transaction that holds it. While the
// store can't be written (full, locked, gone) the batch is held and nothing more
// is taken up; the stream keeps what comes meanwhile.
//
// It is not the store: package store says what that promises, and package stores
// opens one.
package storer
