package main

import (
	"fmt"
	"strings"
	"time"
)

// Figures are what was measured.
type Figures struct {
	Store    string `json:"store"`
	Articles int    `json:"articles"`

	// WriteMillis is the CPU time of decoding and writing an article, of which
	// ServerMillis is the database server's.
	WriteMillis  float64 `json:"cpuMillisPerArticle"`
	ServerMillis float64 `json:"serverCPUMillisPerArticle"`
	// WrittenPerSecond is how many were written a second, one batch at a time.
	WrittenPerSecond float64 `json:"writtenPerSecond"`

	// IndexMillis is the CPU time of indexing an article.
	IndexMillis      float64 `json:"indexCPUMillisPerArticle"`
	IndexedPerSecond float64 `json:"indexedPerSecond"`
	// Bytes is what an article takes of the disk, with its search.
	Bytes float64 `json:"bytesPerArticle"`

	// AskP50, AskP95 and AskMax are the times of an answer of 20 articles.
	AskP50 time.Duration `json:"askP50Nanoseconds"`
	AskP95 time.Duration `json:"askP95Nanoseconds"`
	AskMax time.Duration `json:"askMaxNanoseconds"`

	// Published is how many articles were published at the steady rate, Lost how
	// many of them the store doesn't have, Behind how many waited to be stored when
	// the last was published, and Unindexed how many then waited for the search.
	Published int     `json:"published"`
	PerSecond float64 `json:"publishedPerSecond"`
	Lost      int     `json:"lost"`
	Behind    int     `json:"behind"`
	Unindexed int64   `json:"unindexed"`
	// StreamMillis is the CPU time of all of it for an article: publishing, NATS,
	// storing and indexing.
	StreamMillis float64 `json:"streamCPUMillisPerArticle"`
}

// String is the figures for people.
func (f Figures) String() string {
	var b strings.Builder
	row := func(name, format string, values ...any) {
		fmt.Fprintf(&b, "%-58s "+format+"\n", append([]any{name}, values...)...)
	}
	row("store, articles", "%s, %d", f.Store, f.Articles)
	if f.WrittenPerSecond > 0 {
		row("CPU-ms to decode and write an article; of these the server's", "%.3f, %.3f", f.WriteMillis, f.ServerMillis)
		row("written a second", "%.0f", f.WrittenPerSecond)
	}
	if f.IndexedPerSecond > 0 {
		row("CPU-ms to index an article", "%.3f", f.IndexMillis)
		row("indexed a second", "%.0f", f.IndexedPerSecond)
		row("bytes of disk an article", "%.0f", f.Bytes)
	}
	if f.AskMax > 0 {
		row("answers: half, 95 of 100, the slowest", "%s, %s, %s", round(f.AskP50), round(f.AskP95), round(f.AskMax))
	}
	if f.Published > 0 {
		row("published at a steady rate, a second", "%d, %.0f", f.Published, f.PerSecond)
		row("lost; behind at the end: storer, search", "%d; %d, %d", f.Lost, f.Behind, f.Unindexed)
		row("CPU-ms an article, NATS and search included", "%.3f", f.StreamMillis)
	}
	return b.String()
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

// perArticle is CPU time in milliseconds for each of n articles.
func perArticle(d time.Duration, n int) float64 {
	return float64(d) / float64(time.Millisecond) / float64(n)
}
