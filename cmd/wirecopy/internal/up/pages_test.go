package up

import (
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/rawpage"
)

func TestPagesAreKeptInNATS(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 3, 3, 30 })
	want := n.Published()
	r := run(t, command(t, append(subscribe(n), "--host-interval", "0", "--pages", "nats", "--pages-bytes", "100000000")...))
	eventually(t, time.Minute, "all articles are stored", func() bool { return r.stored().Articles == int64(want) })
	shelf, err := rawpage.Open(t.Context(), rawpage.InNATS, r.bus)
	if err != nil {
		t.Fatal(err)
	}
	kept := func() (pages int) {
		for p, err := range shelf.All(t.Context()) {
			if err != nil || p.Version != 1 || len(p.Body) == 0 {
				t.Errorf("page %+v, %v", p, err)
			}
			pages++
		}
		return pages
	}
	eventually(t, time.Minute, "each has its page", func() bool { return kept() == want })
}
