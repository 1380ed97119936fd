package pgserver_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAServerSurvivesItsKill(t *testing.T) {
	t.Parallel()
	s := pgtest.Server(t, pgserver.Config{Password: "open sesame"})
	for n := range 3 {
		conn, err := pgx.Connect(t.Context(), s.URL("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		statement := "INSERT INTO lives VALUES (1)"
		if n == 0 {
			statement = "CREATE TABLE lives (n int)"
		}
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if err := s.Kill(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), statement); err == nil {
			t.Error("a server that was killed answers")
		}
		begin := time.Now()
		if err := s.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Logf("started in %s", time.Since(begin))
	}
}
