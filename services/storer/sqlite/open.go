package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver, by name

	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Sync says when the disk is told to keep what is written.
type Sync string

// The ways to sync.
const (
	SyncNormal Sync = "normal" // at checkpoints: a power cut may take the last writes
	SyncFull   Sync = "full"   // at every write: it takes nothing
)

// readers is how many reads go on at once. More would only share the same disk,
// and each has a cache of its own.
const readers = 4

// Config says which file and how.
type Config struct {
	// Path is the file. It is made, readable for its owner alone, and so is its directory.
	Path string
	// ReadOnly opens a file that is there, and changes nothing in it.
	ReadOnly bool
	// Sync is SyncNormal unless set.
	Sync Sync
	// Patience is how long to wait for another process that writes; 0 is ten seconds.
	Patience time.Duration
}

// Store is a store of articles in a file. See [store.Store] for what its methods do.
type Store struct {
	path    string
	writing *sql.DB    // one connection, nil when read-only
	reading *sql.DB    // readers connections
	write   statements // of writing
	now     func() time.Time

	unsearched bool // only benchmarks leave the search out
}

var _ store.Store = (*Store)(nil)

// Open opens the store in a file, makes it if need be, and brings its schema up
// to date. Its errors name the file and say what is wrong in plain words.
func Open(ctx context.Context, config Config) (*Store, error) {
	s, err := open(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", config.Path, inWords(err))
	}
	return s, nil
}

func open(ctx context.Context, config Config) (_ *Store, err error) {
	if config.Patience == 0 {
		config.Patience = 10 * time.Second
	}
	switch config.Sync {
	case "":
		config.Sync = SyncNormal
	case SyncNormal, SyncFull:
	default:
		return nil, fmt.Errorf("sync is %q, not %s or %s", string(config.Sync), SyncNormal, SyncFull)
	}
	path, err := filepath.Abs(config.Path)
	if err != nil {
		return nil, err
	}
	if err := prepareFile(path, config.ReadOnly); err != nil {
		return nil, err
	}
	s := &Store{path: config.Path, now: time.Now}
	defer func() {
		if err != nil {
			_ = s.Close() // the error that matters is at hand
		}
	}()
	if !config.ReadOnly {
		if s.writing, err = sql.Open("sqlite", address(path, config, false)); err != nil {
			return nil, err
		}
		s.writing.SetMaxOpenConns(1)
		if err := migrate(ctx, s.writing); err != nil {
			return nil, err
		}
		if err := s.write.prepare(ctx, s.writing); err != nil {
			return nil, err
		}
	}
	if s.reading, err = sql.Open("sqlite", address(path, config, true)); err != nil {
		return nil, err
	}
	s.reading.SetMaxOpenConns(readers)
	s.reading.SetMaxIdleConns(readers)
	return s, checkSchema(ctx, s.reading)
}

// Ping tells whether the store answers.
func (s *Store) Ping(ctx context.Context) error {
	var n int
	if err := s.reading.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM articles LIMIT 1)").Scan(&n); err != nil {
		return fmt.Errorf("store %s: %w", s.path, inWords(err))
	}
	return nil
}

// Close ends all reading and writing. The last one to close the file moves the
// log of changes into it.
func (s *Store) Close() error {
	var faults []error
	if s.reading != nil {
		faults = append(faults, s.reading.Close())
	}
	if s.writing != nil {
		faults = append(faults, s.writing.Close())
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("close store %s: %w", s.path, err)
	}
	return nil
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
		add("synchronous(" + string(config.Sync) + ")")
		add("foreign_keys(on)")
		add("cache_size(-65536)")            // KiB: the upper pages of the indexes stay in memory
		add("wal_autocheckpoint(16000)")     // pages, some ten batches: the pages of ids, which are at random, go to the file once for all of them
		add("journal_size_limit(134217728)") // bytes: a log that a long read had let grow is cut again
	}
	file := filepath.ToSlash(path)
	if !strings.HasPrefix(file, "/") {
		file = "/" + file // C:/… on Windows
	}
	return (&url.URL{Scheme: "file", Path: file, RawQuery: settings.Encode()}).String()
}
