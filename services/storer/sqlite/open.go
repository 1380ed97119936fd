package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
	"github.com/wirecopy/wirecopy/services/storer/sqlite/index"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// Sync says when the disk is told to keep what is written.
type Sync string

// The ways to sync.
const (
	SyncNormal Sync = "normal" // at checkpoints: a power cut may take the last writes
	SyncFull   Sync = "full"   // at every write: it takes nothing
)

// indexSuffix makes the name of the index of a store's.
const indexSuffix = ".index"

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
	path  string
	file  *file.File
	index *index.Index // nil when it was never built and can't be now
	write statements
	now   func() time.Time
}

var _ store.Store = (*Store)(nil)

// Open opens the store in a file, makes it if need be, and brings its schema up
// to date. Its errors name the file and say what is wrong in plain words.
func Open(ctx context.Context, config Config) (*Store, error) {
	s, err := open(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", config.Path, file.InWords(err))
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
	s := &Store{path: config.Path, now: time.Now}
	defer func() {
		if err != nil {
			_ = s.Close() // the error that matters is at hand
		}
	}()
	s.file, err = file.Open(ctx, file.Config{
		Path: config.Path, ReadOnly: config.ReadOnly, Sync: string(config.Sync), Patience: config.Patience,
	})
	if errors.Is(err, fs.ErrNotExist) && config.ReadOnly {
		return nil, store.ErrNoStore
	}
	if err != nil {
		return nil, err
	}
	if !config.ReadOnly {
		if err := migrate(ctx, s.file.Writing); err != nil {
			return nil, err
		}
	}
	if err := checkSchema(ctx, s.file.Reading); err != nil {
		return nil, err
	}
	if err := s.openIndex(ctx, config); err != nil {
		return nil, err
	}
	if config.ReadOnly {
		return s, nil
	}
	return s, s.write.prepare(ctx, s.file.Writing)
}

// openIndex opens the index beside the file and sees to it that the list of
// changes leads from what the one knows to what the other has.
func (s *Store) openIndex(ctx context.Context, config Config) (err error) {
	s.index, err = index.Open(ctx, index.Config{Path: config.Path + indexSuffix, ReadOnly: config.ReadOnly, Patience: config.Patience})
	switch {
	case config.ReadOnly && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, index.ErrNotBuilt)):
		s.index = nil
		return nil
	case err != nil || config.ReadOnly:
		return err
	}
	return s.index.Write(ctx, func(b *index.Batch) error {
		p, err := b.Progress(ctx)
		if err != nil {
			return err
		}
		last, err := s.lastChange(ctx)
		if err != nil {
			return err
		}
		if p.Begun && max(p.Search, p.Sort) <= last {
			return nil
		}
		// The index is new, or it knows of changes that a power cut took from the
		// file: everything is a change.
		const all = "INSERT INTO changes (position, erased, at) SELECT position, 0, ? FROM articles ORDER BY position"
		if _, err := s.file.Writing.ExecContext(ctx, all, s.now().UnixNano()); err != nil {
			return fmt.Errorf("list all articles as changes: %w", err)
		}
		if err := b.Clear(ctx); err != nil {
			return err
		}
		return b.Advance(ctx, index.Progress{Begun: true, Search: last, Sort: last})
	})
}

// lastChange is the number of the newest change.
func (s *Store) lastChange(ctx context.Context) (last int64, err error) {
	if err := s.file.Reading.QueryRowContext(ctx, "SELECT coalesce(max(change), 0) FROM changes").Scan(&last); err != nil {
		return 0, fmt.Errorf("read changes: %w", err)
	}
	return last, nil
}

// Ping tells whether the store answers.
func (s *Store) Ping(ctx context.Context) error {
	var n int
	if err := s.file.Reading.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM articles LIMIT 1)").Scan(&n); err != nil {
		return fmt.Errorf("store %s: %w", s.path, file.InWords(err))
	}
	return nil
}

// Close ends all reading and writing.
func (s *Store) Close() error {
	var faults []error
	if s.index != nil {
		faults = append(faults, s.index.Close())
	}
	if s.file != nil {
		faults = append(faults, s.file.Close())
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("close store %s: %w", s.path, err)
	}
	return nil
}
