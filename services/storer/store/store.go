// Package store says what a store of articles promises, whatever database is
// behind it: the [Store] interface, what goes in ([Entry]), what comes of it
// ([Result]), how articles are asked for ([Query]) and what comes out ([Row]).
//
// It holds no database. Package sqlite keeps the promise in files, package
// stores opens the one that an address names, and package storetest holds every
// store to all that is said here.
package store

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Store keeps articles with all their versions. All methods may be called from
// many goroutines at once, and reading never waits for writing.
//
// The versions of an article are ordered by VersionCreated, and by Version where
// that is equal; two versions that agree in both are the same one. The newest is
// the article's current version, in whatever order they came.
//
// Writing stores. What else is wanted of articles follows in the background, a
// portion a call, for as long as somebody calls: [Store.Index] makes them found
// by their words and facets, [Store.Sort] sorts them into stories. Neither is
// waited for by Write, and both go on where they were after a crash.
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

	// Index brings up to date what articles are found by, for n of the changed
	// articles at most, those first that have waited longest. It gives how many
	// changes it has settled; 0 means that none waits. It may be called from several
	// places at once: each change is settled by one of them.
	Index(ctx context.Context, n int) (int, error)

	// Sort gives work a desk at which articles are sorted into stories, and keeps
	// what work has done there if it returns nil. At most one Sort of a store runs
	// at a time, in whatever process: the others wait.
	Sort(ctx context.Context, work func(Desk) error) error

	// Lag says how far what follows is behind.
	Lag(ctx context.Context) (Lag, error)

	// Articles yields what q asks for, the newest first by [Published], and reads
	// as it goes, so that memory doesn't grow with the answer and a slow caller
	// holds nothing up. What is written meanwhile may or may not be among it.
	//
	// What q asks of time, feed, language and publisher holds for all that is
	// written; words and the other facets find an article as it was when Index last
	// came to it, and give its current version. The error of a query that can't be
	// asked is that of [Query.Check]. After an error nothing follows.
	Articles(ctx context.Context, q Query) iter.Seq2[Row, error]

	// Article gives the current version of an article, or [ErrNotFound].
	Article(ctx context.Context, id string) (Row, error)

	// Versions yields every version of an article, the newest first, or
	// [ErrNotFound]. After an error nothing follows.
	Versions(ctx context.Context, id string) iter.Seq2[Row, error]

	// Erase removes an article with all its versions for good, and all by which it
	// was found, and doesn't mind if it isn't there: a version that is written later
	// is not stored, whoever had it in hand. The stream's messages are erased first,
	// while Versions still knows their sequences.
	Erase(ctx context.Context, id string) error

	// Count says how much is stored.
	Count(ctx context.Context) (Count, error)

	// Ping tells whether the store answers.
	Ping(ctx context.Context) error

	// Close ends all that the store does. It may be called again.
	Close() error
}

// Desk is where articles are sorted into stories, one after the other: what Place
// has placed is found by Near at once. Package story does the sorting.
type Desk interface {
	// Unsorted gives the current versions of n changed articles at most, those
	// first that have waited longest; none when nothing waits. Of long articles it
	// may give fewer.
	Unsorted(ctx context.Context, n int) ([]Row, error)

	// Near gives the articles that were placed in a vicinity: those that share most
	// keys first, and of equal ones those seen first.
	Near(ctx context.Context, v Vicinity) ([]Row, error)

	// Place puts articles where they belong and takes them off what is unsorted,
	// unless they have changed since. What was said of an article before is
	// forgotten. An article that was erased meanwhile is passed over.
	Place(ctx context.Context, places ...Place) error

	// Forget drops the keys of articles that were seen before a time; Near won't
	// find them any more. Their stories stay.
	Forget(ctx context.Context, before time.Time) error
}

// Vicinity says which articles are near.
type Vicinity struct {
	// Keys are what they are found by, each once. Under one key only the [EachKey]
	// articles count that were seen first, at Since or later.
	Keys  []uint64
	Since time.Time
	// Least is how many of the keys an article must share, 1 at least.
	Least int
	// Limit is how many are wanted at most.
	Limit int
}

// EachKey is how many articles a key may lead to. What stands under every article
// of a site leads to all of them; where that many are copies of one, some are enough.
const EachKey = 64

// Place is where an article belongs.
type Place struct {
	// Row is the article as the desk gave it.
	Row Row
	// Keys are what it is found by at the desk, each once.
	Keys []uint64
	// Seen is when the wire first saw it.
	Seen time.Time
	// Story is the story that it belongs to; empty when it is alone.
	Story string
}

// Lag is how many changes of articles wait, and since when the first of them does.
type Lag struct {
	Search      int64     // changes that Index has yet to come to
	SearchSince time.Time // zero when none waits
	Sort        int64     // changes that Sort has yet to come to
	SortSince   time.Time // zero when none waits
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
