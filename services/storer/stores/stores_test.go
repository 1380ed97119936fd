package stores_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/stores"
)

func TestOpenByAddress(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"sqlite:%s", "sqlite://%s", "SQLite:%s", "sqlite:%s?sync=full", "sqlite:%s?"} {
		path := filepath.Join(t.TempDir(), "100% wire.db")
		s, err := stores.Open(t.Context(), strings.Replace(form, "%s", path, 1), false)
		if err != nil {
			t.Errorf("%s: %v", form, err)
			continue
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", form, err)
		}
	}
}

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m).Run()) }

func TestOpenPostgres(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	for _, dsn := range []string{url, strings.Replace(url, "postgres://", "PostgreSQL://", 1)} {
		for _, readOnly := range []bool{false, true} {
			s, err := stores.Open(t.Context(), dsn, readOnly)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestOpenSaysWhatIsWrongWithAnAddress(t *testing.T) {
	t.Parallel()
	for dsn, says := range map[string]string{
		"":                                 "begins with its kind",
		"/var/lib/wire.db":                 "sqlite:/var/lib/wire.db",
		"sqlite:":                          "path is missing",
		"sqlite://":                        "path is missing",
		"sqlite:wire.db?sync=maybe":        `"maybe"`,
		"sqlite:wire.db?mode=memory":       `"mode"`,
		"sqlite:wire.db?%zz":               "read settings",
		"mysql://wire:hush@db.example/":    "kind",
		"postgres://wire:hush%@db.example": "%XX",
		"postgres://wire:hush@db.example/wire?retention-months=0": "at least 1",
	} {
		s, err := stores.Open(t.Context(), dsn, false)
		if err == nil || s != nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v doesn't say %q", dsn, err, says)
		}
		if err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("error has the password: %v", err)
		}
	}
	if s, err := stores.Open(t.Context(), "postgres://wire:hush@/wire?host="+t.TempDir(), true); err == nil || s != nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("opening a server that isn't there gives %v, %v", s, err)
	}
	missing := filepath.Join(t.TempDir(), "wire.db")
	if s, err := stores.Open(t.Context(), "sqlite:"+missing, true); err == nil || s != nil {
		t.Errorf("opening nothing for reading gives %v, %v", s, err)
	}
}
