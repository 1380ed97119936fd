package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.uber.org/zap"
)

// Public serves /livez, /readyz and /metrics. The first two answer 200 or 503,
// with every check by name:
//
//	{"ok":false,"checks":[{"name":"nats","ok":true},{"name":"store","ok":false,"error":"disk is full"}]}
func Public(health *Health, metrics prometheus.Gatherer) http.Handler {
	return public(health, metrics)
}

// Admin serves what [Public] does, and /debug/pprof/ without its cmdline,
// since arguments can hold secrets.
func Admin(health *Health, metrics prometheus.Gatherer) http.Handler {
	mux := public(health, metrics)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

func public(health *Health, metrics prometheus.Gatherer) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("GET /livez", &health.live)
	mux.Handle("GET /readyz", &health.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{
		EnableOpenMetrics: true, MaxRequestsInFlight: 4, Timeout: 10 * time.Second,
	}))
	return mux
}

// ServeHTTP answers with all checks, and a status that says the same.
func (p *probe) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	said := p.ask(r.Context())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !said.OK {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(said) // an asker who has gone needs no answer
}

// Listen opens the address for [Serve]. Its Addr tells the port that ":0" got.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for http: %w", err)
	}
	return listener, nil
}

// Serve serves HTTP until ctx ends, then lets the requests in hand finish for
// a few seconds. It closes the listener. A clean stop is nil.
func Serve(ctx context.Context, log *zap.Logger, listener net.Listener, handler http.Handler) error {
	complaints, err := zap.NewStdLogAt(log, zap.WarnLevel)
	if err != nil {
		return fmt.Errorf("log of http: %w", err)
	}
	server := &http.Server{
		Handler:           handler,
		ErrorLog:          complaints,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second, // pprof adds the length of a profile itself
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	log.Info("serving http", zap.Stringer("address", listener.Addr()))
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve http: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err = server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close() // cuts off what is left, such as a long profile
	}
	if served := <-failed; err == nil && !errors.Is(served, http.ErrServerClosed) {
		err = served
	}
	if err != nil {
		return fmt.Errorf("stop http: %w", err)
	}
	return nil
}
