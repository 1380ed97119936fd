package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
)

// endless repeats text until nobody listens any more.
func endless(w io.Writer, text string) {
	for {
		if _, err := io.WriteString(w, text); err != nil {
			return
		}
	}
}

func TestEndlessBodiesEnd(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/plain":
			endless(w, strings.Repeat("no end. ", 1000))
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			endless(w, string(encode(t, "gzip", bytes.NewReader(page(200_000)))))
		case "/members": // each is whole and holds nothing
			w.Header().Set("Content-Encoding", "gzip")
			endless(w, strings.Repeat(string(encode(t, "gzip", strings.NewReader(""))), 1000))
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
			endless(w, strings.Repeat("not here. ", 1000))
		}
	})
	client := newClient(t, web.Deps{}, func(c *web.Config) { c.MaxBody, c.MaxDecoded = 1<<20, 2<<20 })
	for path, want := range map[string]web.Kind{"/plain": web.KindTooLarge, "/gzip": web.KindTooLarge, "/members": web.KindTooLarge, "/missing": ""} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			response, err := client.Get(t.Context(), web.Request{URL: site.URL + path})
			if got := web.KindOf(err); got != want {
				t.Errorf("fault is %q (%v), want %q", got, err, want)
			}
			if err == nil && (response.Wire != 64<<10 || response.Body != nil) {
				t.Errorf("of what nobody wants %d bytes were read, want 64 KiB", response.Wire)
			}
		})
	}
}

func TestDrippingSitesAreLeft(t *testing.T) {
	t.Parallel()
	drip := func(r *http.Request, write func()) {
		for r.Context().Err() == nil {
			write()
			select {
			case <-r.Context().Done():
			case <-time.After(2 * time.Millisecond):
			}
		}
	}
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			drip(r, func() { _, _ = io.WriteString(w, "."); _ = http.NewResponseController(w).Flush() })
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		for _, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\n"); err == nil; _, err = io.WriteString(conn, "X-Drop: 1\r\n") {
			time.Sleep(2 * time.Millisecond) // between two drops
		}
	})
	for path, change := range map[string]func(*web.Config){
		"/body":   func(c *web.Config) { c.Timeout = 150 * time.Millisecond },
		"/header": func(c *web.Config) { c.HeaderTimeout = 80 * time.Millisecond },
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, web.Deps{}, change).Get(t.Context(), web.Request{URL: site.URL + path})
			wantFault(t, err, web.KindTimeout)
		})
	}
}

func TestHeaderBombsAreRefused(t *testing.T) {
	t.Parallel()
	large := func(w http.ResponseWriter, _ *http.Request) {
		for i := range 300 {
			w.Header().Set(fmt.Sprintf("X-Policy-%d", i), strings.Repeat("a", 1<<10))
		}
	}
	secure, roots := serveTLS(t, large)
	_, err := newClient(t, web.Deps{RootCAs: roots}, nil).Get(t.Context(), web.Request{URL: at(t, secure, "example.com", "/")})
	wantFault(t, err, web.KindProtocol)

	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		text := map[string]string{
			"/lines":   strings.Repeat("X-Policy: a\r\n", 1000),
			"/line":    strings.Repeat("a", 10_000),
			"/hints":   strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n", 100),
			"/trailer": strings.Repeat("X-Policy: a\r\n", 1000),
		}[r.URL.Path]
		if text == "" {
			large(w, r)
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		begin := map[string]string{
			"/lines": "HTTP/1.1 200 OK\r\n", "/line": "HTTP/1.1 200 OK\r\nX-Policy: ",
			"/trailer": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
		}[r.URL.Path]
		_, _ = io.WriteString(conn, begin)
		endless(conn, text)
	})
	client := newClient(t, web.Deps{}, nil)
	for path, want := range map[string]web.Kind{
		"/large": web.KindProtocol, "/lines": web.KindProtocol, "/line": web.KindProtocol, "/hints": web.KindProtocol, "/trailer": web.KindTruncated,
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			_, err := client.Get(t.Context(), web.Request{URL: site.URL + path})
			wantFault(t, err, want)
		})
	}
}

// turncoat answers for a name with one address first and another one later; all
// other names are on the loopback.
type turncoat struct {
	mu    sync.Mutex
	asked int
}

func (d *turncoat) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if host == "rebind.example." {
		if d.asked++; d.asked > 1 {
			return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
		}
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

func TestRebindingIsRefused(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
	proxy := new(way)
	for name, address := range map[string]string{"direct": "", "by proxy": serve(t, proxy.ServeHTTP).URL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dns := new(turncoat)
			// The cache holds about one name, so that others drive the answer out as time would.
			client := newClient(t, web.Deps{Resolver: dns}, func(c *web.Config) { c.DNSNames, c.Proxy = 1, address })
			get := func(host string) error {
				_, err := client.Get(t.Context(), web.Request{URL: at(t, site, host, "/")})
				return err
			}
			for range 3 { // new connections and requests use the answer that was checked
				if err := get("rebind.example"); err != nil {
					t.Fatal(err)
				}
			}
			if dns.asked != 1 {
				t.Errorf("DNS was asked %d times within the life of its answer", dns.asked)
			}
			for _, host := range []string{"a.example", "b.example"} {
				if err := get(host); err != nil {
					t.Fatal(err)
				}
			}
			carried := len(proxy.seen())
			wantFault(t, get("rebind.example"), web.KindForbidden)
			if address != "" && len(proxy.seen()) != carried {
				t.Errorf("the proxy was asked for %v", proxy.seen()[carried:])
			}
		})
	}
}
