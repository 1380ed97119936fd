package stores_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		"postgres://wire:hush@db.example/": "kind",
	} {
		s, err := stores.Open(t.Context(), dsn, false)
		if err == nil || s != nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v doesn't say %q", dsn, err, says)
		}
		if err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("error has the password: %v", err)
		}
	}
	missing := filepath.Join(t.TempDir(), "wire.db")
	if s, err := stores.Open(t.Context(), "sqlite:"+missing, true); err == nil || s != nil {
		t.Errorf("opening nothing for reading gives %v, %v", s, err)
	}
}
