package daemon

import (
	"context"
	"time"
)

// Work returns the context for work in hand: it has the values of ctx, goes on
// for grace after ctx has ended, for whatever reason, and is then cancelled
// with the cause [ErrStopping]. Call cancel when the work is done.
func Work(ctx context.Context, grace time.Duration) (work context.Context, cancel context.CancelFunc) {
	work, end := context.WithCancelCause(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		late := time.AfterFunc(grace, func() { end(ErrStopping) })
		context.AfterFunc(work, func() { late.Stop() })
	})
	return work, func() {
		forget()
		end(nil)
	}
}
