package up

import (
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// TestEndToEnd follows every article of a newsroom from its feed into the store.
// `make e2e` runs it with more of them.
func TestEndToEnd(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) {
		c.Feeds = number(t, "WIRECOPY_TEST_FEEDS", 12)
		c.Hosts = number(t, "WIRECOPY_TEST_HOSTS", 9)
		c.Backlog = number(t, "WIRECOPY_TEST_ARTICLES", 300)
	})
	begin := time.Now()
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0")...))
	want := int64(n.Published())
	eventually(t, 10*time.Minute, "all articles are stored", func() bool { return r.stored().Articles >= want })
	t.Logf("%d articles of %d feeds in %s", want, len(n.Feeds()), time.Since(begin).Round(time.Millisecond))
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
	if got := n.Statistics().Total; got.Unconditional != 0 || got.Violations != 0 || got.Early != 0 {
		t.Errorf("manners: %+v", got)
	}
}
