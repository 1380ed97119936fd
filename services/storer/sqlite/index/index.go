package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/wirecopy/wirecopy/services/storer/sqlite/file"
)

// ErrNotBuilt is returned by opening an index for reading where there is none that can be read.
var ErrNotBuilt = errors.New("there is no index of words beside it yet; a wire that runs builds it")

// applicationID marks the file as ours ("wiri"), for the file command and for us.
const applicationID = 0x77697269

// format is the number of what is written: of the tables, and of how package
// fulltext cuts words. An index of another format is built anew.
const format = 1

// Config says which file and how.
type Config struct {
	Path     string
	ReadOnly bool
	// Patience is how long to wait for another one that writes.
	Patience time.Duration
}

// Index is an open index.
type Index struct {
	path  string
	file  *file.File
	write statements
}

// Open opens an index, and makes it if need be.
func Open(ctx context.Context, config Config) (*Index, error) {
	x, err := open(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("index %s (once it is deleted, it is built anew): %w", config.Path, file.InWords(err))
	}
	return x, nil
}

func open(ctx context.Context, config Config) (_ *Index, err error) {
	f, err := file.Open(ctx, file.Config{Path: config.Path, ReadOnly: config.ReadOnly, Sync: "normal", Patience: config.Patience, Shred: true})
	if err != nil {
		return nil, err
	}
	x := &Index{path: config.Path, file: f}
	defer func() {
		if err != nil {
			_ = x.Close() // the error that matters is at hand
		}
	}()
	if config.ReadOnly {
		return x, checkFormat(ctx, f.Reading)
	}
	if err := prepareTables(ctx, f.Writing); err != nil {
		return nil, err
	}
	return x, x.write.prepare(ctx, f.Writing)
}

// Close closes the file. It may be called again.
func (x *Index) Close() error { return x.file.Close() }

// Empty moves the log of changes into the file, so that no page of it is left as it was.
func (x *Index) Empty(ctx context.Context) error {
	if _, err := x.file.Writing.ExecContext(ctx, "PRAGMA wal_checkpoint(truncate)"); err != nil {
		return x.fault("empty log", err)
	}
	return nil
}

// fault says what was being done to which file.
func (x *Index) fault(doing string, err error) error {
	return fmt.Errorf("index %s: %s: %w", x.path, doing, file.InWords(err))
}

// state is what a file says of itself.
type state struct{ id, version, tables int64 }

func readState(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
},
) (s state, err error) {
	const text = `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id, pragma_user_version`
	err = db.QueryRowContext(ctx, text).Scan(&s.id, &s.version, &s.tables)
	return s, err
}

func checkFormat(ctx context.Context, db *sql.DB) error {
	s, err := readState(ctx, db)
	if err == nil && (s.id != applicationID || s.version != format) {
		err = ErrNotBuilt
	}
	return err
}

// prepareTables makes the tables, unless those of this format are there.
func prepareTables(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := prepareIn(ctx, tx); err != nil {
		_ = tx.Rollback() // nothing is made either way
		return err
	}
	return tx.Commit()
}

func prepareIn(ctx context.Context, tx *sql.Tx) error {
	s, err := readState(ctx, tx)
	switch {
	case err != nil:
		return err
	case s.id == applicationID && s.version == format:
		return nil
	case s.id != applicationID && (s.id != 0 || s.tables > 0):
		return errors.New("this is the database of another program")
	}
	if _, err := tx.ExecContext(ctx, tables+fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, format)); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	return nil
}

// tables are made in place of those of any other format.
const tables = `
	DROP TABLE IF EXISTS progress;
	DROP TABLE IF EXISTS search;
	DROP TABLE IF EXISTS placed;
	DROP TABLE IF EXISTS keys;

	-- How far each part has come in the store's list of changes.
	CREATE TABLE progress (
		begun  INTEGER NOT NULL, -- whether all that the store has is, or was, among the changes
		search INTEGER NOT NULL, -- the change that was settled last
		sort   INTEGER NOT NULL,
		shred  INTEGER NOT NULL  -- a Shredding
	) STRICT;
	INSERT INTO progress VALUES (0, 0, 0, 0);

	-- The words of the current versions; rowid is the article's position. The words
	-- come cut and folded from package fulltext, so that the tokenizer has only to
	-- part them at the spaces. Labels are what a search may be narrowed by: checked
	-- in the index they cost nothing, checked in the articles one read for each hit.
	CREATE VIRTUAL TABLE search USING fts5 (
		headline, description, body, labels,
		content = '', contentless_delete = 1, tokenize = 'ascii'
	);
	-- A batch fits in memory, so that it becomes one segment of the index.
	INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);

	-- What the desk finds articles by, and what it was told of each.
	CREATE TABLE keys (
		key      INTEGER NOT NULL,
		seen     INTEGER NOT NULL, -- Unix nanoseconds
		position INTEGER NOT NULL,
		PRIMARY KEY (key, seen, position)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE placed (
		position INTEGER PRIMARY KEY,
		seen     INTEGER NOT NULL,
		keys     BLOB    NOT NULL -- 8 bytes each
	) STRICT;
	CREATE INDEX placed_seen ON placed (seen);
`
