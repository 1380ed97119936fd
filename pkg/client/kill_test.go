package client_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/pkg/client"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// childVariable makes the test's binary a server or a consumer, for the test that
// kills them: it has a child in JSON.
const childVariable = "WIRECOPY_TEST_CLIENT"

// child is a process that is there to be killed.
type child struct {
	Server string // the directory of a NATS server's streams, empty for a consumer
	Port   int
	Log    string // the file to which a consumer writes what it has handled, a line each
}

func runChild(described string) int {
	var c child
	err := json.Unmarshal([]byte(described), &c)
	if err == nil && c.Server != "" {
		_, err = startServer(c.Server, c.Port)
	} else if err == nil {
		err = c.consume()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	select {} // until it is killed
}

// consume is a consumer whose effect is a line in a file.
func (c child) consume() error {
	conn, err := nats.Connect(fmt.Sprintf("nats://127.0.0.1:%d", c.Port), nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true), nats.ReconnectWait(10*time.Millisecond))
	if err != nil {
		return err
	}
	file, err := os.OpenFile(c.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for again := time.NewTicker(20 * time.Millisecond); ; <-again.C { // the server may be away at first
		_, err := client.Subscribe(context.Background(), conn, client.Filter{}, func(_ context.Context, m *client.Message) error {
			_, err := fmt.Fprintln(file, m.ID)
			return err
		}, client.Durable("archive"), client.StartAll(), client.Workers(2))
		if err == nil {
			return nil
		}
	}
}

// start starts the child; the test ends it.
func (c child) start(t *testing.T) *exec.Cmd {
	t.Helper()
	described, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+string(described))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(cmd) })
	return cmd
}

// kill ends a process as a power switch does.
func kill(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// handled counts the lines of a consumer's file, each once.
func handled(t *testing.T, log string) map[string]int {
	t.Helper()
	file, err := os.Open(log)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	times := map[string]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		times[lines.Text()]++
	}
	return times
}

// TestLaw9NothingIsMissedWhenEverythingIsKilled publishes articles while server and
// consumer are killed in turn and together. The durable has a short AckWait, so
// that what a killed consumer had in hand comes again soon.
func TestLaw9NothingIsMissedWhenEverythingIsKilled(t *testing.T) {
	t.Parallel()
	const count, kills = 600, 6
	log := filepath.Join(t.TempDir(), "handled")
	server := child{Server: t.TempDir(), Port: freePort(t)}
	consumer := child{Port: server.Port, Log: log}
	nowServer := server.start(t)
	w := connectTo(t, server.Port)
	w.shortWait(t, "archive", time.Second)
	nowConsumer := consumer.start(t)

	published := make(chan error, 1)
	allowed := make(chan struct{}, count) // how many may be published, so that each kill falls among them
	go func() {
		for n := range count {
			<-allowed
			if err := w.sendUntil(t.Context(), article(n, "en")); err != nil {
				published <- err
				return
			}
		}
		published <- nil
	}()
	for n := range kills {
		for range count / kills {
			allowed <- struct{}{}
		}
		want := count / kills * n
		eventually(t, "some more articles are handled", func() bool { return len(handled(t, log)) > want })
		if n%3 != 0 {
			kill(nowConsumer)
		}
		if n%3 != 1 {
			kill(nowServer)
			nowServer = server.start(t)
		}
		if n%3 != 0 {
			nowConsumer = consumer.start(t)
		}
	}
	if err := wait(t, published); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all articles are handled", func() bool { return len(handled(t, log)) == count })
	for n := range count {
		if id := article(n, "en").EventID(); handled(t, log)[id] == 0 {
			t.Errorf("article %d was missed", n)
		}
	}
}

// sendUntil publishes as the parser does: again, until it is acknowledged.
func (w *wire) sendUntil(ctx context.Context, a *schema.Article) error {
	for {
		try, cancel := context.WithTimeout(ctx, time.Second)
		err := w.send(try, a)
		cancel()
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
}

// freePort is a port that nobody listens at.
func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// connectTo connects to a server that may yet have to start, and makes the stream.
func connectTo(t *testing.T, port int) *wire {
	t.Helper()
	conn, err := nats.Connect(fmt.Sprintf("nats://127.0.0.1:%d", port), nats.MaxReconnects(-1), nats.RetryOnFailedConnect(true), nats.ReconnectWait(10*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{port: port, conn: conn, js: js}
	eventually(t, "the stream is there", func() bool {
		_, err = js.CreateOrUpdateStream(t.Context(), jetstream.StreamConfig{
			Name: schema.StreamArticles, Subjects: []string{schema.SubjectArticles}, Duplicates: time.Minute,
		})
		return err == nil
	})
	return w
}
