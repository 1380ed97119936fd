package daemon

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

type keyForTest struct{}

func TestWorkOutlivesIntakeByItsGrace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		intake, end := context.WithCancel(context.WithValue(t.Context(), keyForTest{}, "kept"))
		work, cancel := Work(intake, 20*time.Second)
		defer cancel()
		if work.Value(keyForTest{}) != "kept" {
			t.Error("values are lost")
		}
		end()
		time.Sleep(20*time.Second - time.Nanosecond)
		synctest.Wait()
		if work.Err() != nil {
			t.Errorf("ended before its grace: %v", context.Cause(work))
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if !errors.Is(context.Cause(work), ErrStopping) {
			t.Errorf("after its grace: cause %v, want ErrStopping", context.Cause(work))
		}
	})
}

func TestWorkThatIsDoneLeavesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		intake, end := context.WithCancel(t.Context())
		first, done := Work(intake, time.Hour)
		done()
		second, done := Work(intake, time.Hour)
		end()
		synctest.Wait()
		done() // while its grace runs
		for _, work := range []context.Context{first, second} {
			if !errors.Is(context.Cause(work), context.Canceled) {
				t.Errorf("cause %v, want plain cancellation", context.Cause(work))
			}
		}
	})
}
