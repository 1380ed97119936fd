package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schemaVersion is the number of the newest file in migrations.
const schemaVersion = 3

// applicationID marks the file as ours ("wire"), for the file command and for us.
const applicationID = 0x77697265

// migrate brings the schema up to date. Two processes may begin a new file at
// the same time; the one that comes second looks again.
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, steps,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	for attempt := 0; ; attempt++ {
		if err := checkOwner(ctx, db); err != nil {
			return err
		}
		version, err := readSchema(ctx, db)
		if err != nil || version >= schemaVersion {
			return err // checkSchema says what is wrong with a newer one
		}
		if _, err = provider.Up(ctx); err == nil {
			continue
		}
		if attempt == 5 || ctx.Err() != nil {
			return fmt.Errorf("bring schema from version %d to %d: %w", version, schemaVersion, err)
		}
	}
}

// checkOwner keeps us from making our tables in the database of another program.
func checkOwner(ctx context.Context, db *sql.DB) error {
	var id, tables int64
	err := db.QueryRowContext(ctx, "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id").Scan(&id, &tables)
	switch {
	case err != nil:
		return err
	case id == applicationID:
		return nil
	case id != 0 || tables > 0:
		return errors.New("this is the database of another program")
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return fmt.Errorf("mark file: %w", err)
	}
	return nil
}

// checkSchema refuses a file that this program would misread.
func checkSchema(ctx context.Context, db *sql.DB) error {
	version, err := readSchema(ctx, db)
	switch {
	case err != nil:
		return err
	case version > schemaVersion:
		return fmt.Errorf("%w: its schema is version %d and this program knows up to %d; run the newer program", store.ErrNewerSchema, version, schemaVersion)
	case version < schemaVersion:
		return fmt.Errorf("%w: its schema is version %d and this program reads %d; open it for writing once", store.ErrOlderSchema, version, schemaVersion)
	default:
		return nil
	}
}

// readSchema is the version of the schema in the file, 0 when there is none. It
// reads goose's own table, for goose itself would write to look.
func readSchema(ctx context.Context, db *sql.DB) (int64, error) {
	var tables int
	const table = "SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'"
	if err := db.QueryRowContext(ctx, table).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	var version sql.NullInt64
	const newest = "SELECT max(version_id) FROM goose_db_version WHERE is_applied"
	if err := db.QueryRowContext(ctx, newest).Scan(&version); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	return version.Int64, nil
}
