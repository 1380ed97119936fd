package stage

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthyAsksForReadiness(t *testing.T) {
	t.Parallel()
	ready := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		if !ready {
			http.Error(w, "nats: not connected", http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	addr := server.Listener.Addr().String()
	for _, form := range []string{addr, strings.TrimPrefix(addr, "127.0.0.1"), strings.Replace(addr, "127.0.0.1", "0.0.0.0", 1)} {
		if err := askHealthy(t.Context(), form); err != nil {
			t.Errorf("%s: %v", form, err)
		}
	}
	ready = false
	if err := askHealthy(t.Context(), addr); err == nil || !strings.Contains(err.Error(), "nats: not connected") {
		t.Errorf("not ready: %v", err)
	}
	server.Close()
	if err := askHealthy(t.Context(), addr); err == nil {
		t.Error("nobody is there, and it is healthy")
	}
	if err := askHealthy(t.Context(), "8080"); err == nil {
		t.Error("an address without a port is taken")
	}
}
