package natsembed

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/zap"
)

// logger takes the server's log. Its notices are many and concern nobody who
// didn't ask for a server, so they are shown at the level debug.
type logger struct {
	log    *zap.Logger
	fatal  chan string // the first reason for which the server can't go on
	broken chan struct{}
	breaks func() // closes broken, once
}

func newLogger(log *zap.Logger) *logger {
	broken := make(chan struct{})
	return &logger{
		log: log.WithOptions(zap.AddCallerSkip(1)), fatal: make(chan string, 1),
		broken: broken, breaks: sync.OnceFunc(func() { close(broken) }),
	}
}

// writeError is what the server says of a stream that it will not write any more,
// until it is started again (filestore.go and stream.go of 2.15). It has no other sign.
const writeError = "critical write error"

var _ server.Logger = (*logger)(nil)

// Noticef logs what is normal.
func (l *logger) Noticef(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }

// Warnf logs what may need somebody.
func (l *logger) Warnf(format string, v ...any) { l.log.Warn(fmt.Sprintf(format, v...)) }

// Errorf logs what went wrong.
func (l *logger) Errorf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	l.log.Error(text)
	if strings.Contains(strings.ToLower(text), writeError) {
		l.breaks()
	}
}

// Fatalf takes the place of the server's own, which would end the process.
func (l *logger) Fatalf(format string, v ...any) {
	reason := fmt.Sprintf(format, v...)
	l.log.Error(reason)
	select {
	case l.fatal <- reason:
	default:
	}
}

// Debugf is never called: the server's debug log is off.
func (l *logger) Debugf(string, ...any) {}

// Tracef is never called: the server's trace is off.
func (l *logger) Tracef(string, ...any) {}

// await waits until the server takes clients, or says why it can't.
func (l *logger) await(s *server.Server) error {
	const step = 50 * time.Millisecond // between two looks at whether it has given up
	for begin := time.Now(); time.Since(begin) < startPatience; {
		ready := s.ReadyForConnections(step)
		select {
		case reason := <-l.fatal:
			return errors.New("nats server: " + reason)
		default:
		}
		if ready {
			return nil
		}
	}
	return fmt.Errorf("nats server: not ready within %s", startPatience)
}
