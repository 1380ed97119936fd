package robots

import (
	"errors"
	"net/http"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
	"github.com/wirecopy/wirecopy/internal/web"
)

func TestRefusalsAreCounted(t *testing.T) {
	t.Parallel()
	w, registry := newWorld(t), prometheus.NewPedanticRegistry()
	p := w.replica()
	if err := p.Register(registry); err != nil {
		t.Fatal(err)
	}
	w.says(http.StatusOK, "User-agent: *\nDisallow: /private")
	wantAllowed(t, p, page)
	wantDenied(t, p, "https://news.example/private/a", "disallow: /private")
	w.fails(web.KindTimeout, errors.New("too slow"))
	w.wantUnavailable(t, p, "https://tide.example/a")
	metrictest.Want(t, registry, map[string]float64{
		`wirecopy_robots_answers_total{answer="allowed"}`:    1,
		`wirecopy_robots_answers_total{answer="disallowed"}`: 1,
		`wirecopy_robots_answers_total{answer="unknown"}`:    1,
		`wirecopy_robots_asks_total{outcome="told"}`:         1,
		`wirecopy_robots_asks_total{outcome="silent"}`:       1,
	})
}
