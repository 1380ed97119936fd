// Package store says what a store of articles promises, whatever database is
// behind it: the [Store] interface, what goes in ([Entry]), what comes of it
// ([Result]) and how articles are asked for ([Query]).
//
// It holds no database. Package sqlite keeps the promise in a file, package
// stores opens the one that an address names, and package storetest holds every
// store to all that is said here.
package store

import (
	"context"
	"errors"
	"iter"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Store keeps articles with all their versions. All methods may be called from
// many goroutines at once, and reading never waits for writing.
//
// The versions of an article are ordered by VersionCreated, and by Version where
// that is equal; two versions that agree in both are the same one. The newest is
// the article's current version, in whatever order they came.
type Store interface {
	// Write stores entries in one transaction and gives a result for each, in the
	// order of the entries. It returns when all is as durable as the store can
	// make it; messages may be acknowledged then.
	//
	// It may be called again with the same entries, at any time, in any order and
	// in any batches, with the same outcome. Only what is wrong with an entry
	// itself rejects it, alone, and the rest is stored. An error means that the
	// store could not work (full, locked, gone, ctx ended): the caller then knows
	// nothing of any entry and has to write all of them again.
	Write(ctx context.Context, entries []Entry) ([]Result, error)

	// Articles yields what q asks for, the newest first by [Published], and reads
	// as it goes, so that memory doesn't grow with the answer and a slow caller
	// holds nothing up. What is written meanwhile may or may not be among it.
	//
	// A record that can't be read yields an error that names it, and the caller
	// may go on to the next; after any other error nothing follows.
	Articles(ctx context.Context, q Query) iter.Seq2[*schema.Article, error]

	// Article gives the current version of an article, or [ErrNotFound].
	Article(ctx context.Context, id string) (*schema.Article, error)

	// Versions yields every version of an article, the newest first, or
	// [ErrNotFound]. Its other errors are those of Articles.
	Versions(ctx context.Context, id string) iter.Seq2[Entry, error]

	// Erase removes an article with all its versions for good, and doesn't mind if
	// it isn't there: a version that is written later is not stored, whoever had it
	// in hand. The stream's messages are erased first, while Versions still knows
	// their sequences.
	Erase(ctx context.Context, id string) error

	// Count says how much is stored.
	Count(ctx context.Context) (Count, error)

	// Ping tells whether the store answers.
	Ping(ctx context.Context) error

	// Close ends all that the store does. It may be called again.
	Close() error
}

// Count is how much a store holds.
type Count struct {
	Articles int64 // articles, each once
	Versions int64 // versions of articles, the current ones among them
}

// The errors that callers of a store tell apart.
var (
	// ErrNotFound is returned when there is no such article.
	ErrNotFound = errors.New("no such article")
	// ErrReadOnly is returned by what would change a store that was opened only for reading.
	ErrReadOnly = errors.New("the store is open for reading only")
	// ErrNoStore is returned by opening a store for reading where there is none.
	ErrNoStore = errors.New("there is no store there yet")
	// ErrNewerSchema is returned by opening a store that a newer release has changed.
	ErrNewerSchema = errors.New("a newer release of wirecopy made this store")
	// ErrOlderSchema is returned by opening a store for reading that has yet to be brought up to date.
	ErrOlderSchema = errors.New("an older release of wirecopy made this store")
)
