package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	// schemaVersion is the number of the newest file in migrations.
	schemaVersion = 1
	// schemaTable is where the schema's version is kept, and what tells our schema
	// from that of another program.
	schemaTable = "wirecopy_schema"
)

// migrate brings the schema up to date; of several processes that begin at once,
// one does it and the others wait.
func migrate(ctx context.Context, pool *pgxpool.Pool) (err error) {
	if err := checkOwner(ctx, pool); err != nil {
		return err
	}
	switch version, err := readSchema(ctx, pool); {
	case err != nil:
		return err
	case version >= schemaVersion:
		return checkSchema(ctx, pool)
	}
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, steps, goose.WithDisableGlobalRegistry(true),
		goose.WithLogger(goose.NopLogger()), goose.WithTableName(schemaTable), goose.WithSessionLocker(turnstile{}))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring schema to version %d: %w", schemaVersion, err)
	}
	return checkSchema(ctx, pool) // another one may have brought it further
}

// turnstile lets one process at a time change the schema. Goose has its own,
// which asks once a second.
type turnstile struct{}

// SessionLock waits for its turn.
func (turnstile) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock"+lockSchema.key())
	return err
}

// SessionUnlock lets the next one in.
func (turnstile) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_unlock"+lockSchema.key())
	return err
}

// checkOwner keeps us from making our tables among those of another program.
func checkOwner(ctx context.Context, db *pgxpool.Pool) error {
	var foreign bool
	const query = `SELECT to_regclass($1) IS NULL AND (to_regclass('articles') IS NOT NULL OR to_regclass('article_versions') IS NOT NULL)`
	if err := db.QueryRow(ctx, query, schemaTable).Scan(&foreign); err != nil {
		return err
	}
	if foreign {
		return errors.New("another program has a table articles there: give a database of its own, or a schema (?search_path=NAME)")
	}
	return nil
}

// checkSchema refuses a schema that this program would misread.
func checkSchema(ctx context.Context, db *pgxpool.Pool) error {
	version, err := readSchema(ctx, db)
	switch {
	case err != nil:
		return err
	case version == 0:
		return store.ErrNoStore
	case version > schemaVersion:
		return fmt.Errorf("%w: its schema is version %d and this program knows up to %d; run the newer program", store.ErrNewerSchema, version, schemaVersion)
	case version < schemaVersion:
		return fmt.Errorf("%w: its schema is version %d and this program reads %d; open it for writing once", store.ErrOlderSchema, version, schemaVersion)
	default:
		return nil
	}
}

// readSchema is the version of the schema, 0 when there is none.
func readSchema(ctx context.Context, db *pgxpool.Pool) (version int64, err error) {
	var there bool
	if err := db.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", schemaTable).Scan(&there); err != nil || !there {
		return 0, err
	}
	if err := db.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM "+schemaTable+" WHERE is_applied").Scan(&version); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version, nil
}
