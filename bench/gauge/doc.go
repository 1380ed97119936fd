// Package gauge reads what a process costs: its CPU time and its memory, as the
// kernel counts them, and how times are spread. The benchmarks start what they
// measure as a process of its own, so that the figures are those of nothing else.
//
// It reads /proc, so that it needs Linux. It is no profiler.
package gauge
