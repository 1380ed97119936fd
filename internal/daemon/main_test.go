package daemon

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

// processVariable makes the test binary play a whole process, to be sent signals.
const processVariable = "WIRECOPY_TEST_DAEMON"

func TestMain(m *testing.M) {
	if role := os.Getenv(processVariable); role != "" {
		os.Exit(Main(roles(role)))
	}
	goleak.VerifyTestMain(m)
}

// roles are the processes of TestMainStopsOnSignals. Each says "up" when it may be sent
// a signal, and "stopping" when it has noticed the first.
func roles(name string) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		fmt.Println("up")
		<-ctx.Done()
		fmt.Println("stopping:", context.Cause(ctx))
		switch name {
		case "stubborn":
			select {}
		case "command":
			return fmt.Errorf("read the page: %w", ctx.Err())
		}
		return nil
	}
}

func TestMainStopsOnSignals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		role     string
		signal   syscall.Signal
		twice    bool
		wantCode int            // of a process that ended by itself
		wantKill syscall.Signal // of a process that a signal ended
	}{
		{role: "service", signal: syscall.SIGTERM},
		{role: "service", signal: syscall.SIGINT},
		{role: "command", signal: syscall.SIGINT, wantCode: 130},
		{role: "stubborn", signal: syscall.SIGTERM, twice: true, wantKill: syscall.SIGTERM},
		{role: "stubborn", signal: syscall.SIGINT, twice: true, wantKill: syscall.SIGINT},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %s", tt.role, tt.signal), func(t *testing.T) {
			t.Parallel()
			p := startProcess(t, tt.role)
			p.expect("up")
			p.send(tt.signal)
			p.expect("stopping: " + tt.signal.String())
			if tt.twice {
				p.send(tt.signal)
			}
			status := p.wait()
			if tt.wantKill != 0 {
				if !status.Signaled() || status.Signal() != tt.wantKill {
					t.Errorf("second %s: ended with %v, want the signal to end it", tt.signal, status)
				}
				return
			}
			if got := status.ExitStatus(); got != tt.wantCode {
				t.Errorf("exit code %d, want %d", got, tt.wantCode)
			}
		})
	}
}

// process is this test binary in a role of its own.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func startProcess(t *testing.T, role string) *process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), processVariable+"="+role)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &process{t: t, cmd: cmd, lines: bufio.NewScanner(out)}
}

func (p *process) expect(prefix string) {
	p.t.Helper()
	if !p.lines.Scan() || !strings.HasPrefix(p.lines.Text(), prefix) {
		p.t.Fatalf("process says %q (%v), want %q", p.lines.Text(), p.lines.Err(), prefix)
	}
}

func (p *process) send(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

func (p *process) wait() syscall.WaitStatus {
	p.t.Helper()
	if err := p.cmd.Wait(); err != nil {
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
			p.t.Fatal(err)
		}
	}
	return p.cmd.ProcessState.Sys().(syscall.WaitStatus)
}

// shown is an error that ends a process without being a failure, like a printed help text.
type shown struct{}

func (shown) Error() string { return "shown" }
func (shown) ExitCode() int { return 0 }

func TestExitCode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		signalled  bool
		err        error
		want       int
		wantStderr string
	}{
		{name: "clean"},
		{name: "failure", err: errors.New("disk is full"), want: 1, wantStderr: "disk is full\n"},
		{name: "usage", err: fmt.Errorf("up: %w", UsageError{errors.New("two stores")}), want: 2, wantStderr: "up: two stores\n"},
		{name: "nothing to say", err: shown{}},
		{name: "cut off by a signal", signalled: true, err: context.Canceled, want: 130},
		{name: "failed while stopping", signalled: true, err: io.ErrShortWrite, want: 1, wantStderr: "short write\n"},
		{name: "cancelled without a signal", err: context.Canceled, want: 1, wantStderr: "context canceled\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, signal := context.WithCancel(t.Context())
			defer signal()
			if tt.signalled {
				signal()
			}
			var stderr bytes.Buffer
			if got := exitCode(ctx, &stderr, tt.err); got != tt.want {
				t.Errorf("exit code %d, want %d", got, tt.want)
			}
			if stderr.String() != tt.wantStderr {
				t.Errorf("stderr %q, want %q", stderr.String(), tt.wantStderr)
			}
		})
	}
}
