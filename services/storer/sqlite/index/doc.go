// Package index is the file beside a store of SQLite that holds what articles are
// found by: their words and facets, and the keys by which the desk finds those that
// are near. It has a file of its own so that building it never keeps the store from
// being written: SQLite lets one write a file at a time.
//
// It knows articles by their positions alone. All in it is derived: a file that is
// lost, or was made by another format, is built anew from the store. Its progress
// is part of it and is written with it, so that it is always known how far it is.
//
// It is not the store, and doesn't read it.
package index
