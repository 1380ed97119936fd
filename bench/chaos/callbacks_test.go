package chaos

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// callbacks is the public address where hubs call: a proxy before the listeners
// of all fetchers, some of which are dead at any time.
type callbacks struct {
	url       string
	secret    string // the file
	listeners []string
	turn      atomic.Uint64
}

func newCallbacks(t *testing.T, fetchers int) *callbacks {
	t.Helper()
	c := &callbacks{secret: filepath.Join(t.TempDir(), "secret")}
	if err := os.WriteFile(c.secret, []byte(strings.Repeat("0123456789abcdef", 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	for range fetchers {
		c.listeners = append(c.listeners, freeAddress(t))
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: c.listeners[c.turn.Add(1)%uint64(len(c.listeners))]})
		},
		Transport:    &http.Transport{ResponseHeaderTimeout: 5 * time.Second},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: proxy, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		<-done
	})
	c.url = fmt.Sprintf("http://%s/websub", listener.Addr())
	return c
}

// flags are those of one of the fetchers.
func (c *callbacks) flags(fetcher int) []string {
	return []string{"--websub-url", c.url, "--websub-listen", c.listeners[fetcher], "--websub-secret", c.secret}
}

// freeAddress is an address that nobody listens at, for now.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
