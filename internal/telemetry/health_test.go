package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
)

// get asks a path and returns the status and what the checks said.
func get(t *testing.T, h *Health, path string) (int, answer) {
	t.Helper()
	w := httptest.NewRecorder()
	Public(h, prometheus.NewRegistry()).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	var said answer
	if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil {
		t.Fatalf("%s: %v in %q", path, err, w.Body.String())
	}
	return w.Code, said
}

func TestHealthNamesEveryCheck(t *testing.T) {
	t.Parallel()
	h := NewHealth()
	h.Ready("nats", func(context.Context) error { return nil })
	h.Ready("store", func(context.Context) error { return errors.New("disk is full") })
	h.Ready("lanes", func(context.Context) error { panic("nil bucket") })

	status, said := get(t, h, "/readyz")
	want := answer{Checks: []outcome{
		{Name: "nats", OK: true},
		{Name: "store", Error: "disk is full"},
		{Name: "lanes", Error: "panic: nil bucket"},
	}}
	if diff := cmp.Diff(want, said); diff != "" || status != http.StatusServiceUnavailable {
		t.Errorf("status %d, body (-want +got):\n%s", status, diff)
	}
	if status, said := get(t, h, "/livez"); status != http.StatusOK || !said.OK || said.Checks == nil {
		t.Errorf("livez of a process that isn't ready: %d %v, want ok: a restart cures nothing", status, said)
	}
}

func TestHealthRunsChecksTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHealth()
		slow := func(context.Context) error {
			time.Sleep(checkTimeout - 1)
			return nil
		}
		h.Ready("one", slow)
		h.Ready("two", slow)
		begin := time.Now()
		if status, said := get(t, h, "/readyz"); status != http.StatusOK {
			t.Errorf("got %d %v", status, said)
		}
		if took := time.Since(begin); took >= checkTimeout {
			t.Errorf("took %s, so one waited for the other", took)
		}
	})
}

func TestHealthDoesNotWaitForACheckThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHealth()
		var started atomic.Int32
		release := make(chan struct{})
		h.Live("hangs", func(context.Context) error {
			started.Add(1)
			<-release
			return nil
		})
		for _, want := range []string{"no answer within 2s", "still busy with an earlier check"} {
			status, said := get(t, h, "/livez")
			if status != http.StatusServiceUnavailable || said.Checks[0].Error != want {
				t.Errorf("got %d %v, want %q", status, said, want)
			}
			time.Sleep(answerAge)
		}
		if n := started.Load(); n != 1 {
			t.Errorf("started %d times, want once", n)
		}
		close(release)
		synctest.Wait()
		if status, said := get(t, h, "/livez"); status != http.StatusOK {
			t.Errorf("after it let go: %d %v", status, said)
		}
	})
}

func TestHealthAsksOnceForManyAskers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHealth()
		var ran atomic.Int32
		h.Ready("nats", func(ctx context.Context) error {
			ran.Add(1)
			time.Sleep(time.Second / 2)
			return ctx.Err()
		})
		gone, leave := context.WithCancel(t.Context())
		leave() // the first asker has gone before it is answered
		h.ready.ask(gone)
		var askers sync.WaitGroup
		for range 20 {
			askers.Go(func() {
				if status, said := get(t, h, "/readyz"); status != http.StatusOK {
					t.Errorf("got %d %v", status, said)
				}
			})
		}
		askers.Wait()
		if n := ran.Load(); n != 1 {
			t.Errorf("check ran %d times within %s, want once", n, answerAge)
		}
		time.Sleep(answerAge)
		get(t, h, "/readyz")
		if n := ran.Load(); n != 2 {
			t.Errorf("check ran %d times after the answer was old, want twice", n)
		}
	})
}

func TestHeartbeatFindsALoopThatIsStuck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHealth()
		beat := h.Heartbeat("clock", 10*time.Second)
		for _, step := range []struct {
			wait time.Duration
			beat bool
			want int
		}{
			{wait: 10 * time.Second, want: http.StatusOK},
			{wait: answerAge, want: http.StatusServiceUnavailable},
			{wait: answerAge, beat: true, want: http.StatusOK},
			{wait: 11 * time.Second, want: http.StatusServiceUnavailable},
		} {
			time.Sleep(step.wait)
			if step.beat {
				beat()
			}
			if status, said := get(t, h, "/livez"); status != step.want {
				t.Errorf("after %s (beat %t): %d %v, want %d", step.wait, step.beat, status, said, step.want)
			}
		}
	})
}
