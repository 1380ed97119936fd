package up

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/internal/catalogue"
	"github.com/wirecopy/wirecopy/internal/natsembed"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
)

// TestAWireFromABackupLosesNothing backs the server of a wire up while it runs,
// lets news come in, loses the server, and goes on with what is restored and with
// the store that it had.
func TestAWireFromABackupLosesNothing(t *testing.T) {
	t.Parallel()
	n := publish(t, func(c *newsroom.Config) { c.Feeds, c.Hosts, c.Backlog = 6, 6, 60 })
	all := int64(n.Published())
	feeds := n.Feeds()
	c := command(t, append(subscribe(n), "--host-interval", "0", "--store", "sqlite:"+filepath.Join(t.TempDir(), "articles.db"))...)
	everyFeed := c.Feed
	c.Feed = c.Feed[:3]
	r := run(t, c)
	for _, feed := range feeds[:3] {
		eventually(t, time.Minute, "the feed is polled", func() bool { return r.polled(feed) })
	}
	eventually(t, time.Minute, "its articles are stored", func() bool { return r.stored().Articles > 10 && r.idle() })
	known := r.stored().Articles
	backup := bustest.BackUp(t, r.bus, filepath.Join("..", "..", "..", "..", "docs", "storage.md"))
	since := feeds[3]
	if _, err := r.catalogue.Add(t.Context(), catalogue.New(since.URL, time.Now())); err != nil {
		t.Fatal(err)
	}
	eventually(t, time.Minute, "news comes in since the backup", func() bool {
		return r.polled(since) && r.stored().Articles > known && r.idle()
	})
	repeated := r.stored().Articles - known // which the backup knows nothing of
	r.stop()

	c.Data, c.Feed = t.TempDir(), everyFeed
	server := bustest.Start(t, natsembed.Config{Dir: filepath.Join(c.Data, "nats")})
	for _, s := range backup {
		s.Restore(t, bustest.Connect(t, server, "restore"))
	}
	server.Stop()
	r = run(t, c)
	for _, feed := range feeds {
		eventually(t, time.Minute, "the feed is polled", func() bool { return r.polled(feed) })
	}
	eventually(t, time.Minute, "all is stored", func() bool { return r.stored().Articles == all && r.waiting() == 0 })
	eventually(t, time.Minute, "and nothing twice but what the backup knows nothing of", func() bool {
		return r.stored() == store.Count{Articles: all, Versions: all + repeated}
	})
	report, err := n.Check(r.records())
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report)
	}
	r.wantOneTextEach()
}

// idle says whether all that was announced is stored.
func (r *running) idle() bool {
	r.t.Helper()
	return r.waiting() == 0 && r.messages(schema.StreamArticles) == uint64(r.stored().Versions)
}

// wantOneTextEach finds articles of which two versions differ.
func (r *running) wantOneTextEach() {
	r.t.Helper()
	texts := map[string]string{}
	for row, err := range r.store.Articles(r.t.Context(), store.Query{Versions: true}) {
		if err != nil {
			r.t.Fatal(err)
		}
		var a schema.Article
		if err := json.Unmarshal(row.Record, &a); err != nil {
			r.t.Fatal(err)
		}
		if text, found := texts[a.ID]; found && text != a.ContentHash {
			r.t.Errorf("article %s has two texts", a.ID)
		}
		texts[a.ID] = a.ContentHash
	}
}
