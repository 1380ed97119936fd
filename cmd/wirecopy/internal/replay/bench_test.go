package replay_test

import (
	"path/filepath"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/cmd/wirecopy/internal/replay"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/stores"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// BenchmarkReplay replays a store of 4,000 articles with 4 KB of text each, from
// SQLite to a stream in a server of the same process. One operation is all of it.
func BenchmarkReplay(b *testing.B) {
	const count = 4000
	s, err := stores.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "articles.db"), false)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for n := 0; n < count; n += 500 {
		batch := make([]*schema.Article, 500)
		for i := range batch {
			batch[i] = storetest.LongArticle(n+i, 4000)
		}
		if _, err := s.Write(b.Context(), storetest.Entries(batch...)); err != nil {
			b.Fatal(err)
		}
	}
	wire := bustest.New(b)
	stream, err := wire.JetStream().CreateStream(b.Context(), jetstream.StreamConfig{Name: "DESK", Subjects: []string{"desk.>"}})
	if err != nil {
		b.Fatal(err)
	}
	c := config(s, wire)
	c.Query = store.Query{Since: storetest.Epoch(), Until: storetest.Epoch().AddDate(1, 0, 0)}
	b.ReportAllocs()
	for b.Loop() {
		if done, err := replay.Run(b.Context(), c); err != nil || done.Messages != count {
			b.Fatalf("%+v, %v", done, err)
		}
		b.StopTimer()
		if err := wire.JetStream().DeleteStream(b.Context(), "DESK"); err != nil { // with the ids that it knows
			b.Fatal(err)
		}
		if _, err := wire.JetStream().CreateStream(b.Context(), stream.CachedInfo().Config); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/count, "µs/article")
}
