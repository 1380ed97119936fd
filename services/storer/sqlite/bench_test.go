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
	for name, sync := range map[string]sqlite.Sync{"sync=normal": sqlite.SyncNormal, "sync=full": sqlite.SyncFull} {
		b.Run(name, func(b *testing.B) {
			s := open(b, sqlite.Config{Path: filepath.Join(b.TempDir(), "wire.db"), Sync: sync})
			var w stopwatch
			for n := 0; b.Loop(); n++ {
				b.StopTimer()
				batch := storetest.Entries(longArticles(n, 4000)...)
				b.StartTimer()
				w.measure(b, func() error { _, err := s.Write(b.Context(), batch); return err })
			}
			w.report(b)
		})
	}
}

// BenchmarkIndex has such batches indexed.
func BenchmarkIndex(b *testing.B) {
	s := open(b, sqlite.Config{Path: filepath.Join(b.TempDir(), "wire.db")})
	var w stopwatch
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		if _, err := s.Write(b.Context(), storetest.Entries(longArticles(n, 4000)...)); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		w.measure(b, func() error { _, err := s.Index(b.Context(), batchSize); return err })
	}
	w.report(b)
}

const batchSize = 500

// longArticles are the articles of the n-th batch.
func longArticles(n, length int) []*schema.Article {
	articles := make([]*schema.Article, batchSize)
	for i := range articles {
		articles[i] = storetest.LongArticle(n*batchSize+i, length)
	}
	return articles
}

// stopwatch takes the time of batches.
type stopwatch struct{ took, worked time.Duration }

func (w *stopwatch) measure(b *testing.B, work func() error) {
	b.Helper()
	start, cpu := time.Now(), processTime(b)
	if err := work(); err != nil {
		b.Fatal(err)
	}
	w.took += time.Since(start)
	w.worked += processTime(b) - cpu
}

func (w *stopwatch) report(b *testing.B) {
	b.Helper()
	done := float64(b.N * batchSize)
	b.ReportAllocs()
	b.ReportMetric(done/w.took.Seconds(), "articles/s")
	b.ReportMetric(float64(w.worked.Microseconds())/done, "cpu-µs/article")
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
	s := open(b, sqlite.Config{Path: filepath.Join(b.TempDir(), "wire.db")})
	for n := range 40 {
		articles := longArticles(n, 2000)
		for i := 0; i < len(articles); i += 50 {
			articles[i].InLanguage = "da"
		}
		if _, err := s.Write(b.Context(), storetest.Entries(articles...)); err != nil {
			b.Fatal(err)
		}
	}
	storetest.Settle(b, s)
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
