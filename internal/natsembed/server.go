package natsembed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"go.uber.org/zap"
)

const (
	// maxPayload is the largest message, in bytes: an article of a book's length
	// with its HTML fits, and it is the most that the server's authors advise.
	maxPayload = 8 << 20
	// startPatience is how long a start may take: a store of a million schedules
	// took 30 s to read after a crash.
	startPatience = 2 * time.Minute
)

// Config says where the server keeps its streams and who can reach it.
type Config struct {
	// Dir is the directory of the streams; it is made if need be. One server at a
	// time may use it.
	Dir string
	// Listen is the address for clients, such as 127.0.0.1:4222; port 0 takes a
	// free one. Empty means that only this process can connect.
	Listen string
	// SyncAlways makes every message as durable as the disk before it is
	// acknowledged. Without it a power cut, and nothing else, can take the last second.
	SyncAlways bool
	// MaxStore caps the bytes of all streams; 0 is three quarters of the free disk.
	MaxStore int64
}

// Server is a running server.
type Server struct {
	server *server.Server
	unlock func()
}

// Start starts a server and returns once clients can connect. Its errors say
// what is in the way: a taken port, a directory that is in use or not writable.
func Start(config Config, log *zap.Logger) (*Server, error) {
	options, err := config.options()
	if err != nil {
		return nil, err
	}
	unlock, err := lock(config.Dir)
	if err != nil {
		return nil, err
	}
	s, err := server.NewServer(options)
	if err != nil {
		unlock()
		return nil, fmt.Errorf("nats server: %w", err)
	}
	heard := &logger{log: log.WithOptions(zap.AddCallerSkip(1)), fatal: make(chan string, 1)}
	s.SetLoggerV2(heard, false, false, false)
	s.Start()
	running := &Server{server: s, unlock: unlock}
	if err := heard.await(s); err != nil {
		running.Stop()
		return nil, err
	}
	return running, nil
}

// Client is the option by which a client of this process connects without a network.
func (s *Server) Client() nats.Option { return nats.InProcessServer(s.server) }

// Addr is where clients connect, "" when only this process can.
func (s *Server) Addr() string {
	if addr := s.server.Addr(); addr != nil {
		return addr.String()
	}
	return ""
}

// MaxStore is how many bytes all streams together may take.
func (s *Server) MaxStore() int64 { return s.server.JetStreamConfig().MaxStore }

// Run blocks until ctx ends and then stops the server, or until the server has
// stopped by itself, which is an error.
func (s *Server) Run(ctx context.Context) error {
	gone := make(chan struct{})
	go func() {
		s.server.WaitForShutdown()
		close(gone)
	}()
	select {
	case <-ctx.Done():
		s.Stop()
		<-gone
		return nil
	case <-gone:
		s.unlock()
		return errors.New("the nats server stopped by itself; its log says why")
	}
}

// Stop writes everything to its files and ends. It may be called again.
func (s *Server) Stop() {
	s.server.Shutdown()
	s.server.WaitForShutdown()
	s.unlock()
}

// options are the server's own.
func (c Config) options() (*server.Options, error) {
	if c.Dir == "" {
		return nil, errors.New("nats server: no directory to keep streams in")
	}
	o := &server.Options{
		ServerName:            "wirecopy",
		JetStream:             true,
		StoreDir:              c.Dir,
		JetStreamMaxStore:     c.MaxStore,
		SyncInterval:          time.Second,
		SyncAlways:            c.SyncAlways,
		MaxPayload:            maxPayload,
		NoSigs:                true,
		DisableShortFirstPing: true,
	}
	if c.Listen == "" {
		o.DontListen = true
		return o, nil
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, fmt.Errorf("nats server: listen address %q is not HOST:PORT", c.Listen)
	}
	o.Host = host
	if o.Port, err = strconv.Atoi(port); err != nil || o.Port < 0 || o.Port > 65535 {
		return nil, fmt.Errorf("nats server: port %q of %s is none", port, c.Listen)
	}
	if o.Port == 0 {
		o.Port = server.RANDOM_PORT
	}
	return o, nil
}

// lockName is the file that says that a directory is in use.
func lockName(dir string) string { return filepath.Join(dir, "lock") }
