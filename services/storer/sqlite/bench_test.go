//go:build unix

package sqlite_test

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/storer/sqlite"
	"github.com/wirecopy/wirecopy/services/storer/store"
	"github.com/wirecopy/wirecopy/services/storer/storetest"
)

// BenchmarkWrite writes batches of 500 new articles with 4 KB of text each,
// which are records of some 14 KB. One operation is one batch.
func BenchmarkWrite(b *testing.B) {
	for _, c := range []struct {
		name   string
		config sqlite.Config
		search bool
	}{
		{"search", sqlite.Config{}, true},
		{"search,sync=full", sqlite.Config{Sync: sqlite.SyncFull}, true},
		{"unsearched", sqlite.Config{}, false},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkWrite(b, c.config, c.search) })
	}
}

func benchmarkWrite(b *testing.B, config sqlite.Config, search bool) {
	b.Helper()
	const size = 500
	config.Path = filepath.Join(b.TempDir(), "wire.db")
	s := open(b, config)
	if !search {
		s.Unsearched()
	}
	var took, worked time.Duration
	articles := make([]*schema.Article, size)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		for i := range articles {
			articles[i] = storetest.LongArticle(n*size+i, 4000)
		}
		batch := storetest.Entries(articles...)
		start, cpu := time.Now(), processTime(b)
		b.StartTimer()
		if _, err := s.Write(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
		worked += processTime(b) - cpu
	}
	done := float64(b.N * size)
	b.ReportMetric(done/took.Seconds(), "articles/s")
	b.ReportMetric(float64(worked.Microseconds())/done, "cpu-µs/article")
}

// processTime is the time of the processors that this process has used.
func processTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkSearch asks for the newest 20 of 20,000 articles with 2 KB of text
// each, by words from the most frequent to a rare one.
func BenchmarkSearch(b *testing.B) {
	const size = 500
	s := open(b, sqlite.Config{Path: filepath.Join(b.TempDir(), "wire.db")})
	articles := make([]*schema.Article, size)
	for n := range 40 {
		for i := range articles {
			articles[i] = storetest.LongArticle(n*size+i, 2000)
			if i%50 == 0 {
				articles[i].InLanguage = "da"
			}
		}
		if _, err := s.Write(b.Context(), storetest.Entries(articles...)); err != nil {
			b.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		query store.Query
	}{
		{"nothing", store.Query{}},
		{"in every article", store.Query{Text: storetest.Word(0)}},
		{"frequent", store.Query{Text: storetest.Word(200)}},
		{"rare", store.Query{Text: storetest.Word(20_000)}},
		{"frequent and rare", store.Query{Text: storetest.Word(0) + " " + storetest.Word(20_000)}},
		{"phrase of frequent words", store.Query{Text: `"` + storetest.Word(0) + " " + storetest.Word(1) + " " + storetest.Word(2) + `"`}},
		{"nothing found, frequent without frequent", store.Query{Text: storetest.Word(5) + " -" + storetest.Word(0)}},
		{"frequent, of one language in 50", store.Query{Text: storetest.Word(0), Language: "da"}},
		{"frequent, long ago", store.Query{Text: storetest.Word(0), Until: storetest.Epoch().Add(1000 * time.Minute)}},
	} {
		c.query.Limit = 20
		b.Run(c.name, func(b *testing.B) {
			found := 0
			for b.Loop() {
				found = 0
				for _, err := range s.Articles(b.Context(), c.query) {
					if found++; err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(found), "found")
		})
	}
}
