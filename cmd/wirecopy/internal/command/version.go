package command

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// Version says what this binary is made of.
type Version struct{}

// Examples are shown in the help.
func (Version) Examples() []string { return []string{"wirecopy version"} }

// Run prints the versions, one a line.
func (Version) Run(_ context.Context, t *Terminal) error {
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintf(t.out(), "wirecopy     %s\ngo           %s %s/%s\nnats-server  %s\nnats.go      %s\n",
		telemetry.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH,
		versionOf(info, "github.com/nats-io/nats-server/v2"), versionOf(info, "github.com/nats-io/nats.go"))
	return unlessGone(err)
}

// versionOf is the version of a module within a build; info may be nil.
func versionOf(info *debug.BuildInfo, module string) string {
	if info != nil {
		for _, m := range info.Deps {
			if m.Path != module {
				continue
			}
			if m.Replace != nil {
				return cmp.Or(m.Replace.Version, m.Replace.Path)
			}
			return m.Version
		}
	}
	return "unknown"
}
