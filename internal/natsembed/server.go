package natsembed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"sync"
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

// Server is a running server. What its clients see of a restart is a lost
// connection, which they find again.
type Server struct {
	config Config
	log    *zap.Logger
	unlock func()

	mu     sync.Mutex
	server *server.Server // another one after each restart
	broken chan struct{}  // of that server: closed when a stream can't be written any more
}

// Start starts a server and returns once clients can connect. Its errors say
// what is in the way: a taken port, a directory that is in use or not writable.
func Start(config Config, log *zap.Logger) (*Server, error) {
	if config.Dir == "" {
		return nil, errors.New("nats server: no directory to keep streams in")
	}
	unlock, err := lock(config.Dir)
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, log: log, unlock: unlock}
	if err := s.start(); err != nil {
		unlock()
		return nil, err
	}
	return s, nil
}

// start starts a server in the place of the one that has stopped.
func (s *Server) start() error {
	options, err := s.config.options()
	if err != nil {
		return err
	}
	next, err := server.NewServer(options)
	if err != nil {
		return fmt.Errorf("nats server: %w", err)
	}
	heard := newLogger(s.log)
	next.SetLoggerV2(heard, false, false, false)
	next.Start()
	if err := heard.await(next); err != nil {
		next.Shutdown()
		next.WaitForShutdown()
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.server, s.broken = next, heard.broken
	s.config.Listen = s.addr() // the same port after a restart
	return nil
}

// Client is the option by which a client of this process connects without a network.
func (s *Server) Client() nats.Option { return nats.InProcessServer(s) }

// InProcessConn gives a connection to the server that runs now.
func (s *Server) InProcessConn() (net.Conn, error) {
	running, _ := s.now()
	return running.InProcessConn()
}

// now is the server that runs, and its sign that it can't write.
func (s *Server) now() (running *server.Server, broken <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.server, s.broken
}

// Addr is where clients connect, "" when only this process can.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addr()
}

func (s *Server) addr() string {
	if addr := s.server.Addr(); addr != nil {
		return addr.String()
	}
	return ""
}

// MaxStore is how many bytes all streams together may take.
func (s *Server) MaxStore() int64 {
	running, _ := s.now()
	return running.JetStreamConfig().MaxStore
}

// Run blocks until ctx ends and then stops the server, or until the server has
// stopped by itself, which is an error. A server that couldn't write to its disk
// never writes that stream again by itself: it is restarted once the disk takes
// something.
func (s *Server) Run(ctx context.Context) error {
	for {
		running, broken := s.now()
		gone := make(chan struct{})
		go func() {
			running.WaitForShutdown()
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
		case <-broken:
		}
		if err := s.mend(ctx, running, gone); err != nil {
			s.unlock()
			return err
		}
	}
}

// Stop writes everything to its files and ends. It may be called again.
func (s *Server) Stop() {
	running, _ := s.now()
	running.Shutdown()
	running.WaitForShutdown()
	s.unlock()
}

// options are the server's own.
func (c Config) options() (*server.Options, error) {
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
