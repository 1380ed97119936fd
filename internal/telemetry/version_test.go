package telemetry

import (
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	source := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"},
		{Key: "vcs.modified", Value: "true"},
	}
	tests := []struct {
		name   string
		linked string
		info   *debug.BuildInfo
		want   string
	}{
		{name: "release", linked: "v1.2.3", info: &debug.BuildInfo{Settings: source}, want: "v1.2.3"},
		{name: "go install", info: &debug.BuildInfo{Main: debug.Module{Version: "v1.2.0"}}, want: "v1.2.0"},
		{name: "checkout", info: &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: source}, want: "devel-0123456789ab+dirty"},
		{name: "nothing known", want: "devel"},
	}
	for _, tt := range tests {
		if got := describe(tt.linked, tt.info); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if Version() == "" {
		t.Error("this binary has no version")
	}
}
