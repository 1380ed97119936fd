package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// The exit codes of every binary.
const (
	exitClean       = 0
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130 // 128 + SIGINT, what shells say of an interrupted command
)

// UsageError is a fault of whoever called: a configuration or a command line
// that can't be used. It ends the process with exit code 2.
type UsageError struct {
	// Err says what is wrong, in words for the caller.
	Err error
}

// Error says what is wrong.
func (e UsageError) Error() string { return e.Err.Error() }

// Unwrap returns the fault itself.
func (e UsageError) Unwrap() error { return e.Err }

// ExitCode is 2.
func (UsageError) ExitCode() int { return exitUsage }

// Main runs a whole process under [Signals] and returns its exit code for
// os.Exit: 0 after a clean end, 1 after an error, 130 when a signal cut run
// off, or what an error says by a method ExitCode() int, as [UsageError] and
// the faults of package env do. Errors are written to standard error.
func Main(run func(ctx context.Context) error) int {
	ctx, stop := Signals(context.Background())
	defer stop()
	return exitCode(ctx, os.Stderr, run(ctx))
}

// Signals returns a context that the first SIGTERM or SIGINT ends; its cause
// names the signal. Before it ends, the signals have their usual effect again, so
// that a second one ends the process at once, however soon it comes. Call stop
// when the process has nothing left to stop.
func Signals(ctx context.Context) (notified context.Context, stop context.CancelFunc) {
	notified, end := context.WithCancelCause(ctx)
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGTERM, os.Interrupt)
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case s := <-received:
			signal.Stop(received)
			end(fmt.Errorf("%s signal received", s))
		case <-notified.Done():
			signal.Stop(received)
		}
	}()
	return notified, func() {
		end(nil)
		<-done
	}
}

// exitCode reports the outcome of a process in its two forms.
func exitCode(ctx context.Context, stderr io.Writer, err error) int {
	if err == nil {
		return exitClean
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	code := exitFailure
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		code = coded.ExitCode()
	}
	if code != exitClean {
		fmt.Fprintln(stderr, err)
	}
	return code
}
