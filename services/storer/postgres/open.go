package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/wirecopy/wirecopy/services/storer/store"
)

const (
	// writers is how many connections of a store may write at once: the batches,
	// what is tried again, the search, and what is done now and then.
	writers = 5
	// readers is how many reads go on at once.
	readers = 4
	// oldest is the oldest release of PostgreSQL that compresses with lz4.
	oldest = 14
	// idleTransaction ends a transaction of a store that was suspended in it, and
	// whose rows others wait for.
	idleTransaction = time.Minute
)

// Config says which database and how.
type Config struct {
	// URL is the address, postgres://USER@HOST:PORT/DATABASE?SETTING=VALUE: that of
	// libpq, which see. What it leaves out is taken from the variables of libpq,
	// such as PGPASSWORD. Two more settings are ours:
	//
	//	password-file=FILE    read for each connection; it holds the password alone
	//	retention-months=N    versions that were made more than N months ago are dropped
	URL string
	// ReadOnly opens a store that is there, and changes nothing in it.
	ReadOnly bool
	// Patience is how long to wait for a server that is away at the start; 0 is half
	// a minute, and 5 seconds to read only.
	Patience time.Duration
}

// Store is a store of articles in a database. See [store.Store] for what its methods do.
type Store struct {
	name      string
	retention int           // months; 0 keeps all
	writing   *pgxpool.Pool // nil when read-only
	reading   *pgxpool.Pool
	months    months
	extent    extent // of the search
	now       func() time.Time

	each bool // only tests write every entry by itself
	list bool // only tests search by the index alone
}

// Open opens the store in a database, makes it if need be, and brings its schema
// up to date. It waits for a server that is away. Its errors name the server and
// the database, and never hold the password.
func Open(ctx context.Context, config Config) (*Store, error) {
	a, err := parseAddress(config.URL)
	if err != nil {
		return nil, fmt.Errorf("store in PostgreSQL: %w", err)
	}
	if config.Patience == 0 {
		config.Patience = 30 * time.Second
		if config.ReadOnly {
			config.Patience = 5 * time.Second
		}
	}
	s := &Store{name: a.name, retention: a.retention, now: time.Now}
	if err := s.open(ctx, a, config); err != nil {
		_ = s.Close() // the error that matters is at hand
		return nil, s.wrap("open", err)
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, a address, config Config) (err error) {
	if !config.ReadOnly {
		if s.writing, err = pool(ctx, a, writers, prepareWriter); err != nil {
			return err
		}
	}
	if s.reading, err = pool(ctx, a, readers, prepareReader); err != nil {
		return err
	}
	deadline := s.now().Add(config.Patience)
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		if err = s.begin(ctx); err == nil || !isPassing(err) || s.now().Add(wait).After(deadline) {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}

// begin makes the store ready, as far as the server is.
func (s *Store) begin(ctx context.Context) error {
	if err := checkServer(ctx, s.reading); err != nil {
		return err
	}
	if s.writing == nil {
		return checkSchema(ctx, s.reading)
	}
	if err := migrate(ctx, s.writing); err != nil {
		return err
	}
	return s.makeMonths(ctx, ahead(s.now()))
}

// pool makes connections to one server, when they are needed.
func pool(ctx context.Context, a address, most int32, prepare func(context.Context, *pgx.Conn) error) (*pgxpool.Pool, error) {
	config := a.config.Copy()
	config.MaxConns, config.MinConns = most, 0
	config.AfterConnect = prepare
	if _, set := config.ConnConfig.RuntimeParams["application_name"]; !set {
		config.ConnConfig.RuntimeParams["application_name"] = "wirecopy"
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 10 * time.Second
	}
	return pgxpool.NewWithConfig(ctx, config)
}

// prepareWriter makes a connection one that writes.
func prepareWriter(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('idle_in_transaction_session_timeout', $1, false),
		CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END`,
		strconv.FormatInt(idleTransaction.Milliseconds(), 10))
	return err
}

// prepareReader makes a connection one that reads. All that is read has an
// index, also where statistics of a table that grows fast are too old to say so,
// and nothing that is read takes so long that compiling it would pay.
func prepareReader(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config(name, value, false) FROM (VALUES
		('default_transaction_read_only', 'on'), ('enable_seqscan', 'off'), ('jit', 'off')) AS settings (name, value)`)
	return err
}

// checkServer refuses a server that can't hold the store.
func checkServer(ctx context.Context, db *pgxpool.Pool) error {
	var (
		version  int
		encoding string
	)
	err := db.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')").Scan(&version, &encoding)
	switch {
	case err != nil:
		return err
	case version < oldest*10_000:
		return fmt.Errorf("the server is PostgreSQL %d, and %d or later is needed", version/10_000, oldest)
	case encoding != "UTF8":
		return fmt.Errorf("the database has the encoding %s: make one with createdb --encoding UTF8 --template template0", encoding)
	default:
		return nil
	}
}

// Ping tells whether the store answers, and takes writes unless it was opened for
// reading only.
func (s *Store) Ping(ctx context.Context) error {
	db := s.writing
	if db == nil {
		db = s.reading
	}
	var standby, any bool
	err := db.QueryRow(ctx, "SELECT pg_is_in_recovery(), EXISTS (SELECT FROM articles)").Scan(&standby, &any)
	if err == nil && standby && s.writing != nil {
		err = errors.New("the server is a standby: give the address of the primary")
	}
	if err != nil {
		return s.wrap("ask", err)
	}
	return nil
}

// Close ends all reading and writing; work in hand is finished first.
func (s *Store) Close() error {
	for _, p := range []*pgxpool.Pool{s.writing, s.reading} {
		if p != nil {
			p.Close()
		}
	}
	return nil
}

// wrap says of which store an error is, what was being done, and what it means.
func (s *Store) wrap(doing string, err error) error {
	return fmt.Errorf("store %s: %s: %w", s.name, doing, inWords(err))
}

// writer is the pool of those who write, or [store.ErrReadOnly].
func (s *Store) writer() (*pgxpool.Pool, error) {
	if s.writing == nil {
		return nil, fmt.Errorf("store %s: %w", s.name, store.ErrReadOnly)
	}
	return s.writing, nil
}
