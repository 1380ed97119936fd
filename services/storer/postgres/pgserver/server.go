//go:build unix

package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// User is the superuser of every server.
const User = "wirecopy"

// Config says what kind of server is wanted.
type Config struct {
	// Durable keeps all on the disk, and lets the server tell the disk to keep what is
	// committed. Without it the server is faster and survives its own death, but no
	// power cut.
	Durable bool
	// Password is what User needs to come in; without one all are let in.
	Password string
	// Settings are more settings of the server, as in postgresql.conf.
	Settings map[string]string
}

// Server is a server that runs, or ran. Its methods are for one goroutine.
type Server struct {
	config Config
	bin    string
	dir    string // data, socket and log
	owner  *syscall.SysProcAttr

	run *run // nil when it doesn't run
}

// run is one life of the server.
type run struct {
	shell *exec.Cmd
	hold  *os.File // closed, it ends the server
	ended chan struct{}
	log   lockedBuffer
}

// startTimeout is how long a server may take to answer, also after a crash.
const startTimeout = time.Minute

// New makes a server and starts it.
func New(ctx context.Context, config Config) (_ *Server, err error) {
	s := &Server{config: config}
	if s.bin, err = programs(); err != nil {
		return nil, err
	}
	parent := ""
	if !config.Durable {
		parent = inMemory()
	}
	// The path is short, for that of a socket may have some 100 bytes only.
	if s.dir, err = os.MkdirTemp(parent, "wcpg"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(s.dir) // the error that matters is at hand
		}
	}()
	if s.owner, err = own(s.dir); err != nil {
		return nil, err
	}
	if err := s.initialise(ctx); err != nil {
		return nil, err
	}
	return s, s.Start(ctx)
}

// initialise makes the data directory.
func (s *Server) initialise(ctx context.Context) error {
	args := []string{"--pgdata", s.data(), "--username", User, "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"}
	if s.config.Password == "" {
		args = append(args, "--auth", "trust")
	} else {
		file := filepath.Join(s.dir, "password")
		if err := os.WriteFile(file, []byte(s.config.Password+"\n"), 0o644); err != nil { // in a directory of the owner's alone
			return err
		}
		args = append(args, "--auth", "scram-sha-256", "--pwfile", file)
	}
	initdb := s.command(ctx, filepath.Join(s.bin, "initdb"), args...)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// command is a program that runs as the server's owner and knows nothing of our
// environment, of which PostgreSQL reads much.
func (s *Server) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, args...)
	c.Dir, c.Env = s.dir, []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	c.SysProcAttr = s.owner
	return c
}

// guard runs the server until it ends or nobody holds the other end of standard
// input any more: then it ends the server, and all that there is of it is removed.
const guard = `
exec 3<&0
dir=$1; shift
"$@" 3<&- </dev/null &
server=$!
(read -r _ <&3; kill -QUIT $server; while kill -0 $server; do sleep 0.1; done; rm -rf "$dir") 2>/dev/null >&2 &
watch=$!
wait $server
kill $watch 2>/dev/null
`

// Start starts the server again after [Server.Kill], and waits until it answers.
func (s *Server) Start(ctx context.Context) error {
	if s.run != nil {
		return errors.New("the server runs already")
	}
	args := []string{"-c", guard, "sh", s.dir, filepath.Join(s.bin, "postgres"), "-D", s.data()}
	for name, value := range s.settings() {
		args = append(args, "-c", name+"="+value)
	}
	r := &run{shell: s.command(context.WithoutCancel(ctx), "sh", args...), ended: make(chan struct{})}
	stdin, hold, err := os.Pipe()
	if err != nil {
		return err
	}
	r.hold = hold
	r.shell.Stdin, r.shell.Stdout, r.shell.Stderr = stdin, &r.log, &r.log
	err = r.shell.Start()
	stdin.Close()
	if err != nil {
		hold.Close()
		return fmt.Errorf("start postgres: %w", err)
	}
	go func() {
		_ = r.shell.Wait() // its log says more
		close(r.ended)
	}()
	s.run = r
	return s.await(ctx)
}

// settings are those of the configuration over ours.
func (s *Server) settings() map[string]string {
	settings := map[string]string{
		"listen_addresses": "", "unix_socket_directories": s.dir, "unix_socket_permissions": "0777",
		"max_connections": "300", "fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "5s",
	}
	if s.config.Durable {
		delete(settings, "fsync")
		delete(settings, "full_page_writes")
	}
	maps.Copy(settings, s.config.Settings)
	return settings
}

// await waits until the server answers.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-tick.C:
		case <-s.run.ended:
			return fmt.Errorf("postgres ended at once:\n%s", s.run.log.String())
		case <-ctx.Done():
			return fmt.Errorf("postgres doesn't answer: %w\n%s", err, s.run.log.String())
		}
	}
}

// URL is the address of a database of the server, with the password.
func (s *Server) URL(database string) string {
	user := url.User(User)
	if s.config.Password != "" {
		user = url.UserPassword(User, s.config.Password)
	}
	return (&url.URL{Scheme: "postgres", User: user, Path: "/" + database, RawQuery: url.Values{"host": {s.dir}}.Encode()}).String()
}

// PID is the number of the server's first process, whose children are all others.
func (s *Server) PID() (int, error) {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(first)
}

// Kill ends the server as kill -9 of all its processes does, and returns when it has ended.
func (s *Server) Kill(ctx context.Context) error {
	pid, err := s.PID()
	if err != nil {
		return err
	}
	children, err := childrenOf(ctx, pid)
	if err != nil {
		return err
	}
	for _, pid := range append([]int{pid}, children...) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("kill postgres: %w", err)
		}
	}
	s.rest()
	return nil
}

// rest waits for the end of the server.
func (s *Server) rest() {
	<-s.run.ended
	s.run.hold.Close()
	s.run = nil
}

// Close ends the server and removes all that there is of it. It may be called again.
func (s *Server) Close() error {
	if s.run != nil {
		pid, err := s.PID()
		if err != nil {
			return err
		}
		if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop postgres: %w", err)
		}
		s.rest()
	}
	return os.RemoveAll(s.dir)
}

// childrenOf are the processes that a process has started.
func childrenOf(ctx context.Context, pid int) ([]int, error) {
	out, err := exec.CommandContext(ctx, "ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	var children []int
	for line := range strings.Lines(string(out)) {
		var child, parent int
		if _, err := fmt.Sscan(line, &child, &parent); err != nil {
			return nil, fmt.Errorf("list processes: %q: %w", line, err)
		}
		if parent == pid {
			children = append(children, child)
		}
	}
	return children, nil
}

// lockedBuffer is what a process writes while others read it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer // guarded by mu
}

// Write adds to the buffer.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// String is all that was written.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
