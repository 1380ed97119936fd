//go:build unix

package web_test

import (
	"bufio"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
)

// startSite starts a site's process, and gives an address for Get.
func startSite(b *testing.B, kind string) string {
	b.Helper()
	site := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^$")
	site.Env = append(os.Environ(), siteVariable+"="+kind)
	in, err := site.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := site.StdoutPipe()
	if err == nil {
		err = site.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { in.Close(); _ = site.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(strings.TrimSpace(line))
	if kind == "plain" {
		return "http://news.example:" + port + "/feed.xml"
	}
	return "https://example.com:" + port + "/feed.xml"
}

// testRoots trusts the certificate that all servers of httptest have.
func testRoots(b *testing.B) *x509.CertPool {
	b.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return roots
}

// BenchmarkNotModified is what the client takes for a feed with nothing new:
// over a kept plain connection, a kept one with TLS and HTTP/2, one that is new
// each time but resumes its TLS session, and one that is new in every respect.
func BenchmarkNotModified(b *testing.B) {
	for _, kind := range []string{"plain", "http2", "resumed", "handshake"} {
		b.Run(kind, func(b *testing.B) {
			request := web.Request{URL: startSite(b, kind), Accept: "application/rss+xml, */*;q=0.1", ETag: `"5f3e-1a2b3c4d5e6f7"`, LastModified: "Tue, 15 Nov 2031 08:12:31 GMT"}
			client := newClient(b, web.Deps{RootCAs: testRoots(b)}, nil)
			anew := kind == "resumed" || kind == "handshake"
			b.ReportAllocs()
			before := cpu(b)
			for b.Loop() {
				if response, err := client.Get(b.Context(), request); err != nil || response.Status != http.StatusNotModified {
					b.Fatal(response, err)
				}
				if anew {
					client.Close()
				}
			}
			b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
		})
	}
}

// cpu is what this process has taken so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
