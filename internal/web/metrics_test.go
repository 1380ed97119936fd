package web_test

import (
	"net/http"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
	"github.com/wirecopy/wirecopy/internal/web"
)

func TestConditionalRequestsAreCounted(t *testing.T) {
	t.Parallel()
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/gone":
			w.WriteHeader(http.StatusGone)
		case r.Header.Get("If-None-Match") == `"1"`:
			w.WriteHeader(http.StatusNotModified)
		}
	})
	registry := prometheus.NewPedanticRegistry()
	client := newClient(t, web.Deps{Registerer: registry}, nil)
	for _, r := range []web.Request{
		{URL: site.URL},
		{URL: site.URL, ETag: `"1"`},
		{URL: site.URL, ETag: `"0"`},
		{URL: site.URL + "/gone", LastModified: "Tue, 24 Nov 2026 10:00:00 GMT"},
	} {
		if _, err := client.Get(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	metrictest.Want(t, registry, map[string]float64{
		`wirecopy_web_conditional_requests_total{answer="notModified"}`: 1,
		`wirecopy_web_conditional_requests_total{answer="changed"}`:     1,
		`wirecopy_web_conditional_requests_total{answer="other"}`:       1,
	})
}
