package chaos

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/wirecopy/wirecopy/internal/daemon"
)

// childServer makes the test's own binary a NATS server of a configuration file.
const childServer = "WIRECOPY_TEST_NATS"

func TestMain(m *testing.M) {
	if setting := os.Getenv(childServer); setting != "" {
		os.Exit(daemon.Main(func(ctx context.Context) error { return serve(ctx, setting) }))
	}
	os.Exit(m.Run())
}

// serve is the life of a NATS server in a process of its own.
func serve(ctx context.Context, file string) error {
	options, err := server.ProcessConfigFile(file)
	if err != nil {
		return err
	}
	options.NoSigs = true
	s, err := server.NewServer(options)
	if err != nil {
		return err
	}
	s.ConfigureLogger() // to standard error: the fleet's test looks for what is refused
	s.Start()
	<-ctx.Done()
	s.Shutdown()
	s.WaitForShutdown()
	return nil
}

// process is a process that is killed and started again.
type process struct {
	name string
	path string
	args []string
	env  []string

	cmd *exec.Cmd
	log *tail
}

// start starts it, for the first time or after a kill.
func (p *process) start(t *testing.T) {
	t.Helper()
	if p.log == nil {
		p.log = &tail{}
	}
	p.cmd = exec.CommandContext(t.Context(), p.path, p.args...)
	p.cmd.Env = append(os.Environ(), p.env...)
	p.cmd.Stderr = p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// refused are the lines of its log by which a server refuses something.
func (p *process) refused() (lines []string) {
	for line := range strings.Lines(p.log.String()) {
		if strings.Contains(line, "Violation") || strings.Contains(line, "Authorization") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// kill ends it at once, wherever it is.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatalf("kill %s, which has ended by itself: %v\n%s", p.name, err, p.log)
	}
	_ = p.cmd.Wait() // killed, which is an error
}

// stop ends it in good order.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Errorf("stop %s: %v\n%s", p.name, err, p.log)
		return
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("stop %s: %v\n%s", p.name, err, p.log)
	}
}

// tail keeps the end of a log.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// Write takes a part of the log.
func (l *tail) Write(p []byte) (int, error) {
	const most = 8 << 10
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	l.text = bytes.Clone(l.text[max(len(l.text)-most, 0):])
	return len(p), nil
}

// String is the end of the log.
func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// build builds the binaries of the stages into a directory.
func build(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, stage := range []string{"fetcher", "parser", "storer"} {
		module := "github.com/wirecopy/wirecopy/services/" + stage + "/cmd/" + stage
		out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, stage), module).CombinedOutput()
		if err != nil {
			t.Fatalf("build %s: %v\n%s", stage, err, out)
		}
	}
	return dir
}
