package web_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/internal/web"
)

func TestMain(m *testing.M) {
	if kind := os.Getenv(siteVariable); kind != "" { // a benchmark wants a site of its own process
		runSite(kind)
		return
	}
	goleak.VerifyTestMain(m)
}

// hosts is a resolver that knows what it is told; any other name doesn't exist.
type hosts map[string]string

func (h hosts) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	addr, ok := h[strings.TrimSuffix(host, ".")]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []netip.Addr{netip.MustParseAddr(addr)}, nil
}

// loopback lets the names of the tests lead to servers of the tests.
func loopback() hosts {
	return hosts{
		"example.com": "127.0.0.1", "news.example": "127.0.0.1", "wire.example": "127.0.0.1",
		"cloud.example": "169.254.169.254",
	}
}

// newClient makes a client that may ask loopback, with changed settings.
func newClient(tb testing.TB, deps web.Deps, change func(*web.Config)) *web.Client {
	tb.Helper()
	config := web.Defaults()
	config.UserAgent = "wirecopy/test (+https://wirecopy.example)"
	config.AllowNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	if change != nil {
		change(&config)
	}
	if deps.Resolver == nil {
		deps.Resolver = loopback()
	}
	client, err := web.New(config, deps)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.Close)
	return client
}

// serve starts a site.
func serve(tb testing.TB, handler http.HandlerFunc) *httptest.Server {
	tb.Helper()
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	return server
}

// at is the address of a server under another name.
func at(tb testing.TB, server *httptest.Server, host, path string) string {
	tb.Helper()
	u, err := url.Parse(server.URL)
	if err != nil {
		tb.Fatal(err)
	}
	return u.Scheme + "://" + host + ":" + u.Port() + path
}

// wantFault checks an error's kind and gives it back.
func wantFault(t *testing.T, err error, kind web.Kind) *web.Error {
	t.Helper()
	e, ok := errors.AsType[*web.Error](err)
	if !ok {
		t.Fatalf("error is %v, want a fault of kind %s", err, kind)
	}
	if e.Kind != kind {
		t.Fatalf("fault is %s (%v), want %s", e.Kind, e, kind)
	}
	return e
}
