package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wirecopy/wirecopy/bench/roster"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSitesHaveNothingNew(t *testing.T) {
	t.Parallel()
	for name, secure := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &measure{Feeds: 1000, Hosts: 300, Rate: 10, TLS: secure}
			client, s := serve(t, m)
			s.begin()
			now := time.Now()
			for _, number := range []int{0, 299, 300, 999} {
				s.expect(number, now.Add(-time.Minute))
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url(number), nil)
				if err != nil {
					t.Fatal(err)
				}
				if number > 0 {
					request.Header.Set("If-None-Match", roster.ETag(number))
				}
				response, err := client.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				response.Body.Close()
				if response.StatusCode != http.StatusNotModified || response.Header.Get("ETag") != roster.ETag(number) || !response.Close {
					t.Errorf("feed %d: %s, %v", number, response.Status, response.Header)
				}
			}
			late, whole := s.end()
			if late.Count != 4 || late.P50 < time.Minute || late.P50 > 2*time.Minute || whole != 1 {
				t.Errorf("%d polls late by %s, %d of them unconditional", late.Count, late, whole)
			}
		})
	}
}

// serve opens sites that end with the test, and a client that trusts them.
func serve(t *testing.T, m *measure) (*http.Client, *sites) {
	t.Helper()
	transport := &http.Transport{}
	var secure *tls.Config
	if m.TLS {
		a, err := newAuthority()
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		root, err := x509.ParseCertificate(a.root)
		if err != nil {
			t.Fatal(err)
		}
		roots.AddCert(root)
		transport.TLSClientConfig, secure = &tls.Config{RootCAs: roots}, a.config()
	}
	s, err := openSites(t.Context(), m, secure)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return &http.Client{Transport: transport}, s
}
