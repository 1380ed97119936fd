package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

const (
	hour = 3600.
	day  = 24 * hour
)

// trace is what some feeds published over some days.
type trace struct {
	Feeds []feed
	Days  int
}

// feed is when a feed's entries were published.
type feed struct {
	// Times are in seconds from a Monday, 00:00 UTC, on; ascending.
	Times []float64
	// Temper is what they were made from; nil where nobody knows.
	Temper *temper
}

// load reads a trace from a file, see [read].
func load(path string) (trace, error) {
	file, err := os.Open(path)
	if err != nil {
		return trace{}, fmt.Errorf("open trace: %w", err)
	}
	defer file.Close()
	t, err := read(file)
	if err != nil {
		return trace{}, fmt.Errorf("read trace %s: %w", path, err)
	}
	return t, nil
}

// read reads a trace: gzipped JSON, a list of times for each feed. Its last day
// is the last one that is whole for most feeds: bursts run on after the end.
func read(from io.Reader) (trace, error) {
	unzipped, err := gzip.NewReader(from)
	if err != nil {
		return trace{}, err
	}
	var feeds [][]float64
	if err := json.NewDecoder(unzipped).Decode(&feeds); err != nil {
		return trace{}, err
	}
	var t trace
	var ends []float64
	for _, times := range feeds {
		slices.Sort(times)
		t.Feeds = append(t.Feeds, feed{Times: times})
		if len(times) > 0 {
			ends = append(ends, times[len(times)-1])
		}
	}
	if len(ends) == 0 {
		return trace{}, fmt.Errorf("none of its %d feeds has entries", len(feeds))
	}
	slices.Sort(ends)
	t.Days = int(math.Round(ends[len(ends)/2] / day))
	if t.Days <= warmUp {
		return trace{}, fmt.Errorf("it lasts for %d days, %d of which are for warming up", t.Days, warmUp)
	}
	return t, nil
}
