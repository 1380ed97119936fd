package daemon

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"
)

// DefaultGrace is the stop budget of a part that names none. It fits, for a
// few parts, into the 30 seconds that Kubernetes waits before it kills.
const DefaultGrace = 10 * time.Second

// ErrStopping is the cause of every context that ends because the process
// stops. Work that it cut off did not fail and must not be counted as failed.
var ErrStopping = errors.New("stopping")

// A Part is something that runs as long as the process: a server, a consumer,
// a clock.
type Part struct {
	// Name is what logs and errors call the part.
	Name string
	// Run does the work. It blocks until its context ends, and leaves no
	// goroutine behind. An early return, with an error or without, stops the
	// whole process.
	Run func(ctx context.Context) error
	// Ready, when set, is closed by the part once the next one may start.
	Ready <-chan struct{}
	// Grace is how long Run may take to return after its context has ended;
	// 0 means DefaultGrace.
	Grace time.Duration
}

// Run starts the parts in order and blocks until all of them have returned, or
// have used up their grace. When ctx ends or any part returns, the parts are
// stopped one at a time, the last first: each one's context ends only after
// the parts behind it are gone.
//
// A clean stop is nil. Otherwise the errors are joined, the first to happen
// first, each under the name of its part. A part that panics is an error too;
// its stack is logged. A part that hangs past its grace is given up and named.
func Run(ctx context.Context, log *zap.Logger, parts ...Part) error {
	group, end := context.WithCancel(ctx)
	defer end()
	faults := &faults{}
	var started []*runner
	for _, part := range parts {
		if group.Err() != nil {
			break
		}
		r := start(group, log, part, func(err error) { faults.add(err); end() })
		started = append(started, r)
		if part.Ready != nil {
			select {
			case <-part.Ready:
			case <-group.Done():
			}
		}
	}
	<-group.Done()
	log.Info("stopping", zap.NamedError("cause", context.Cause(ctx)))
	for _, r := range slices.Backward(started) {
		faults.add(r.stop())
	}
	return faults.join()
}

// runner is a part that has been started.
type runner struct {
	part   Part
	log    *zap.Logger
	cancel context.CancelCauseFunc
	done   chan struct{} // closed when Run has returned
}

// start runs the part under a context that keeps the values of ctx but ends
// only when the part's own turn to stop has come.
func start(ctx context.Context, log *zap.Logger, part Part, returned func(error)) *runner {
	own, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	r := &runner{part: part, log: log.With(zap.String("part", part.Name)), cancel: cancel, done: make(chan struct{})}
	r.log.Debug("part started")
	go func() {
		defer close(r.done)
		err := r.guard(own)
		if own.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, ErrStopping)) {
			err = nil // it did what it was told
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", part.Name, err)
		}
		returned(err)
	}()
	return r
}

// guard runs the part and turns a panic into an error.
func (r *runner) guard(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("part panicked", zap.String("panic", fmt.Sprint(p)), zap.ByteString("stack", debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return r.part.Run(ctx)
}

// stop ends the part's context and waits for it, as long as its grace allows.
func (r *runner) stop() error {
	grace := r.part.Grace
	if grace <= 0 {
		grace = DefaultGrace
	}
	r.cancel(ErrStopping)
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case <-r.done:
		r.log.Debug("part stopped")
		return nil
	case <-late.C:
		return fmt.Errorf("%s: still running %s after it was told to stop", r.part.Name, grace)
	}
}

// faults collects errors in the order in which they happen.
type faults struct {
	mu   sync.Mutex
	errs []error // by the goroutines of all parts, and by Run
}

func (f *faults) add(err error) {
	if err == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errs = append(f.errs, err)
}

func (f *faults) join() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return errors.Join(f.errs...)
}
