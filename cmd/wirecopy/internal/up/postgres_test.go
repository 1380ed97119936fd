package up

import (
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgserver"
	"github.com/wirecopy/wirecopy/services/storer/postgres/pgtest"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// TestLaw1AKilledPostgresLosesNothing kills the database server of a wire that
// works, and starts it again once articles wait for it.
func TestLaw1AKilledPostgresLosesNothing(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgserver.Config{Durable: true})
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 12, 9, 300 })
	want := int64(n.Published())
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0", "--store", server.URL("postgres"))...))
	eventually(t, 3*time.Minute, "some are stored", func() bool { return r.stored().Articles > want/10 })
	if err := server.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, 3*time.Minute, "the store was tried again and again", func() bool { return r.holds() >= 2 })
	if err := server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, 3*time.Minute, "all articles are stored", func() bool { return r.stored().Articles >= want })
	if got := r.stored(); got != (store.Count{Articles: want, Versions: want}) {
		t.Errorf("stored %+v, want each of %d once", got, want)
	}
	report, err := n.Check(r.records())
	if err != nil {
		t.Fatal(err)
	}
	if report.Missing+report.Duplicates+report.Split+report.Unknown+report.Unreadable > 0 {
		t.Errorf("records differ from what was published:\n%s", report)
	}
}
