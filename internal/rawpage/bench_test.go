//go:build unix

package rawpage_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wirecopy/wirecopy/internal/rawpage"
)

// BenchmarkPut puts a new page of some 150 KB in each round. cpu-us/op is all that
// the process takes, the NATS server of the bucket included; disk-B/op is what the
// place takes on disk.
func BenchmarkPut(b *testing.B) {
	for _, place := range []string{"directory", "bucket"} {
		b.Run(place, func(b *testing.B) {
			s, dir := shelfOf(b, place)
			body := made(rand.New(rand.NewPCG(1, 2)), 150<<10) //nolint:gosec // the same page in each run
			before := spent(b)
			n := 0
			for b.Loop() {
				p := page(fmt.Sprintf("https://a.example/%d", n), body)
				if err := s.Put(b.Context(), p); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64((spent(b)-before).Microseconds())/float64(n), "cpu-us/op")
			b.ReportMetric(float64(onDisk(b, dir))/float64(n), "disk-B/op")
		})
	}
}

// BenchmarkAll reads a thousand pages in each round.
func BenchmarkAll(b *testing.B) {
	for _, place := range []string{"directory", "bucket"} {
		b.Run(place, func(b *testing.B) {
			s, _ := shelfOf(b, place)
			body := made(rand.New(rand.NewPCG(1, 2)), 150<<10) //nolint:gosec // the same page in each run
			const pages = 1000
			for n := range pages {
				if err := s.Put(b.Context(), page(fmt.Sprintf("https://a.example/%d", n), body)); err != nil {
					b.Fatal(err)
				}
			}
			before, read := spent(b), 0
			for b.Loop() {
				for _, err := range s.All(b.Context()) {
					if err != nil {
						b.Fatal(err)
					}
					read++
				}
			}
			b.ReportMetric(float64((spent(b)-before).Microseconds())/float64(read), "cpu-us/page")
		})
	}
}

// shelfOf opens a place, and says where it is on disk.
func shelfOf(b *testing.B, place string) (s *rawpage.Shelf, dir string) {
	b.Helper()
	if place == "directory" {
		return inDirectory(b)
	}
	dir = b.TempDir()
	s, _ = inBucket(b, dir)
	return s, dir
}

// made is a page of words and markup.
func made(dice *rand.Rand, size int) string {
	var page strings.Builder
	for page.Len() < size {
		fmt.Fprintf(&page, `<div class="c%d"><a href="/news/%d">`, dice.IntN(50), dice.IntN(100_000))
		for range 1 + dice.IntN(30) {
			fmt.Fprintf(&page, "w%x ", dice.IntN(1<<(4+dice.IntN(12))))
		}
		page.WriteString("</a></div>\n")
	}
	return page.String()
}

// spent is the processor time of the process so far.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// onDisk is what the files below a directory take, in bytes.
func onDisk(b *testing.B, dir string) (bytes int64) {
	b.Helper()
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		const block = 512 // in which stat counts
		if stat, ok := info.Sys().(*syscall.Stat_t); ok {
			bytes += stat.Blocks * block
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return bytes
}
