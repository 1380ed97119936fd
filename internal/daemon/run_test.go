package daemon

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// journal is what happened, in order. All of it happens inside one synctest
// bubble, but on several goroutines.
type journal struct{ lines chan string }

func newJournal() journal { return journal{lines: make(chan string, 100)} }

func (j journal) add(line string) { j.lines <- line }

func (j journal) all() []string {
	close(j.lines)
	var all []string
	for line := range j.lines {
		all = append(all, line)
	}
	return all
}

// part runs until it is stopped and then takes the given time to finish.
func (j journal) part(name string, finish time.Duration) Part {
	return Part{Name: name, Run: func(ctx context.Context) error {
		j.add("start " + name)
		<-ctx.Done()
		j.add("stop " + name)
		time.Sleep(finish) // fake time: the work that it still has in hand
		j.add("end " + name)
		return ctx.Err()
	}}
}

// ready lets the next part start only after d.
func ready(p Part, d time.Duration) Part {
	ready := make(chan struct{})
	p.Ready = ready
	run := p.Run
	p.Run = func(ctx context.Context) error {
		time.AfterFunc(d, func() { close(ready) })
		return run(ctx)
	}
	return p
}

func TestRunStopsInReverseOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		j := newJournal()
		time.AfterFunc(time.Minute, cancel)
		err := Run(ctx, zap.NewNop(),
			ready(j.part("storer", time.Second), time.Second),
			ready(j.part("parser", 3*time.Second), time.Second),
			j.part("fetcher", 2*time.Second))
		if err != nil {
			t.Errorf("clean stop: %v", err)
		}
		want := []string{
			"start storer", "start parser", "start fetcher",
			"stop fetcher", "end fetcher", "stop parser", "end parser", "stop storer", "end storer",
		}
		if diff := cmp.Diff(want, j.all()); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	})
}

func TestRunStopsWhenAPartReturns(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		failing := Part{Name: "parser", Run: func(context.Context) error {
			time.Sleep(time.Minute)
			return boom
		}}
		closing := Part{Name: "storer", Run: func(ctx context.Context) error {
			<-ctx.Done()
			if cause := context.Cause(ctx); !errors.Is(cause, ErrStopping) {
				t.Errorf("stopped because of %v, want ErrStopping", cause)
			}
			return io.ErrShortWrite
		}}
		err := Run(t.Context(), zap.NewNop(), closing, failing, j.part("fetcher", 0))
		if !errors.Is(err, boom) || !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("got %v, want both errors", err)
		}
		if got, want := err.Error(), "parser: boom\nstorer: short write"; got != want {
			t.Errorf("got %q, want the first error first: %q", got, want)
		}
	})
}

func TestRunTakesAnEarlyEndForAStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		err := Run(t.Context(), zap.NewNop(),
			j.part("storer", 0),
			Part{Name: "import", Run: func(context.Context) error { return nil }})
		if err != nil {
			t.Errorf("got %v, want a clean stop", err)
		}
	})
}

func TestRunStartsNothingAfterAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		err := Run(t.Context(), zap.NewNop(),
			j.part("storer", 0),
			Part{Name: "parser", Ready: make(chan struct{}), Run: func(context.Context) error { return io.EOF }},
			j.part("fetcher", 0))
		if !errors.Is(err, io.EOF) {
			t.Errorf("got %v, want EOF", err)
		}
		for _, line := range j.all() {
			if strings.Contains(line, "fetcher") {
				t.Errorf("%q after the part before it had failed", line)
			}
		}
	})
}

func TestRunNamesThePartThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancelled := time.Now().Add(time.Minute)
		time.AfterFunc(time.Minute, cancel)
		release := make(chan struct{})
		j := newJournal()
		hung := Part{Name: "parser", Grace: 5 * time.Second, Run: func(context.Context) error {
			<-release
			return nil
		}}
		err := Run(ctx, zap.NewNop(), j.part("storer", 2*time.Second), hung, j.part("fetcher", 0))
		if err == nil || err.Error() != "parser: still running 5s after it was told to stop" {
			t.Errorf("got %v, want the part that hung", err)
		}
		if took := time.Since(cancelled); took != 7*time.Second {
			t.Errorf("stop took %s, want the grace of one and the 2s of the other", took)
		}
		close(release)
	})
}

func TestRunTurnsAPanicIntoAnError(t *testing.T) {
	t.Parallel()
	core, logs := observer.New(zap.ErrorLevel)
	err := Run(t.Context(), zap.New(core), Part{Name: "parser", Run: func(context.Context) error {
		panic("nil page")
	}})
	if err == nil || err.Error() != "parser: panic: nil page" {
		t.Errorf("got %v, want the panic", err)
	}
	entries := logs.FilterMessage("part panicked").All()
	if len(entries) != 1 {
		t.Fatalf("logged %v, want one panic", logs.All())
	}
	if stack, _ := entries[0].ContextMap()["stack"].(string); !strings.Contains(stack, "TestRunTurnsAPanicIntoAnError") {
		t.Errorf("logged stack %q does not show where", stack)
	}
}

func TestRunGivesCancellationAwayOnlyWhenStopping(t *testing.T) {
	t.Parallel()
	err := Run(t.Context(), zap.NewNop(), Part{Name: "clock", Run: func(context.Context) error {
		return context.Canceled // of some request of its own
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the error of a part that nobody had stopped", err)
	}
}
