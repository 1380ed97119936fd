package web_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
)

// siteVariable makes the test binary a site; its value is which.
const siteVariable = "WIRECOPY_TEST_SITE"

// runSite is the site of the benchmarks, in a process of its own, so that the
// figures are the client's alone. It ends with its standard input.
func runSite(kind string) {
	site := httptest.NewUnstartedServer(http.HandlerFunc(unchanged))
	switch kind {
	case "plain":
		site.Start()
	default:
		site.EnableHTTP2 = true
		site.TLS = &tls.Config{SessionTicketsDisabled: kind == "handshake"}
		site.StartTLS()
	}
	fmt.Println(site.Listener.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
	site.Close()
}

// unchanged answers as feeds behind a cache do.
func unchanged(w http.ResponseWriter, _ *http.Request) {
	for name, value := range map[string]string{
		"Age": "12", "Cache-Control": "public, max-age=300", "Etag": `"5f3e-1a2b3c4d5e6f7"`, "Last-Modified": "Tue, 15 Nov 2031 08:12:31 GMT",
		"Server": "nginx", "Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Vary": "Accept-Encoding",
		"Via": "1.1 varnish", "X-Cache": "HIT", "X-Served-By": "cache-ams2100128-AMS",
	} {
		w.Header()[name] = []string{value}
	}
	w.WriteHeader(http.StatusNotModified)
}
