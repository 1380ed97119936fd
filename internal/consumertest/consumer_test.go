package consumertest

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// program is a consumer of docs/consumers: a command line to which flags are added.
type program struct {
	dir  string
	args []string
}

// consumer is a program that runs.
type consumer struct {
	*wire
	program
	flags []string
	out   string // the file that it prints into, whichever process it is
	cmd   *exec.Cmd
}

// start starts a process.
func (c *consumer) start() {
	c.Helper()
	out, err := os.OpenFile(c.out, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		c.Fatal(err)
	}
	defer out.Close()
	c.cmd = exec.CommandContext(c.Context(), c.args[0], slices.Concat(c.args[1:], c.flags)...)
	c.cmd.Dir, c.cmd.Stdout, c.cmd.Stderr = c.dir, out, os.Stderr
	if err := c.cmd.Start(); err != nil {
		c.Fatal(err)
	}
}

// kill ends the process as a power switch does.
func (c *consumer) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// stop ends the process as an operator does.
func (c *consumer) stop() {
	c.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		c.Fatal(err)
	}
	if err := c.cmd.Wait(); err != nil {
		c.Errorf("stop: %v", err)
	}
}

// line is what a consumer prints of an article.
type line struct {
	ID, Type, Publisher, Headline, URL string
	VersionCreated                     time.Time
}

// printed are the lines so far, of all processes.
func (c *consumer) printed() (all []line) {
	c.Helper()
	file, err := os.Open(c.out)
	if err != nil {
		c.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			c.Fatalf("%v in %q", err, lines.Text())
		}
		all = append(all, l)
	}
	return all
}

// times counts how often each event was printed.
func (c *consumer) times() map[string]int {
	c.Helper()
	times := map[string]int{}
	for _, l := range c.printed() {
		times[l.ID]++
	}
	return times
}

// wait waits until so many different events were printed.
func (c *consumer) wait(events int) {
	c.Helper()
	c.eventually("the articles are printed", func() bool { return len(c.times()) >= events })
}

func (w *wire) eventually(what string, holds func() bool) {
	w.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			w.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// testConsumer holds a consumer to what docs/events.md makes possible.
func testConsumer(t *testing.T, p program) {
	t.Helper()
	w := newWire(t)
	c := &consumer{
		wire: w, program: p, out: filepath.Join(t.TempDir(), "lines"),
		flags: []string{"--server", w.url(), "--durable", "my-desk", "--subject", "articles.v1.en.>"},
	}
	w.publish(articles(1, 20, "en")...)
	w.publish(articles(21, 25, "fr")...)
	c.start()
	t.Cleanup(func() { c.kill() })
	c.wait(5)
	w.hurry("my-desk")
	c.kill() // with an article in hand, or not: it comes again
	c.start()
	c.wait(20)

	w.restart() // and the consumer finds it again
	w.publish(articles(26, 30, "en")...)
	c.wait(25)

	again := article(31, "en")
	w.publish(again, again, version(again, 3, 3), version(again, 2, 2), again)
	w.send(bus.Outgoing{Subject: "articles.v1.en.news-example.none", Body: []byte("SOS")})
	w.publish(article(32, "en"))
	c.wait(28)
	times := c.times()
	if times[again.ID+".1"] != 1 || times[again.ID+".3"] != 1 || times[again.ID+".2"] != 0 {
		t.Errorf("repeats and an older version were printed: %v", times)
	}

	c.stop()
	before := len(c.printed())
	w.publish(articles(33, 35, "en")...)
	c.start()
	c.wait(31)
	c.stop()
	if after := c.printed(); len(after) != before+3 {
		t.Errorf("after a stop %d lines came, want those of 3 articles", len(after)-before)
	}
	if left := w.left("my-desk"); left != 0 {
		t.Errorf("%d messages aren't acknowledged", left)
	}
	checkLines(t, c.printed())
}

// testReader runs a consumer as a reader with an account of its own.
func testReader(t *testing.T, p program) {
	t.Helper()
	g := bustest.StartGuarded(t, "my-desk")
	w := &wire{T: t, bus: g.Connect(t, accounts.Parser)}
	c := &consumer{
		wire: w, program: p, out: filepath.Join(t.TempDir(), "lines"),
		flags: []string{"--server", g.URL, "--durable", "my-desk", "--reader", g.Key("my-desk")},
	}
	w.publish(articles(1, 5, "en")...)
	c.start()
	t.Cleanup(func() { c.kill() })
	c.wait(5)
	c.stop()
	w.publish(articles(6, 7, "fr")...)
	c.start()
	c.wait(7)
	c.stop()
	if lines := c.printed(); len(lines) != 7 {
		t.Errorf("%d lines were printed, want those of 7 articles", len(lines))
	}
	checkLines(t, c.printed())
}

// checkLines wants the lines to be what the articles say.
func checkLines(t *testing.T, lines []line) {
	t.Helper()
	for _, l := range lines {
		want := schema.EventPublished
		if strings.HasSuffix(l.ID, ".3") {
			want = schema.EventUpdated
		}
		if l.Type != want || l.Publisher != "The Harbour" || !strings.Contains(l.Headline, "«comes»") ||
			l.VersionCreated.Year() != 2026 || !strings.HasPrefix(l.ID, schema.ArticleID(l.URL)) {
			t.Errorf("line is %+v", l)
		}
	}
}
