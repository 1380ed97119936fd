package postgres_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wirecopy/wirecopy/services/storer/postgres"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// raw connects beside the store, as another program would.
func raw(tb testing.TB, url string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), url)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := conn.Close(context.WithoutCancel(tb.Context())); err != nil {
			tb.Error(err)
		}
	})
	return conn
}

func execute(tb testing.TB, conn *pgx.Conn, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if _, err := conn.Exec(tb.Context(), statement); err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

// value reads one value.
func value[T any](tb testing.TB, conn *pgx.Conn, query string) (v T) {
	tb.Helper()
	if err := conn.QueryRow(tb.Context(), query).Scan(&v); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return v
}

// with adds a setting to an address.
func with(url, setting string) string {
	if strings.Contains(url, "?") {
		return url + "&" + setting
	}
	return url + "?" + setting
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	foreign := pgtest.Database(t)
	execute(t, raw(t, foreign), "CREATE TABLE articles (x int)")
	latin := strings.Replace(pgtest.Database(t), "/wirecopy_test", "/latin_wirecopy_test", 1)
	for _, c := range []struct {
		name   string
		config postgres.Config
		is     error
		says   string
	}{
		{"no store", postgres.Config{URL: url, ReadOnly: true}, store.ErrNoStore, "no store"},
		{"another program's", postgres.Config{URL: foreign}, nil, "another program"},
		{"no database", postgres.Config{URL: latin}, nil, "createdb"},
		{"no schema", postgres.Config{URL: with(url, "search_path=nowhere")}, nil, "search_path"},
		{"unknown setting", postgres.Config{URL: with(url, "retention=3")}, nil, "retention"},
		{"nobody there", postgres.Config{URL: "postgres://wire:hush@127.0.0.1:" + freePort(t) + "/wire", Patience: time.Millisecond}, nil, "see that it runs"},
		{"no password file", postgres.Config{URL: with(url, "password-file=/no/such/file"), Patience: time.Millisecond}, nil, "/no/such/file"},
		{"bad retention", postgres.Config{URL: with(url, "retention-months=many")}, nil, `"many"`},
		{"no address", postgres.Config{URL: "postgres://wire:hu/sh@db.example/wire"}, nil, "%XX"},
		{"no address either", postgres.Config{URL: "postgres://wire:123/hush@db.example/wire"}, nil, "%XX"},
		{"nor this", postgres.Config{URL: "postgres://wire:hush%zz@db.example/wire"}, nil, "%XX"},
		{"nor that", postgres.Config{URL: "postgres://wire@db.example/wire?password=hu%sh"}, nil, "%XX"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := postgres.Open(t.Context(), c.config)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hush") {
				t.Errorf("error %v doesn't say %q, or holds the password", err, c.says)
			}
			if c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("error %v is not %v", err, c.is)
			}
		})
	}
}

// freePort is a port at which nobody listens.
func freePort(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	open(t, postgres.Config{URL: url})
	execute(t, raw(t, url), "INSERT INTO wirecopy_schema (version_id, is_applied) VALUES (999, true)")
	for _, readOnly := range []bool{false, true} {
		_, err := postgres.Open(t.Context(), postgres.Config{URL: url, ReadOnly: readOnly})
		if !errors.Is(err, store.ErrNewerSchema) || !strings.Contains(err.Error(), "version 999") {
			t.Errorf("error is %v, want ErrNewerSchema with the version", err)
		}
	}
}

func TestManyMayBeginOneDatabase(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	opened := make(chan error, 6)
	for range cap(opened) {
		go func() {
			s, err := postgres.Open(t.Context(), postgres.Config{URL: url})
			if err == nil {
				err = s.Close()
			}
			opened <- err
		}()
	}
	for range cap(opened) {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
}

func TestWiresInSchemasOfOneDatabase(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	execute(t, raw(t, url), "CREATE SCHEMA one", "CREATE SCHEMA other")
	one, other := open(t, postgres.Config{URL: with(url, "search_path=one")}), open(t, postgres.Config{URL: with(url, "search_path=other")})
	for _, s := range []*postgres.Store{one, other} {
		if results, err := s.Write(t.Context(), storetest.Entries(storetest.Article(1))); err != nil || results[0].State != store.New {
			t.Errorf("write gives %v, %v", results, err)
		}
	}
}

func TestReadOnlyReadsWhileAnotherWrites(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	writer := open(t, postgres.Config{URL: url})
	reader := open(t, postgres.Config{URL: url, ReadOnly: true})
	a := storetest.Article(1)
	if _, err := writer.Write(t.Context(), storetest.Entries(a)); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Article(t.Context(), a.ID); err != nil {
		t.Error(err)
	}
	_, written := reader.Write(t.Context(), storetest.Entries(a))
	_, indexed := reader.Index(t.Context(), 1)
	sorted := reader.Sort(t.Context(), func(store.Desk) error { return nil })
	for doing, err := range map[string]error{
		"write": written, "index": indexed, "sort": sorted, "erase": reader.Erase(t.Context(), a.ID), "tidy": reader.Tidy(t.Context()),
	} {
		if !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("%s gives %v, want ErrReadOnly", doing, err)
		}
	}
}

// TestThePasswordIsNeverTold opens a store with a password that is right, wrong,
// in a file, and changed while the store is open.
func TestThePasswordIsNeverTold(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgserver.Config{Password: "hush-hush"})
	url := server.URL("postgres")
	open(t, postgres.Config{URL: url})
	bare := strings.Replace(url, ":hush-hush", "", 1)
	wrong := strings.Replace(url, "hush-hush", "hush-hash", 1)
	for _, url := range []string{bare, wrong} {
		_, err := postgres.Open(t.Context(), postgres.Config{URL: url})
		if err == nil || !strings.Contains(err.Error(), "password") || strings.Contains(err.Error(), "hush") {
			t.Errorf("error is %v", err)
		}
	}
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("hush-hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, postgres.Config{URL: with(bare, "password-file="+file)})
	if err := os.WriteFile(file, []byte("hush-hush-2"), 0o600); err != nil {
		t.Fatal(err)
	}
	execute(t, raw(t, url), "ALTER USER "+pgserver.User+" PASSWORD 'hush-hush-2'",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
	eventually(t, "it is let in with the changed password", func() bool { return s.Ping(t.Context()) == nil })
}

func TestCommitsAreDurableWhateverTheDefaultIs(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	database := value[string](t, raw(t, url), "SELECT current_database()")
	execute(t, raw(t, url), "ALTER DATABASE "+database+" SET synchronous_commit = off")
	s := open(t, postgres.Config{URL: url})
	if got := s.Setting(t, "synchronous_commit"); got != "on" {
		t.Errorf("synchronous_commit is %s", got)
	}
	execute(t, raw(t, url), "ALTER DATABASE "+database+" SET synchronous_commit = remote_apply")
	s = open(t, postgres.Config{URL: url})
	if got := s.Setting(t, "synchronous_commit"); got != "remote_apply" {
		t.Errorf("synchronous_commit is %s, want what is stricter to stay", got)
	}
}

func TestAStandbyTakesNoWrites(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	s := open(t, postgres.Config{URL: url})
	s.Pretend(t, "default_transaction_read_only", "on")
	_, err := s.Write(t.Context(), storetest.Entries(storetest.Article(1)))
	if err == nil || !strings.Contains(err.Error(), "primary") {
		t.Errorf("write gives %v, want what to do", err)
	}
}
