package up

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// process is a wire in a process of its own.
type process struct {
	t    *testing.T
	args string
	data string
	cmd  *exec.Cmd
	log  *bytes.Buffer
}

// start starts the process, for the first time or after a kill.
func (p *process) start() {
	p.t.Helper()
	p.log = &bytes.Buffer{}
	p.cmd = exec.CommandContext(p.t.Context(), os.Args[0])
	p.cmd.Env = append(os.Environ(), childArgs+"="+p.args)
	p.cmd.Stderr = p.log
	p.cmd.Cancel = func() error { return p.cmd.Process.Kill() }
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// kill ends the process as a power switch does.
func (p *process) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatalf("kill: %v; its log:\n%s", err, p.log)
	}
	_ = p.cmd.Wait() // killed, which is an error
}

// stop ends the process as an operator does.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("stop: %v; its log:\n%s", err, p.log)
	}
}

// read does something with the store, from outside of the process.
func (p *process) read(do func(ctx context.Context, s store.Store)) {
	p.t.Helper()
	s, err := sqlite.Open(p.t.Context(), sqlite.Config{Path: filepath.Join(p.data, "articles.db"), ReadOnly: true})
	if errors.Is(err, store.ErrNoStore) || errors.Is(err, store.ErrOlderSchema) {
		return // it has yet to make one
	}
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close()
	do(p.t.Context(), s)
}

func (p *process) stored() (n store.Count) {
	p.t.Helper()
	p.read(func(ctx context.Context, s store.Store) {
		var err error
		if n, err = s.Count(ctx); err != nil {
			p.t.Fatal(err)
		}
	})
	return n
}

// TestLaw1KillsLoseNothing kills the whole wire again and again while it works.
// `make e2e` runs it with more articles.
func TestLaw1KillsLoseNothing(t *testing.T) {
	t.Parallel()
	const kills = 3
	n := publish(t, func(c *newsroom.Config) {
		c.Feeds = number(t, "WIRECOPY_TEST_FEEDS", 12)
		c.Hosts = number(t, "WIRECOPY_TEST_HOSTS", 9)
		c.Backlog = number(t, "WIRECOPY_TEST_ARTICLES", 300)
	})
	p := &process{t: t, data: t.TempDir()}
	args := append([]string{"--data", p.data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--plain", "--host-interval", "0"}, subscribe(n)...)
	encoded, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	p.args = string(encoded)
	want := int64(n.Published())
	for kill := range int64(kills) {
		p.start()
		eventually(t, 10*time.Minute, "some more articles are stored", func() bool { return p.stored().Articles >= want*(kill+1)/(kills+1) })
		p.kill()
	}
	p.start()
	eventually(t, 10*time.Minute, "all articles are stored", func() bool { return p.stored().Articles >= want })
	p.stop()
	if got := p.stored(); got != (store.Count{Articles: want, Versions: want}) {
		t.Errorf("stored %+v, want each of %d once", got, want)
	}
	var lines bytes.Buffer
	p.read(func(ctx context.Context, s store.Store) {
		for row, err := range s.Articles(ctx, store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			lines.Write(append(row.Record, '\n'))
		}
	})
	report, err := n.Check(&lines)
	if err != nil {
		t.Fatal(err)
	}
	if report.Missing+report.Duplicates+report.Split+report.Revised+report.Unknown > 0 {
		t.Errorf("records are not those that were published:\n%s", report)
	}
	if got := n.Statistics().Total; got.Unconditional > kills || got.Violations > 0 {
		t.Errorf("manners: %+v", got)
	}
}
