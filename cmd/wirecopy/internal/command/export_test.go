package command

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/services/parser/extract"
)

// VersionOf lets tests look into builds that aren't their own.
func VersionOf(info *debug.BuildInfo, module string) string { return versionOf(info, module) }

// FilterOf makes a filter of a subject.
func FilterOf(subject string) (client.Filter, error) { return filterOf(subject) }

// RunBatch answers lines with an extractor that is there already.
func RunBatch(ctx context.Context, t *Terminal, x *extract.Extractor) error {
	return (&Extract{Workers: 2}).runBatch(ctx, t, x)
}

// Before reads a moment as it is meant at a time.
func Before(m string, now time.Time) (time.Time, error) { return moment(m).before(now) }

// Until says when a time comes.
func Until(t, now time.Time) string { return until(t, now) }
