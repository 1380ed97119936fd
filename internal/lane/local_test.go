package lane

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ok() web.Answer { return web.Answer{Status: http.StatusOK} }

// busy checks that the host can't be asked, and says when it can.
func busy(t *testing.T, l *Local, host string) time.Time {
	t.Helper()
	_, err := l.Enter(t.Context(), host, false)
	e, isBusy := errors.AsType[*BusyError](err)
	if !isBusy || e.Host != host {
		t.Fatalf("error is %v, want BusyError of %s", err, host)
	}
	return e.Until
}

// enter asks a host that can be asked.
func enter(t *testing.T, l *Local, host string) func(web.Answer) {
	t.Helper()
	leave, err := l.Enter(t.Context(), host, false)
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

func TestOneRequestAtATimeWithSpacing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: time.Second, Patience: time.Minute})
		var mu sync.Mutex
		var inFlight int
		var ended time.Time
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				leave, err := l.Enter(t.Context(), "harbour.example", true)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				if inFlight++; inFlight > 1 {
					t.Error("two requests at once")
				}
				if gap := time.Since(ended); !ended.IsZero() && gap < time.Second {
					t.Errorf("only %s after the one before", gap)
				}
				mu.Unlock()
				time.Sleep(300 * time.Millisecond) // the request
				mu.Lock()
				inFlight--
				ended = time.Now()
				mu.Unlock()
				leave(ok())
			})
		}
		begin := time.Now()
		enter(t, l, "tide.example")(ok())
		if time.Since(begin) > 0 {
			t.Error("one host held another up")
		}
		all.Wait()
		if took := time.Since(begin); took != 10*300*time.Millisecond+9*time.Second {
			t.Errorf("ten requests took %s", took)
		}
	})
}

func TestWhoIsSentAwayHasATimeOfTheirOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: 2 * time.Second, Patience: time.Second})
		begin := time.Now()
		leave := enter(t, l, "h")
		seen := map[time.Time]bool{}
		for range 5 {
			seen[busy(t, l, "h")] = true
		}
		if len(seen) != 5 {
			t.Errorf("five were sent away to %d times", len(seen))
		}
		if time.Since(begin) != 0 {
			t.Errorf("waited %s for what can't come", time.Since(begin))
		}
		leave(ok())
		time.Sleep(2 * time.Second)
		enter(t, l, "h")(ok())
	})
}

func TestOneWhoComesNewWaitsAndNoMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: time.Second, Patience: 2 * time.Second})
		enter(t, l, "h")(ok())
		begin := time.Now()
		entered := make(chan time.Duration)
		go func() {
			leave := enter(t, l, "h")
			entered <- time.Since(begin)
			leave(ok())
		}()
		synctest.Wait()
		busy(t, l, "h")
		if time.Since(begin) != 0 {
			t.Error("a second one waited too")
		}
		if waited := <-entered; waited != time.Second {
			t.Errorf("the first one waited %s", waited)
		}
		time.Sleep(time.Second)
		enter(t, l, "h")(ok())
	})
}

func TestARedirectWaitsAsLongAsItsGet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: 10 * time.Second, Patience: time.Second})
		enter(t, l, "h")(ok())
		begin := time.Now()
		leave, err := l.Enter(t.Context(), "h", true)
		if err != nil || time.Since(begin) != 10*time.Second {
			t.Fatalf("after %s: %v", time.Since(begin), err)
		}
		leave(ok())
		begin = time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = l.Enter(ctx, "h", true)
		if _, isBusy := errors.AsType[*BusyError](err); !isBusy || time.Since(begin) != 0 {
			t.Errorf("one who can't come in in time waited %s: %v", time.Since(begin), err)
		}
	})
}

func TestAHostThatIsAskedTooMuchIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status     int
		retryAfter time.Duration
		want       time.Duration
	}{
		"429 with a time": {http.StatusTooManyRequests, 90 * time.Second, 90 * time.Second},
		"503 without one": {http.StatusServiceUnavailable, 0, time.Minute},
		"503 for ever":    {http.StatusServiceUnavailable, 1000 * time.Hour, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := NewLocal(Config{Spacing: time.Second, Patience: 2 * time.Second})
				answer := web.Answer{Status: tt.status}
				if tt.retryAfter > 0 {
					answer.RetryAfter = time.Now().Add(tt.retryAfter)
				}
				enter(t, l, "h")(answer)
				if got := time.Until(busy(t, l, "h")); got != tt.want {
					t.Errorf("left alone for %s, want %s", got, tt.want)
				}
			})
		})
	}
}

func TestEnterEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: time.Second, Patience: time.Minute})
		enter(t, l, "h")(ok())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := l.Enter(ctx, "h", false); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
		time.Sleep(time.Second)
		enter(t, l, "h")(ok()) // who gave up holds nothing
	})
}

func TestIdleLanesAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := NewLocal(Config{Spacing: time.Second, Patience: time.Second})
		for n := range 3 * sweepEvery {
			enter(t, l, fmt.Sprint("h", n))(ok())
			time.Sleep(10 * time.Millisecond)
		}
		if len(l.lanes) > 2*sweepEvery {
			t.Errorf("%d lanes are kept", len(l.lanes))
		}
	})
}
