package command_test

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/command"
)

func TestVersionNamesWhatMatters(t *testing.T) {
	t.Parallel()
	out := run(t, "version")
	for _, want := range []string{"wirecopy     devel", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH, "\nnats-server  ", "\nnats.go      "} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	if _, _, err := (shell{out: full{}}).run(t.Context(), "version"); exitCode(err) != 1 {
		t.Errorf("a full disk: %v", err)
	}
}

func TestVersionOfModules(t *testing.T) {
	t.Parallel()
	info := &debug.BuildInfo{Deps: []*debug.Module{
		{Path: "github.com/nats-io/nats.go", Version: "v1.55.0"},
		{Path: "a.example/fork", Version: "v1.0.0", Replace: &debug.Module{Path: "b.example/fork", Version: "v1.0.1"}},
		{Path: "a.example/near", Version: "v0.0.0", Replace: &debug.Module{Path: "../near"}},
	}}
	for module, want := range map[string]string{
		"github.com/nats-io/nats.go": "v1.55.0", "a.example/fork": "v1.0.1", "a.example/near": "../near", "github.com/nats-io": "unknown",
	} {
		if got := command.VersionOf(info, module); got != want {
			t.Errorf("%s is %q, want %q", module, got, want)
		}
	}
	if got := command.VersionOf(nil, "github.com/nats-io/nats.go"); got != "unknown" {
		t.Errorf("of a build that nothing is known of: %q", got)
	}
}
