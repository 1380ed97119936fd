package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
	"github.com/wirecopy/wirecopy/bench/extraction/peer"
	"github.com/wirecopy/wirecopy/bench/extraction/ruler"
)

// row is what one extractor did on a set.
type row struct {
	score  ruler.Score
	cpu    time.Duration
	allocs uint64
	pages  []judged
}

type judged struct {
	page *corpus.Page
	f1   float64
}

// table measures all extractors on one set, one after the other on one thread,
// and prints a line for each.
func table(out io.Writer, set string, pages []*corpus.Page, peers []peer.Peer, worst int) error {
	fmt.Fprintf(out, "\n%s\n", set)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "extractor\tpages\ttext P/R/F1/exact\tsnippets P/R/F1\ttitle exact/loose\tauthors exact (P/R)\tdate right/wrong/none\tms\tallocations")
	var listed []judged
	for i, p := range peers {
		r := measure(set, pages, p)
		writeRow(w, p.Name, r)
		if i == 0 {
			listed = r.pages
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print table: %w", err)
	}
	slices.SortStableFunc(listed, func(a, b judged) int { return int((a.f1 - b.f1) * 1e6) })
	for _, j := range listed[:min(worst, len(listed))] {
		fmt.Fprintf(out, "  %.3f %s %s\n", j.f1, j.page.ID, j.page.URL)
	}
	return nil
}

func measure(set string, pages []*corpus.Page, p peer.Peer) row {
	var r row
	runtime.GC()
	var before, after runtime.MemStats
	for _, page := range pages {
		if page.Set != set {
			continue
		}
		runtime.ReadMemStats(&before)
		start := cpu()
		answer := p.Read(page)
		r.cpu += cpu() - start
		runtime.ReadMemStats(&after)
		r.allocs += after.Mallocs - before.Mallocs
		r.pages = append(r.pages, judged{page, r.score.Add(page, answer)})
	}
	return r
}

// cpu is the time that this process has used, its garbage collector's included.
func cpu() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func writeRow(w io.Writer, name string, r row) {
	s := &r.score
	fmt.Fprintf(w, "%s\t%d\t", name, s.Pages)
	if p, rc, f1, exact, ok := s.Text(); ok {
		fmt.Fprintf(w, "%.4f %.4f %.4f %.3f", p, rc, f1, exact)
	}
	fmt.Fprint(w, "\t")
	if p, rc, f1, ok := s.Snippets(); ok {
		fmt.Fprintf(w, "%.3f %.3f %.3f", p, rc, f1)
	}
	fmt.Fprint(w, "\t")
	if exact, loose, ok := s.Titles(); ok {
		fmt.Fprintf(w, "%.3f %.3f", exact, loose)
	}
	fmt.Fprint(w, "\t")
	if exact, p, rc, ok := s.Authors(); ok {
		fmt.Fprintf(w, "%.3f (%.3f %.3f)", exact, p, rc)
	}
	fmt.Fprint(w, "\t")
	if right, wrong, none, ok := s.Dates(); ok {
		fmt.Fprintf(w, "%.3f %.3f %.3f", right, wrong, none)
	}
	n := max(1, s.Pages)
	fmt.Fprintf(w, "\t%.1f\t%d\n", float64(r.cpu.Microseconds())/1000/float64(n), int(r.allocs)/n)
}
