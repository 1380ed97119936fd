package storer

import (
	"context"
	"time"

	"go.uber.org/zap"
)

const (
	tidyEvery = time.Hour
	tidyAgain = time.Minute // after a fault
)

// tidier is a store that has housework to do, such as dropping what retention
// ends. Any number of storers may do it at the same time.
type tidier interface {
	Tidy(ctx context.Context) error
}

// tidy has the housework done now and then, until ctx ends.
func (s *Storer) tidy(ctx context.Context, t tidier) {
	for {
		wait := tidyEvery
		if err := t.Tidy(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the store is not tidied, it is tried again", zap.Error(err))
			wait = tidyAgain
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}
