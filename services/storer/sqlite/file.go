package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// The rights of what is made: what people read is nobody else's business.
const (
	fileMode = 0o600 // SQLite gives the -wal and -shm files the same
	dirMode  = 0o700
)

// prepareFile makes the file and its directory, or checks that it is there.
func prepareFile(path string, readOnly bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("this is a directory; give the path of a file in it")
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		// A file that is there is not opened here: closing it would take the
		// locks of every other connection of this process (a trait of POSIX locks).
		return err
	case readOnly:
		return store.ErrNoStore
	}
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return nil // another one was faster
	}
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	return file.Close()
}

// inWords puts before an error of SQLite what it means for the one who runs the
// wire, where the error itself doesn't say.
func inWords(err error) error {
	var words string
	switch code(err) {
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

// code is SQLite's primary code of an error, 0 when the error isn't SQLite's.
func code(err error) int {
	if e, ok := errors.AsType[*driver.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}
