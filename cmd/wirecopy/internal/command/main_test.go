package command_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/command"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// grammar is that of the binary, without up.
type grammar struct {
	Feeds    command.Feeds    `cmd:"" help:"Feeds."`
	Tail     command.Tail     `cmd:"" help:"Tail."`
	Articles command.Articles `cmd:"" help:"Articles."`
	Rejected command.Rejected `cmd:"" help:"Rejected."`
	Replay   command.Replay   `cmd:"" help:"Replay."`
	Reparse  command.Reparse  `cmd:"" help:"Reparse."`
	Setup    command.Setup    `cmd:"" help:"Setup."`
	Erase    command.Erase    `cmd:"" help:"Erase."`
	Check    command.Check    `cmd:"" help:"Check."`
	Extract  command.Extract  `cmd:"" help:"Extract."`
	Newsroom command.Newsroom `cmd:"" help:"Newsroom."`
	Version  command.Version  `cmd:"" help:"Version."`
}

// shell is where a test runs commands.
type shell struct {
	in      io.Reader
	out     io.Writer // instead of what run gives
	width   int
	environ []string
}

// run runs a command line until it ends.
func (s shell) run(ctx context.Context, args ...string) (out, complaints string, err error) {
	var stdout, stderr buffer
	t := &command.Terminal{In: s.in, Out: &stdout, Err: &stderr, Width: s.width}
	if s.out != nil {
		t.Out = s.out
	}
	if t.In == nil {
		t.In = strings.NewReader("")
	}
	parsed, err := env.Program{Name: "wirecopy", Stdout: &stdout}.Parse(&grammar{}, args, s.environ)
	if err == nil {
		parsed.BindTo(ctx, (*context.Context)(nil))
		err = parsed.Run(t)
	}
	return stdout.String(), stderr.String(), err
}

// run runs a command line that must work, and gives what it prints.
func run(t *testing.T, args ...string) string {
	t.Helper()
	out, complaints, err := shell{}.run(t.Context(), args...)
	if err != nil || complaints != "" {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, complaints)
	}
	return out
}

// buffer is a buffer for several goroutines.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// wire is a server with the wire's streams, and where it is.
type wire struct {
	*bus.Bus
	url string
}

func newWire(t *testing.T) wire {
	t.Helper()
	server := bustest.Start(t, natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	b := bustest.Connect(t, server, "test")
	if err := b.Apply(t.Context(), bus.Layout(bus.DefaultSizes().Fit(server.MaxStore()))); err != nil {
		t.Fatal(err)
	}
	return wire{b, "nats://" + server.Addr()}
}

func (w wire) catalogue(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	feeds, err := catalogue.Open(t.Context(), w.Bus)
	if err != nil {
		t.Fatal(err)
	}
	return feeds
}

// gone is an output whose reader has gone, as head goes.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// exitCode is what the process would end with.
func exitCode(err error) int {
	var coded interface{ ExitCode() int }
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		return coded.ExitCode()
	default:
		return 1
	}
}

// wantUsage wants faults of usage that name all the words.
func wantUsage(t *testing.T, args []string, words ...string) {
	t.Helper()
	_, _, err := shell{}.run(t.Context(), args...)
	if exitCode(err) != 2 {
		t.Fatalf("%s: exit code %d: %v", strings.Join(args, " "), exitCode(err), err)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: faults don't name %q:\n%v", strings.Join(args, " "), word, err)
		}
	}
}

func TestHelpHasExamplesOfEveryCommand(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"feeds test", "feeds add", "feeds remove", "feeds list", "feeds import", "feeds export", "feeds pause", "feeds resume", "feeds poll",
		"rejected list", "rejected show", "rejected retry", "erase", "check", "tail", "articles", "replay", "extract", "newsroom", "version",
	} {
		out, _, err := shell{}.run(t.Context(), append(strings.Fields(line), "--help")...)
		if !errors.As(err, &env.Shown{}) || !strings.Contains(out, "\n    wirecopy "+line) && !strings.Contains(out, "| wirecopy "+line) {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
	}
}

// full is an output that can't be written to for another reason.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

// repeating is a store whose answers have the same record again and again.
type repeating struct {
	store.Store
	record []byte
	most   int64 // 0 for no end
	read   atomic.Int64
	end    atomic.Bool
}

// Articles yields rows until the test ends them.
func (r *repeating) Articles(context.Context, store.Query) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for !r.end.Load() && (r.most == 0 || r.read.Load() < r.most) {
			r.read.Add(1)
			if !yield(store.Row{ID: "x", Record: r.record}, nil) {
				return
			}
		}
	}
}
