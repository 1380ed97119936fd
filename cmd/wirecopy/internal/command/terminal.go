package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/wirecopy/wirecopy/internal/telemetry"
)

// Terminal is where a command reads and writes.
type Terminal struct {
	In io.Reader
	// Out takes what was asked for, Err what went wrong on the way. Err may be
	// written to by several goroutines at once.
	Out, Err io.Writer
	// Width is how many columns Out has; 0 when it is no terminal.
	Width int
	// Watched says that Err is a terminal.
	Watched bool
}

// tell says on Err what is no reason to end.
func (t *Terminal) tell(format string, args ...any) { fmt.Fprintf(t.Err, format+"\n", args...) }

// log is for the parts that have a log; it shows only what people have to know.
func (t *Terminal) log() *zap.Logger {
	return telemetry.Logger(t.Err, zapcore.WarnLevel, telemetry.Console)
}

// open opens a file, or standard input for "-". Reading ends when ctx does, even
// if the other side of a pipe hangs.
func (t *Terminal) open(ctx context.Context, name string) (io.ReadCloser, error) {
	source := io.NopCloser(t.In)
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		source = file
	}
	near, far := io.Pipe()
	stop := context.AfterFunc(ctx, func() { near.CloseWithError(context.Cause(ctx)) })
	go func() { // ends with the source, or at its first word after near was closed
		defer stop()
		defer source.Close()
		_, err := io.Copy(far, source)
		far.CloseWithError(err)
	}()
	return near, nil
}

// errGone is that nobody reads on.
var errGone = errors.New("the reader of the output has gone")

// out is Out, whose errors [unlessGone] understands.
func (t *Terminal) out() io.Writer { return pipe{t.Out} }

type pipe struct{ io.Writer }

// Write tells a closed pipe from other errors.
func (p pipe) Write(b []byte) (int, error) {
	n, err := p.Writer.Write(b)
	switch {
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		err = errGone
	case err != nil:
		err = fmt.Errorf("write output: %w", err)
	}
	return n, err
}

// unlessGone is err, or nil when all that is wrong is that nobody reads on: who
// did has what it wanted.
func unlessGone(err error) error {
	if errors.Is(err, errGone) {
		return nil
	}
	return err
}
