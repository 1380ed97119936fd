package lane

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wirecopy/wirecopy/internal/telemetry/metrictest"
	"github.com/wirecopy/wirecopy/internal/web"
)

func TestLanesAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, registry := NewLocal(Config{Spacing: time.Second, Patience: 10 * time.Second}), prometheus.NewPedanticRegistry()
		if err := l.Register(registry); err != nil {
			t.Fatal(err)
		}
		enter(t, l, "harbour.example")(ok())
		enter(t, l, "harbour.example")(web.Answer{Status: http.StatusTooManyRequests}) // waits for the spacing
		busy(t, l, "harbour.example")                                                  // for a minute
		now := time.Now()
		enter(t, l, "tide.example")(web.Answer{Status: http.StatusServiceUnavailable, RetryAfter: now.Add(time.Hour)})
		metrictest.Want(t, registry, map[string]float64{
			`wirecopy_lane_claims_total{outcome="entered"}`:             3,
			`wirecopy_lane_claims_total{outcome="busy"}`:                1,
			`wirecopy_lane_wait_seconds`:                                3,
			`wirecopy_lane_rests_total{hint="none",status="429"}`:       1,
			`wirecopy_lane_rests_total{hint="retryAfter",status="503"}`: 1,
			`wirecopy_lane_hosts`:                                       2,
		})
	})
}
