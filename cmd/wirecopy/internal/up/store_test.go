package up

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// TestLaw1AStoreThatIsDownLosesNothing takes the store away from a wire that
// works, for some three quarters of a minute, and gives it back.
func TestLaw1AStoreThatIsDownLosesNothing(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 12, 9, 300 })
	want := int64(n.Published())
	c := command(t, append(subscribe(n), "--host-interval", "0")...)
	r := run(t, c)
	release := lockStore(t, filepath.Join(c.Data, "articles.db"))
	eventually(t, 3*time.Minute, "all articles are published, and the store was tried again and again", func() bool {
		return r.messages(schema.StreamArticles) >= uint64(want) && r.holds() >= 3
	})
	if got := r.stored().Articles; got >= want {
		t.Fatalf("%d of %d were stored in a store that was locked", got, want)
	}
	consumer, err := r.bus.JetStream().Consumer(t.Context(), schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		t.Fatal(err)
	}
	if acked := int64(consumer.CachedInfo().AckFloor.Stream); acked > r.stored().Versions {
		t.Errorf("%d are acknowledged, and %d stored", acked, r.stored().Versions)
	}
	release()
	eventually(t, 3*time.Minute, "all articles are stored", func() bool { return r.stored().Articles >= want })
	if got := r.stored(); got != (store.Count{Articles: want, Versions: want}) {
		t.Errorf("stored %+v, want each of %d once", got, want)
	}
	report, err := n.Check(r.records())
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report)
	}
}

// lockStore keeps all others from writing a store, as a backup that hangs does.
func lockStore(t *testing.T, path string) (release func()) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	exec := func(statement string) {
		t.Helper()
		if _, err := conn.ExecContext(context.WithoutCancel(t.Context()), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	eventually(t, time.Minute, "the store is locked", func() bool {
		_, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE")
		return err == nil
	})
	return func() { exec("ROLLBACK") }
}

// holds is how often the storer has had to wait with what it has.
func (r *running) holds() float64 {
	r.t.Helper()
	families, err := r.registry.Gather()
	if err != nil {
		r.t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != "wirecopy_bus_holds_total" {
			continue
		}
		for _, m := range family.GetMetric() {
			if m.GetLabel()[0].GetValue() == schema.ConsumerStorer {
				return m.GetCounter().GetValue()
			}
		}
	}
	return 0
}
