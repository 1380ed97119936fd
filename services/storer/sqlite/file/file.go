package file

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver, by name
)

// readers is how many reads go on at once. More would only share the same disk,
// and each has a cache of its own.
const readers = 4

// The rights of what is made: what people read is nobody else's business.
const (
	fileMode = 0o600 // SQLite gives the -wal and -shm files the same
	dirMode  = 0o700
)

// Config says which file and how.
type Config struct {
	// Path is the file. It is made if it isn't there, and so is its directory.
	Path string
	// ReadOnly opens a file that is there, and changes nothing in it.
	ReadOnly bool
	// Sync is normal or full, as SQLite's synchronous.
	Sync string
	// Patience is how long to wait for another process that writes.
	Patience time.Duration
	// Shred overwrites with zeros what is deleted.
	Shred bool
}

// File is an open file.
type File struct {
	Writing *sql.DB // one connection; nil when read-only
	Reading *sql.DB
}

// Open opens a file. A file that isn't there gives [fs.ErrNotExist] when it is to
// be read only.
func Open(ctx context.Context, config Config) (_ *File, err error) {
	path, err := filepath.Abs(config.Path)
	if err != nil {
		return nil, err
	}
	if err := prepare(path, config.ReadOnly); err != nil {
		return nil, err
	}
	f := new(File)
	defer func() {
		if err != nil {
			_ = f.Close() // the error that matters is at hand
		}
	}()
	if !config.ReadOnly {
		if f.Writing, err = sql.Open("sqlite", address(path, config, false)); err != nil {
			return nil, err
		}
		f.Writing.SetMaxOpenConns(1)
		if err := f.Writing.PingContext(ctx); err != nil { // sets the file up before anybody reads
			return nil, err
		}
	}
	if f.Reading, err = sql.Open("sqlite", address(path, config, true)); err != nil {
		return nil, err
	}
	f.Reading.SetMaxOpenConns(readers)
	f.Reading.SetMaxIdleConns(readers)
	return f, nil
}

// Close ends all reading and writing. The last one to close a file moves the log
// of changes into it. It may be called again.
func (f *File) Close() error {
	var faults []error
	if f.Reading != nil {
		faults = append(faults, f.Reading.Close())
	}
	if f.Writing != nil {
		faults = append(faults, f.Writing.Close())
	}
	return errors.Join(faults...)
}

// prepare makes the file and its directory, or checks that it is there.
func prepare(path string, readOnly bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("this is a directory; give the path of a file in it")
	case err == nil || readOnly || !errors.Is(err, fs.ErrNotExist):
		// A file that is there is not opened here: closing it would take the
		// locks of every other connection of this process (a trait of POSIX locks).
		return err
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

// address is the file and all settings of a connection, as the driver reads them.
func address(path string, config Config, reading bool) string {
	settings := url.Values{"_pragma": {
		"busy_timeout(" + strconv.FormatInt(config.Patience.Milliseconds(), 10) + ")",
	}}
	add := func(pragma string) { settings.Add("_pragma", pragma) }
	if reading {
		settings.Set("mode", "ro")
	} else {
		settings.Set("mode", "rw")
		settings.Set("_txlock", "immediate") // a read that turns into a write can't be retried
		add("journal_mode(wal)")
		add("synchronous(" + config.Sync + ")")
		add("foreign_keys(on)")
		add("cache_size(-65536)")            // KiB: the upper pages of the indexes stay in memory
		add("wal_autocheckpoint(16000)")     // pages, some ten batches: the pages of ids, which are at random, go to the file once for all of them
		add("journal_size_limit(134217728)") // bytes: a log that a long read had let grow is cut again
		if config.Shred {
			add("secure_delete(on)")
		}
	}
	file := filepath.ToSlash(path)
	if !strings.HasPrefix(file, "/") {
		file = "/" + file // C:/… on Windows
	}
	return (&url.URL{Scheme: "file", Path: file, RawQuery: settings.Encode()}).String()
}
