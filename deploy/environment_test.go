package deploy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/stage"
	"github.com/wirecopy/wirecopy/services/fetcher"
	"github.com/wirecopy/wirecopy/services/parser"
	"github.com/wirecopy/wirecopy/services/storer"
)

// grammars are the flags of the services, by their names.
var grammars = map[string]func() any{
	"fetcher": func() any {
		return &struct {
			stage.Common
			fetcher.Flags
		}{}
	},
	"parser": func() any {
		return &struct {
			stage.Common
			parser.Flags
		}{}
	},
	"storer": func() any {
		return &struct {
			stage.Common
			storer.Flags
		}{}
	},
}

// Every variable that the chart sets is one that the service knows, with a value
// that it takes: a misspelt one would keep it from starting.
func TestServicesUnderstandTheirEnvironment(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		found := pods(render(t, file))
		for service, grammar := range grammars {
			name := "wire-wirecopy-" + service
			var environ []string
			for i := range found[name].at("containers", 0, "env").([]any) {
				v := object(found[name].at("containers", 0, "env", i).(map[string]any))
				environ = append(environ, fmt.Sprintf("%s=%s", v["name"], value(t, v)))
			}
			_, err := env.Program{Name: name}.Parse(grammar(), nil, environ)
			if err != nil {
				t.Errorf("%s: %s: %v\n%s", file, name, err, strings.Join(environ, "\n"))
			}
		}
	}
}

// value is a variable's own, or what stands for one that the cluster fills in.
func value(t *testing.T, v object) string {
	t.Helper()
	switch {
	case v["value"] != nil:
		value := v["value"].(string)
		if strings.HasPrefix(value, "/feed-secrets") {
			return t.TempDir() // a directory that has to be there
		}
		if value == "/websub/secret" {
			return secretFile(t)
		}
		return value
	case v["name"] == "WIRECOPY_PROXY":
		return "http://wire:secret@proxy.internal:3128"
	case v["name"] == "WIRECOPY_STORE":
		return "postgres://wirecopy:secret@db:5432/wirecopy"
	case v["name"] == "GOMEMLIMIT":
		return "536870912"
	}
	t.Fatalf("what fills in %v?", v)
	return ""
}

// secretFile is a secret for WebSub that is long enough.
func secretFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(strings.Repeat("0123456789abcdef", 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
