package telemetry

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPublicKeepsProfilesBack(t *testing.T) {
	t.Parallel()
	h, r := NewHealth(), Registry("fetcher")
	for path, want := range map[string][2]int{ // public, admin
		"/livez":                         {200, 200},
		"/readyz":                        {200, 200},
		"/metrics":                       {200, 200},
		"/debug/pprof/":                  {404, 200},
		"/debug/pprof/goroutine":         {404, 200},
		"/debug/pprof/symbol":            {404, 200},
		"/debug/pprof/profile?seconds=1": {404, 200},
		"/debug/pprof/cmdline":           {404, 404},
		"/":                              {404, 404},
	} {
		for i, handler := range []http.Handler{Public(h, r), Admin(h, r)} {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			if w.Code != want[i] {
				t.Errorf("%s of handler %d: %d, want %d", path, i, w.Code, want[i])
			}
		}
	}
}

func TestRegistryDescribesTheProcess(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Public(NewHealth(), Registry("fetcher")).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`wirecopy_build_info{goversion="` + runtime.Version() + `",service="fetcher",version="`,
		"\ngo_goroutines ", "\nprocess_start_time_seconds ",
	} {
		if !strings.Contains(w.Body.String(), want) && runtime.GOOS == "linux" {
			t.Errorf("metrics lack %q:\n%s", want, w.Body.String())
		}
	}
	var _ prometheus.Registerer = Registry("parser") // a second one doesn't clash with the first
}

// serving runs Serve on a free port until the test ends it.
func serving(t *testing.T, log *zap.Logger, handler http.Handler) (base string, stop func() error) {
	t.Helper()
	listener, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, log, listener, handler) }()
	return "http://" + listener.Addr().String(), func() error {
		cancel()
		return <-done
	}
}

func TestServeFinishesTheRequestInHand(t *testing.T) {
	t.Parallel()
	arrived, finish := make(chan struct{}), make(chan struct{})
	core, logs := observer.New(zap.InfoLevel)
	base, stop := serving(t, zap.New(core), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-finish
		_, _ = io.WriteString(w, "finished")
	}))
	type reply struct {
		body string
		err  error
	}
	replies := make(chan reply, 1)
	go func() {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Get(base)
		if err != nil {
			replies <- reply{err: err}
			return
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		replies <- reply{string(body), err}
	}()
	<-arrived
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for deadline := time.Now().Add(10 * time.Second); connect(base) == nil; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("still takes connections after its stop")
		}
	}
	close(finish)
	if r := <-replies; r.err != nil || r.body != "finished" {
		t.Errorf("request in hand: %q, %v", r.body, r.err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("clean stop: %v", err)
	}
	said := logs.FilterMessage("serving http").All()
	if len(said) != 1 || "http://"+said[0].ContextMap()["address"].(string) != base {
		t.Errorf("log %v doesn't say where: %s", said, base)
	}
}

// connect tells whether the port still takes connections.
func connect(base string) error {
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(base, "http://"), time.Second)
	if err == nil {
		conn.Close()
	}
	return err
}

func TestServeLogsItsComplaints(t *testing.T) {
	t.Parallel()
	core, logs := observer.New(zap.WarnLevel)
	base, stop := serving(t, zap.New(core), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("in a handler") }))
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if res, err := client.Get(base); err == nil {
		res.Body.Close()
		t.Errorf("got %s of a handler that panicked", res.Status)
	}
	if err := stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if logs.Len() != 1 || !strings.Contains(logs.All()[0].Message, "in a handler") {
		t.Errorf("logged %v, want the panic", logs.All())
	}
}

func TestServeReportsAListenerThatFails(t *testing.T) {
	t.Parallel()
	listener, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(t.Context(), listener.Addr().String()); err == nil || !strings.HasPrefix(err.Error(), "listen for http: ") {
		t.Errorf("taken address: %v", err)
	}
	listener.Close()
	if err := Serve(t.Context(), zap.NewNop(), listener, http.NotFoundHandler()); err == nil {
		t.Error("served on a closed listener")
	}
}

func TestLoggerFormats(t *testing.T) {
	t.Parallel()
	for format, want := range map[Format]string{
		JSON:    `"logger":"fetcher","message":"polled","took":"1.5s"}` + "\n",
		Console: "\tINFO\tfetcher\tpolled\t{\"took\": \"1.5s\"}\n",
	} {
		var out bytes.Buffer
		log := Logger(&out, zap.InfoLevel, format).Named("fetcher")
		log.Debug("too quiet to be seen")
		log.Info("polled", zap.Duration("took", 1500*time.Millisecond))
		if !strings.HasSuffix(out.String(), want) || strings.Count(out.String(), "\n") != 1 {
			t.Errorf("%s: %q, want one line that ends in %q", format, out.String(), want)
		}
	}
}
