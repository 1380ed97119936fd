package file

import (
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// InWords puts before an error of SQLite what it means for the one who runs the
// wire, where the error itself doesn't say.
func InWords(err error) error {
	var words string
	switch Code(err) {
	case sqlite3.SQLITE_NOTADB:
		words = "this file is no SQLite database"
	case sqlite3.SQLITE_CORRUPT:
		words = "the file is damaged; restore it from a backup or replay the stream into a new one"
	case sqlite3.SQLITE_FULL:
		words = "the disk is full"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		words = "another process is writing for too long"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		words = "the file or its directory can't be written by this user"
	case sqlite3.SQLITE_CANTOPEN:
		words = "the file can't be opened by this user, or its directory can't be written"
	default:
		return err
	}
	return fmt.Errorf("%s: %w", words, err)
}

// Code is SQLite's primary code of an error, 0 when the error isn't SQLite's.
func Code(err error) int {
	if e, ok := errors.AsType[*driver.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}
