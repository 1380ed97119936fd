package command

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"runtime/debug"
	"time"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/services/parser/extract"
	"github.com/wirecopy/wirecopy/services/storer/store"
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

// Disarm makes a field of a spreadsheet harmless.
func Disarm(field string) string { return disarm(field) }

// Print prints all articles of a store.
func Print(ctx context.Context, format string, w io.Writer, s store.Store) error {
	out := bufio.NewWriter(w)
	return cmp.Or((&Articles{Format: format}).print(ctx, &Terminal{Err: io.Discard}, out, s, store.Query{}), out.Flush())
}

// Progress is a progress that tests step.
type Progress struct{ *progress }

// NewProgress makes one.
func NewProgress(out io.Writer, what string, now func() time.Time) Progress {
	return Progress{newProgress(out, what, now)}
}

// Step counts one more.
func (p Progress) Step() { p.step() }

// End takes the line away.
func (p Progress) End() { p.end() }
