package peer

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/wirecopy/wirecopy/bench/extraction/corpus"
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

// Table measures all extractors on one set, one after the other on one thread,
// and prints a line for each, with what it cost or without.
func Table(out io.Writer, set string, pages []*corpus.Page, peers []Peer, cost bool) error {
	fmt.Fprintf(out, "\n%s\n", set)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	costs := ""
	if cost {
		costs = "\tms\tallocations"
	}
	fmt.Fprintln(w, "extractor\tpages\ttext P/R/F1/exact\tsnippets P/R/F1\ttitle exact/loose\tauthors exact (P/R)\tdate right/wrong/none"+costs)
	for _, p := range peers {
		writeRow(w, p.Name, measure(set, pages, p), cost)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print table: %w", err)
	}
	return nil
}

// Worst lists the n pages of a set that an extractor did worst on.
func Worst(out io.Writer, set string, pages []*corpus.Page, p Peer, n int) error {
	if n == 0 {
		return nil
	}
	list := measure(set, pages, p).pages
	slices.SortStableFunc(list, func(a, b judged) int { return cmp.Compare(a.f1, b.f1) })
	for _, j := range list[:min(n, len(list))] {
		if _, err := fmt.Fprintf(out, "  %.3f %s %s\n", j.f1, j.page.ID, j.page.URL); err != nil {
			return fmt.Errorf("print list: %w", err)
		}
	}
	return nil
}

func measure(set string, pages []*corpus.Page, p Peer) row {
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

func writeRow(w io.Writer, name string, r row, cost bool) {
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
	if n := max(1, s.Pages); cost {
		fmt.Fprintf(w, "\t%.1f\t%d", float64(r.cpu.Microseconds())/1000/float64(n), int(r.allocs)/n)
	}
	fmt.Fprintln(w)
}
