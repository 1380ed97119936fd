package telemetry

import (
	"cmp"
	"runtime/debug"
)

// version is a package variable because the linker can set nothing else:
//
//	go build -ldflags "-X github.com/wirecopy/wirecopy/internal/telemetry.version=v1.2.3"
var version string

// Version is the release that this binary was built as, or else what Go knows
// of its source: a module version or a commit, "+dirty" if the source had been
// changed since.
func Version() string {
	info, _ := debug.ReadBuildInfo()
	return describe(version, info)
}

// describe finds the best name for a build; info is nil if nothing is known.
func describe(linked string, info *debug.BuildInfo) string {
	if linked != "" || info == nil {
		return cmp.Or(linked, "devel")
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, dirty := "", ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			revision = "-" + setting.Value[:min(12, len(setting.Value))]
		case setting.Key == "vcs.modified" && setting.Value == "true":
			dirty = "+dirty"
		}
	}
	return "devel" + revision + dirty
}
