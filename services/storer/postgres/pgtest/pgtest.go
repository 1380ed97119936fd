// Package pgtest gives tests a PostgreSQL database each. It is for tests; nothing
// that is shipped imports it.
//
// The databases are on the server that WIRECOPY_TEST_POSTGRES names
// (postgres://…; the user must be allowed to make databases) or, without it, on
// a throw-away one of package pgserver, which all tests of a process share: their
// TestMain runs them by [Main]. Where there is neither, tests fail when CI is
// set, and are skipped otherwise.
package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver"
)

// variable names the server to test on.
const variable = "WIRECOPY_TEST_POSTGRES"

// shared is the server that the tests of this process share.
var shared struct { //nolint:gochecknoglobals // a test has no other way to what all tests of its process share
	mu     sync.Mutex
	server *pgserver.Server // guarded by mu, and so is the rest
	err    error
	asked  bool
}

// Main runs the tests of a package, and then ends their server. It is given to
// goleak.VerifyTestMain, or run by TestMain itself.
func Main(m interface{ Run() int }) interface{ Run() int } { return runner{m} }

type runner struct{ tests interface{ Run() int } }

// Run runs the tests.
func (r runner) Run() int {
	code := r.tests.Run()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.server == nil {
		return code
	}
	if err := shared.server.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "end the tests' PostgreSQL:", err)
		return 1
	}
	return code
}

// Database makes a database for a test, which is dropped at its end, and gives its address.
func Database(tb testing.TB) string {
	tb.Helper()
	if address := os.Getenv(variable); address != "" {
		return Create(tb, func(database string) string { return withDatabase(tb, address, database) })
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if !shared.asked {
		shared.asked = true
		// The server outlives this test.
		shared.server, shared.err = pgserver.New(context.WithoutCancel(tb.Context()), pgserver.Config{})
	}
	if shared.err != nil {
		Missing(tb, shared.err)
	}
	return Create(tb, shared.server.URL)
}

// Server starts a server for one test alone, which may do to it what it likes.
func Server(tb testing.TB, config pgserver.Config) *pgserver.Server {
	tb.Helper()
	server, err := pgserver.New(tb.Context(), config)
	if err != nil {
		Missing(tb, err)
	}
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Error(err)
		}
	})
	return server
}

// Create makes a database on a server; url gives the addresses of its databases.
func Create(tb testing.TB, url func(database string) string) string {
	tb.Helper()
	name := "wirecopy_test_" + strings.ToLower(rand.Text()[:12])
	execute(tb, url("postgres"), "CREATE DATABASE "+name+" ENCODING 'UTF8' TEMPLATE template0")
	tb.Cleanup(func() { execute(tb, url("postgres"), "DROP DATABASE "+name+" WITH (FORCE)") })
	return url(name)
}

// Missing ends a test that can't have a server.
func Missing(tb testing.TB, err error) {
	tb.Helper()
	if !errors.Is(err, pgserver.ErrNotInstalled) || os.Getenv("CI") != "" {
		tb.Fatalf("no PostgreSQL to test on: %v", err)
	}
	tb.Skipf("NOT TESTED WITHOUT POSTGRESQL: %v; install it (apt-get install postgresql) or set %s to the address of a server", err, variable)
}

// execute runs one statement on a connection of its own, also at the end of a test.
func execute(tb testing.TB, address, statement string) {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context())
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		tb.Errorf("%s: %v", statement, err)
		return
	}
	_, err = conn.Exec(ctx, statement)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		tb.Errorf("%s: %v", statement, err)
	}
}

// withDatabase is a server's address with another database.
func withDatabase(tb testing.TB, address, database string) string {
	tb.Helper()
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatalf("%s is no address of the form postgres://USER@HOST/", variable)
	}
	u.Path = "/" + database
	return u.String()
}
