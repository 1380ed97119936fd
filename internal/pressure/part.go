package pressure

import (
	"context"

	"github.com/wirecopy/wirecopy/internal/daemon"
)

// Part is the watch as a part of a process. It has looked once before the next
// part starts, if the server answers.
func (w *Watch) Part() daemon.Part {
	ready := make(chan struct{})
	return daemon.Part{Name: "pressure", Ready: ready, Run: func(ctx context.Context) error {
		_ = w.Look(ctx) // Run looks again, and tells
		close(ready)
		return w.Run(ctx)
	}}
}

// HoldParsers blocks while parsers have to hold back, no longer than ctx.
func (w *Watch) HoldParsers(ctx context.Context) { _ = w.Wait(ctx, w.Parsers) }
