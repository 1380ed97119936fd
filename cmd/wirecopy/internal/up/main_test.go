package up

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/daemon"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// childArgs is a command line, as JSON: the test's binary is a wire then, for the
// tests that kill one.
const childArgs = "WIRECOPY_TEST_UP"

func TestMain(m *testing.M) {
	if args := os.Getenv(childArgs); args != "" {
		os.Exit(daemon.Main(func(ctx context.Context) error { return child(ctx, args) }))
	}
	goleak.VerifyTestMain(m)
}

// child is the whole life of a wire in a process of its own.
func child(ctx context.Context, args string) error {
	var list []string
	if err := json.Unmarshal([]byte(args), &list); err != nil {
		return err
	}
	c := &Command{}
	if _, err := (env.Program{Name: "up"}).Parse(c, list, nil); err != nil {
		return err
	}
	return c.Run(ctx)
}

// command is `wirecopy up` as it is parsed, on free ports, with its data where
// the test keeps it.
func command(t *testing.T, args ...string) *Command {
	t.Helper()
	c := &Command{}
	args = append([]string{"--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--plain"}, args...)
	if _, err := (env.Program{Name: "up"}).Parse(c, args, nil); err != nil {
		t.Fatal(err)
	}
	return c
}

// running is a wire that runs until the test stops it, or ends.
type running struct {
	*wire
	t    *testing.T
	stop func()
}

func run(t *testing.T, c *Command) *running {
	t.Helper()
	log := zaptest.NewLogger(t, zaptest.Level(zap.WarnLevel))
	w, err := open(t.Context(), c, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.run(ctx, &view{log: log}) }()
	r := &running{wire: w, t: t, stop: sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stop: %v", err)
		}
		if err := w.close(); err != nil {
			t.Error(err)
		}
	})}
	t.Cleanup(r.stop)
	return r
}

// connect makes a connection as any consumer would.
func (r *running) connect() *nats.Conn {
	r.t.Helper()
	conn, err := nats.Connect("nats://" + r.server.Addr())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(conn.Close)
	return conn
}

// stored is how much the store holds.
func (r *running) stored() store.Count {
	r.t.Helper()
	n, err := r.store.Count(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// records are all records of the store, a line each.
func (r *running) records() *bytes.Buffer {
	r.t.Helper()
	var lines bytes.Buffer
	for row, err := range r.store.Articles(r.t.Context(), store.Query{}) {
		if err != nil {
			r.t.Fatal(err)
		}
		lines.Write(append(row.Record, '\n'))
	}
	return &lines
}

// eventually waits until a condition holds.
func eventually(t *testing.T, patience time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not within %s: %s", patience, what)
		}
	}
}

// publish opens a newsroom with a fixed stock of articles and serves it.
func publish(t *testing.T, change func(*newsroom.Config)) *newsroom.Newsroom {
	t.Helper()
	config := newsroom.Defaults()
	config.Speed = 0
	change(&config)
	n, err := newsroom.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return n
}

// subscribe is the command line that adds feeds and allows their networks.
func subscribe(n *newsroom.Newsroom) (args []string) {
	for _, feed := range n.Feeds() {
		args = append(args, "--feed", feed.URL)
	}
	for _, network := range n.Networks() {
		args = append(args, "--allow-net", network.String())
	}
	return args
}

// number is a setting of `make e2e`.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		return otherwise
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		t.Fatalf("%s is %q: give a number", name, value)
	}
	return n
}
