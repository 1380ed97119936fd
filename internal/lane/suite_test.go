package lane

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
)

// TestLanes holds Local, in a bubble of time, and Shared, with real time, to one behaviour.
func TestLanes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config Config
		run    func(*testing.T, lanes)
	}{
		"one request at a time with spacing":            {Config{Spacing: 20 * time.Millisecond, Patience: time.Minute}, oneAtATime},
		"one host holds no other up":                    {Config{Spacing: time.Minute}, noOtherHeldUp},
		"who is sent away has a time of their own":      {Config{Spacing: time.Second, Patience: time.Second / 2}, ownTimes},
		"one who comes new waits and no more":           {Config{Spacing: 500 * time.Millisecond, Patience: time.Minute}, oneWaits},
		"a redirect waits as long as its get":           {Config{Spacing: 300 * time.Millisecond, Patience: 10 * time.Millisecond}, redirectWaits},
		"a redirect that can't come in is sent away":    {Config{Spacing: time.Minute, Patience: time.Second}, redirectRefused},
		"a host that is asked too much is left alone":   {Config{Spacing: time.Millisecond, Patience: time.Second}, leftAlone},
		"entering ends with its context":                {Config{Spacing: time.Second, Patience: time.Minute}, endsWithContext},
		"a spacing of the host's own is kept":           {Config{Spacing: 10 * time.Millisecond, Patience: time.Minute}, ownSpacing},
		"a host can't make itself be asked more, or be": {Config{Spacing: time.Minute, Patience: time.Millisecond}, spacingIsBounded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("local", func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { test.run(t, NewLocal(test.config)) })
			})
			t.Run("shared", func(t *testing.T) {
				t.Parallel()
				test.run(t, newFleet(t, 1, test.config).replicas[0])
			})
		})
	}
}

func oneAtATime(t *testing.T, l lanes) {
	t.Helper()
	s := &site{takes: 5 * time.Millisecond}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			leave, err := l.Enter(t.Context(), "harbour.example", true)
			if err != nil {
				t.Error(err)
				return
			}
			s.ask()
			leave(ok())
		})
	}
	all.Wait()
	s.check(t, 10, 20*time.Millisecond)
}

func noOtherHeldUp(t *testing.T, l lanes) {
	t.Helper()
	leave := enter(t, l, "harbour.example")
	enter(t, l, "tide.example")(ok())
	enter(t, l, "harbour.example:8080")(ok())
	leave(ok())
	busy(t, l, "harbour.example")
}

func ownTimes(t *testing.T, l lanes) {
	t.Helper()
	leave := enter(t, l, "h")
	begin := time.Now()
	last := begin
	for range 5 {
		until := busy(t, l, "h")
		if until.Before(last.Add(time.Second - 100*time.Millisecond)) {
			t.Errorf("sent away until %s, and the one before until %s", until, last)
		}
		last = until
	}
	if took := time.Since(begin); took > time.Second/2 {
		t.Errorf("waited %s for what can't come", took)
	}
	leave(ok())
}

func oneWaits(t *testing.T, l lanes) {
	t.Helper()
	enter(t, l, "h")(ok())
	begin := time.Now()
	outcomes := make(chan error, 2)
	for range 2 {
		go func() {
			leave, err := l.Enter(t.Context(), "h", false)
			if err == nil {
				if waited := time.Since(begin); waited < 490*time.Millisecond {
					t.Errorf("one who came new waited %s", waited)
				}
				leave(ok())
			}
			outcomes <- err
		}()
	}
	if _, isBusy := errors.AsType[*BusyError](<-outcomes); !isBusy {
		t.Error("nobody was sent away")
	}
	if waited := time.Since(begin); waited > 400*time.Millisecond {
		t.Errorf("the second waited %s to be sent away", waited)
	}
	if err := <-outcomes; err != nil {
		t.Errorf("nobody waited: %v", err)
	}
}

func redirectWaits(t *testing.T, l lanes) {
	t.Helper()
	enter(t, l, "h")(ok())
	begin := time.Now()
	leave := enterRedirected(t, l, "h")
	if waited := time.Since(begin); waited < 290*time.Millisecond {
		t.Errorf("the redirect waited %s", waited)
	}
	leave(ok())
}

func redirectRefused(t *testing.T, l lanes) {
	t.Helper()
	enter(t, l, "h")(ok())
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	_, err := l.Enter(ctx, "h", true)
	if _, isBusy := errors.AsType[*BusyError](err); !isBusy || ctx.Err() != nil {
		t.Errorf("one who can't come in in time got %v", err)
	}
}

func leftAlone(t *testing.T, l lanes) {
	t.Helper()
	for host, tt := range map[string]struct {
		status     int
		retryAfter time.Duration
		want       time.Duration
	}{
		"two-minutes.example": {http.StatusTooManyRequests, 2 * time.Minute, 2 * time.Minute},
		"no-time.example":     {http.StatusServiceUnavailable, 0, time.Minute},
		"for-ever.example":    {http.StatusServiceUnavailable, 1000 * time.Hour, 24 * time.Hour},
	} {
		answer := web.Answer{Status: tt.status}
		if tt.retryAfter > 0 {
			answer.RetryAfter = time.Now().Add(tt.retryAfter)
		}
		leave := enter(t, l, host)
		ended := time.Now()
		leave(answer)
		if got := busy(t, l, host).Sub(ended); got < tt.want-time.Second || got > tt.want+time.Second {
			t.Errorf("%s is left alone for %s, want %s", host, got, tt.want)
		}
	}
	leave := enter(t, l, "h")
	leave(web.Answer{Status: http.StatusInternalServerError, RetryAfter: time.Now().Add(time.Hour)})
	enter(t, l, "h")(ok()) // a fault of one page says nothing of the host
}

func endsWithContext(t *testing.T, l lanes) {
	t.Helper()
	enter(t, l, "h")(ok())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := l.Enter(ctx, "h", false); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v", err)
	}
	enter(t, l, "h")(ok()) // who gave up holds nothing
}

func ownSpacing(t *testing.T, l lanes) {
	t.Helper()
	if err := l.SetSpacing(t.Context(), "h", 200*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	s := &site{}
	for range 3 {
		leave := enter(t, l, "h")
		s.ask()
		leave(ok())
	}
	s.check(t, 3, 200*time.Millisecond)
	if err := l.SetSpacing(t.Context(), "h", 0); err != nil {
		t.Fatal(err)
	}
	enter(t, l, "h")(ok())
	begin := time.Now()
	enter(t, l, "h")(ok())
	if waited := time.Since(begin); waited > 150*time.Millisecond {
		t.Errorf("waited %s after the host's own spacing was taken back", waited)
	}
}

func spacingIsBounded(t *testing.T, l lanes) {
	t.Helper()
	for host, tt := range map[string]struct{ own, want time.Duration }{
		"short.example":    {time.Millisecond, time.Minute},
		"negative.example": {-time.Hour, time.Minute},
		"long.example":     {time.Hour, time.Minute}, // 30 s at most, which is below everybody's
	} {
		if err := l.SetSpacing(t.Context(), host, tt.own); err != nil {
			t.Fatal(err)
		}
		leave := enter(t, l, host)
		ended := time.Now()
		leave(ok())
		if got := busy(t, l, host).Sub(ended); got < tt.want-time.Second || got > tt.want+time.Second {
			t.Errorf("%s asked for %s and has %s, want %s", host, tt.own, got, tt.want)
		}
	}
}
