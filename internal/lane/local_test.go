package lane

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestLocalLosesNoTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: time.Second, Patience: time.Minute})
		begin := time.Now()
		for range 10 {
			leave := enter(t, l, "h")
			time.Sleep(300 * time.Millisecond) // the request
			leave(ok())
		}
		if took := time.Since(begin); took != 10*300*time.Millisecond+9*time.Second {
			t.Errorf("ten requests took %s", took)
		}
	})
}

func TestIdleLanesAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: time.Second, Patience: time.Second})
		if err := l.SetSpacing(t.Context(), "slow.example", 20*time.Second); err != nil {
			t.Fatal(err)
		}
		enter(t, l, "slow.example")(ok())
		leave := enter(t, l, "held.example")
		for n := range 3 * sweepEvery {
			enter(t, l, fmt.Sprint("h", n))(ok())
			time.Sleep(10 * time.Millisecond)
		}
		if len(l.doors) > 2*sweepEvery {
			t.Errorf("%d lanes are kept", len(l.doors))
		}
		busy(t, l, "held.example")
		leave(ok())
		time.Sleep(time.Minute)
		enter(t, l, "slow.example")(ok())
		if wait := time.Until(busy(t, l, "slow.example")); wait != 20*time.Second {
			t.Errorf("the host's own spacing is %s, want 20s", wait)
		}
	})
}
