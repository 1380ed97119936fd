package natsembed_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"
	"go.uber.org/zap/zaptest"

	"github.com/wirecopy/wirecopy/internal/natsembed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, config natsembed.Config) *natsembed.Server {
	t.Helper()
	s, err := natsembed.Start(config, zaptest.NewLogger(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// connect makes a client that ends with the test.
func connect(t *testing.T, url string, options ...nats.Option) jetstream.JetStream {
	t.Helper()
	conn, err := nats.Connect(url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	return js
}

func TestServerKeepsStreamsOverARestart(t *testing.T) {
	t.Parallel()
	config := natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:0"}
	first := start(t, config)
	js := connect(t, "", first.Client())
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "NEWS", Subjects: []string{"news"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(t.Context(), "news", []byte("kept")); err != nil {
		t.Fatal(err)
	}
	first.Stop()
	second := start(t, config)
	over := connect(t, "nats://"+second.Addr())
	stream, err := over.Stream(t.Context(), "NEWS")
	if err != nil {
		t.Fatal(err)
	}
	message, err := stream.GetLastMsgForSubject(t.Context(), "news")
	if err != nil || string(message.Data) != "kept" {
		t.Errorf("after a restart: %v, %v", message, err)
	}
}

func TestServerWithoutAddressIsForThisProcessOnly(t *testing.T) {
	t.Parallel()
	s := start(t, natsembed.Config{Dir: t.TempDir()})
	if s.Addr() != "" {
		t.Errorf("listens on %s", s.Addr())
	}
	if _, err := connect(t, "", s.Client()).AccountInfo(t.Context()); err != nil {
		t.Error(err)
	}
	if s.MaxStore() <= 0 {
		t.Errorf("streams may take %d bytes", s.MaxStore())
	}
}

func TestStartSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	used := t.TempDir()
	start(t, natsembed.Config{Dir: used})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		config natsembed.Config
		want   string
	}{
		"no directory":      {natsembed.Config{}, "no directory"},
		"file":              {natsembed.Config{Dir: file}, "not a directory"},
		"directory in use":  {natsembed.Config{Dir: used}, "another process uses " + used},
		"port taken":        {natsembed.Config{Dir: t.TempDir(), Listen: taken.Addr().String()}, "address already in use"},
		"no port":           {natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1"}, "not HOST:PORT"},
		"port out of range": {natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:70000"}, "port"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := natsembed.Start(tt.config, zaptest.NewLogger(t))
			if err == nil {
				s.Stop()
				t.Fatal("started")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q doesn't say %q", err, tt.want)
			}
		})
	}
}

func TestRunStopsWithItsContext(t *testing.T) {
	t.Parallel()
	config := natsembed.Config{Dir: t.TempDir()}
	s := start(t, config)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("clean stop: %v", err)
	}
	again := start(t, config)
	go func() { done <- again.Run(t.Context()) }()
	again.Stop()
	if err := <-done; err == nil {
		t.Error("a server that stops by itself is no clean stop")
	}
}

func TestServerThatCouldNotWriteIsStartedAnew(t *testing.T) {
	t.Parallel()
	s := start(t, natsembed.Config{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	back := make(chan struct{}, 2)
	again := nats.ReconnectHandler(func(*nats.Conn) { back <- struct{}{} })
	inside := connect(t, "", s.Client(), nats.ReconnectWait(time.Millisecond), nats.MaxReconnects(-1), again)
	outside := connect(t, "nats://"+s.Addr(), nats.ReconnectWait(time.Millisecond), nats.MaxReconnects(-1), again)
	if _, err := inside.CreateStream(t.Context(), jetstream.StreamConfig{Name: "NEWS", Subjects: []string{"news"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := inside.Publish(t.Context(), "news", []byte("kept")); err != nil {
		t.Fatal(err)
	}
	natsembed.Break(s)
	<-back
	<-back
	for _, js := range []jetstream.JetStream{inside, outside} {
		if ack, err := js.Publish(t.Context(), "news", []byte("more")); err != nil || ack.Sequence < 2 {
			t.Errorf("after the restart: %v, %v", ack, err)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("clean stop: %v", err)
	}
}
