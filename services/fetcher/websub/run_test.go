package websub

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/internal/daemon"
)

// run runs a subscriber until the test ends or stops it.
func run(t *testing.T, s *Subscriber) (stop func()) {
	t.Helper()
	return runPart(t, daemon.Part{Run: s.Run})
}

func runPart(t *testing.T, p daemon.Part) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline, tick := time.After(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("not in time: %s", what)
		}
	}
}

func TestWhatAReplicaLeavesBehindIsFound(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.polled(d.hub.tls.URL) // and dies
	other := d.replica()
	other.config.Sweep = 50 * time.Millisecond
	run(t, other)
	eventually(t, "the hub is asked", func() bool { return len(d.hub.asked()) > 0 })
}

func TestTheListenerTakesCallsAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Listen = freeAddress(t)
	d.config.MaxBody = 1000
	part, err := d.Part(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Part(t.Context()); err == nil {
		t.Error("opened an address that is taken")
	}
	form := d.subscribed(d.hub.tls.URL, "86400") // before the part attends to it by itself
	runPart(t, part)
	callback := strings.Replace(form.Get("hub.callback"), "https://wire.example", "http://"+d.config.Listen, 1)
	for _, test := range []struct {
		method, address, body string
		want                  int
	}{
		{http.MethodPost, callback, "", http.StatusAccepted},
		{http.MethodPost, callback, strings.Repeat("x", 1001), http.StatusRequestEntityTooLarge},
		{http.MethodPost, callback + "/", "", http.StatusNotFound},
		{http.MethodPost, callback[:len(callback)-1], "", http.StatusNotFound},
		{http.MethodPost, strings.Replace(callback, "/websub/", "/", 1), "", http.StatusNotFound},
		{http.MethodGet, callback, "", http.StatusNotFound},
		{http.MethodPut, callback, "", http.StatusMethodNotAllowed},
		{http.MethodGet, "http://" + d.config.Listen + "/metrics", "", http.StatusNotFound},
		{http.MethodGet, "http://" + d.config.Listen + "/websub/../websub//" + strings.Repeat("a/", 100), "", http.StatusNotFound},
	} {
		r, err := http.NewRequestWithContext(t.Context(), test.method, test.address, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Hub-Signature", sign(form.Get("hub.secret"), test.body))
		r.Close = true
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if response.StatusCode != test.want {
			t.Errorf("%s %s: %d, want %d", test.method, test.address, response.StatusCode, test.want)
		}
	}
	if d.polls() != 1 {
		t.Errorf("%d polls, want that of the one good push", d.polls())
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestTooManyCallsAtOnceAreSentAway(t *testing.T) {
	t.Parallel()
	s := &Subscriber{config: Defaults(), calls: make(chan struct{}, 1)}
	s.metrics, _ = newMetrics(nil)
	s.calls <- struct{}{}
	d := &desk{T: t, Subscriber: s}
	if r := d.call(s, http.MethodPost, "/", "", ""); r.Code != http.StatusServiceUnavailable || r.Header().Get("Retry-After") == "" {
		t.Errorf("got %d, %v", r.Code, r.Header())
	}
}

func TestTheAgendaIsBoundedAndKeepsTheEarlierTime(t *testing.T) {
	t.Parallel()
	a, at := newAgenda(2), now()
	a.add("b", at.Add(time.Second))
	a.add("a", at.Add(time.Hour))
	a.add("c", at)
	a.add("a", at)
	a.add("a", at.Add(time.Minute))
	if feed, _ := a.take(at); feed != "a" {
		t.Errorf("took %q", feed)
	}
	if feed, wait := a.take(at); feed != "" || wait != time.Second {
		t.Errorf("took %q and waits %s", feed, wait)
	}
	if feed, _ := a.take(at.Add(time.Second)); feed != "b" {
		t.Errorf("took %q", feed)
	}
	if feed, wait := a.take(at); feed != "" || wait != time.Minute {
		t.Errorf("took %q and waits %s", feed, wait)
	}
}

func TestTheMasterSecretIsReadAgain(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/secret"
	d := &desk{T: t}
	d.write(path, master)
	synctest.Test(t, func(t *testing.T) {
		keys, err := readKeys(path)
		if err != nil {
			t.Fatal(err)
		}
		s := &Subscriber{config: Config{Secret: path, Reread: time.Minute}, log: zap.NewNop()}
		s.keys.Store(&keys)
		ctx, cancel := context.WithCancel(t.Context())
		go s.keepKeys(ctx)
		for _, step := range []struct {
			text string
			want int
		}{{"too short", 1}, {strings.Repeat("n", 40) + "\n" + master + "\n", 2}, {"", 2}} {
			d.write(path, step.text)
			time.Sleep(time.Minute)
			synctest.Wait()
			if got := len(s.ring()); got != step.want {
				t.Errorf("%d generations after %q, want %d", got, step.text, step.want)
			}
		}
		cancel()
		synctest.Wait()
	})
}
