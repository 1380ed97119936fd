package natsembed

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/zap"
)

const (
	// probeEvery lies between two looks at whether the disk takes something again.
	probeEvery = 2 * time.Second
	// probeSize is what it must take, in bytes: some blocks of streams.
	probeSize = 16 << 20
)

// mend waits until the disk can be written again, and restarts the server then.
// Its clients hold what they have in hand meanwhile: nothing is acknowledged.
func (s *Server) mend(ctx context.Context, running *server.Server, gone <-chan struct{}) error {
	s.log.Error("the disk can't be written: waiting until it can", zap.String("dir", s.config.Dir))
	for !s.writable() {
		select {
		case <-time.After(probeEvery):
		case <-ctx.Done():
			return nil // Run sees it too
		case <-gone:
			return errors.New("the nats server stopped by itself; its log says why")
		}
	}
	running.Shutdown()
	<-gone
	if err := s.start(); err != nil {
		return err
	}
	s.log.Info("the disk can be written: the nats server was started anew")
	return nil
}

// writable tries.
func (s *Server) writable() bool {
	name := filepath.Join(s.config.Dir, "probe")
	err := os.WriteFile(name, make([]byte, probeSize), 0o600)
	return errors.Join(err, os.Remove(name)) == nil
}
