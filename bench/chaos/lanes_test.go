package chaos

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

// TestLaw7ReplicasShareEveryLane runs three of each stage in peace, and looks at
// what each host has seen of them together: polls and pages share its lane.
func TestLaw7ReplicasShareEveryLane(t *testing.T) {
	t.Parallel()
	config := newsroom.Defaults()
	config.Feeds, config.Hosts, config.Backlog, config.Speed = 20, 10, 200, 0
	config.Address = netip.AddrFrom4([4]byte{127, 0, 8, 1})
	n, err := newsroom.New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- n.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	f := newFleet(t, n.Networks())
	f.start(t)
	f.add(t, n.Feeds())
	f.eventually(t, settling, "all articles are published", func() error {
		_, count, err := f.records(t)
		if err == nil && count < n.Published() {
			err = fmt.Errorf("%d of %d", count, n.Published())
		}
		return err
	})
	f.stop(t)
	for _, host := range n.Statistics().Hosts {
		if host.Feeds == 0 || host.Pages == 0 || host.Robots != 1 {
			t.Errorf("%s was asked for %d feeds, %d pages and %d times for robots.txt, want the last once for the fleet", host.Host, host.Feeds, host.Pages, host.Robots)
		}
		if host.MaxParallel > 1 || host.Violations > 0 || host.Unconditional > 0 {
			t.Errorf("%s was asked %d times at once, robots.txt disobeyed %d times, %d polls repeated", host.Host, host.MaxParallel, host.Violations, host.Unconditional)
		}
		// From begin to begin: the server ends a request a little after its client has had it.
		if host.MinSpacing < spacing {
			t.Errorf("%s was asked again after %s, want %s at least", host.Host, host.MinSpacing, spacing)
		}
	}
}
