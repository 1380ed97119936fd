package websub

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

// The outcomes of pushes, besides those of signals.
const (
	pushUnknown   = "unknown"   // no address of ours
	pushOver      = "over"      // of a subscription that is over
	pushUnsigned  = "unsigned"  // without the right signature: ignored
	pushTooLarge  = "tooLarge"  // too large to be checked
	pushBroken    = "broken"    // its body ended early
	pushUntreated = "untreated" // the wire couldn't take it: the hub is to try again
	pushBusy      = "busy"      // too many at once
)

// metrics count what hubs are asked and say.
type metrics struct {
	subscriptions *prometheus.GaugeVec
	asks          *prometheus.CounterVec
	verifications *prometheus.CounterVec
	pushes        *prometheus.CounterVec
	missed        prometheus.Counter
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		subscriptions: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "wirecopy_websub_subscriptions",
			Help: "Feeds with a hub by state: active, silent, pending or failing. Only the replica that counted last has it: take the max.",
		}, []string{"state"}),
		asks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_websub_asks_total",
			Help: "Requests to hubs by mode, subscribe or unsubscribe, and outcome: accepted, failed, or busy when the hub's lane was taken.",
		}, []string{"mode", "outcome"}),
		verifications: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_websub_verifications_total",
			Help: "Questions of hubs by mode, subscribe, unsubscribe, denied or other, and outcome: confirmed, recorded, refused or untreated.",
		}, []string{"mode", "outcome"}),
		pushes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wirecopy_websub_pushes_total",
			Help: "Pushes by outcome: polled, hastened to the end of the least interval, owed while a poll is under way; or unknown, over, unsigned, tooLarge, broken, untreated, busy.",
		}, []string{"outcome"}),
		missed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wirecopy_websub_missed_total",
			Help: "Polls that found news of which the hub had not told.",
		}),
	}
	if r == nil {
		return m, nil
	}
	var faults []error
	for _, c := range []prometheus.Collector{m.subscriptions, m.asks, m.verifications, m.pushes, m.missed} {
		faults = append(faults, r.Register(c))
	}
	return m, errors.Join(faults...)
}
