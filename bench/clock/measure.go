package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/bench/gauge"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Figures are what was measured.
type Figures struct {
	Feeds int `json:"feeds"`
	// BodyBytes is the size of a schedule's body.
	BodyBytes int `json:"bodyBytes"`
	// FillPerSecond is how many schedules a second were written at the start.
	FillPerSecond float64 `json:"filledPerSecond"`
	// PerSecond is how many feeds a second were worked on.
	PerSecond float64 `json:"cyclesPerSecond"`
	// CycleMillis is the CPU time of the server and the worker for one of them.
	CycleMillis float64 `json:"cpuMillisPerCycle"`
	// Late is how long after they were due feeds were worked on.
	Late gauge.Spread `json:"late"`
	// Lost feeds have neither a schedule nor a due message, or one that forgets a cycle.
	Lost int `json:"lost"`
	// Twice is how many feeds have two, or one that was wound up twice.
	Twice int `json:"twice"`
	// Fenced is how many messages had been worked on before.
	Fenced int `json:"fenced"`
	// FillPeak and Peak are the most memory of the process, in bytes, while the
	// schedules were written, and after that.
	FillPeak int64 `json:"fillPeakBytes"`
	Peak     int64 `json:"peakBytes"`
	// Disk is what the streams take, in bytes.
	Disk int64 `json:"diskBytes"`
}

// String is the figures for people.
func (f Figures) String() string {
	var b strings.Builder
	row := func(name, format string, values ...any) {
		fmt.Fprintf(&b, "%-44s "+format+"\n", append([]any{name}, values...)...)
	}
	row("schedules, bytes of a body", "%d, %d", f.Feeds, f.BodyBytes)
	row("written a second at the start", "%.0f", f.FillPerSecond)
	row("cycles a second", "%.0f", f.PerSecond)
	row("CPU-ms a cycle", "%.3f", f.CycleMillis)
	row("late: half, 99 of 100, most", "%s", f.Late)
	row("lost, twice, fenced", "%d, %d, %d", f.Lost, f.Twice, f.Fenced)
	row("peak memory at the start, then, MiB", "%d, %d", f.FillPeak>>20, f.Peak>>20)
	row("disk, MiB", "%d", f.Disk>>20)
	return b.String()
}

// measure runs the phases, one after the other.
func (c *clock) measure(ctx context.Context) (Figures, error) {
	f := Figures{Feeds: c.flags.Feeds}
	took, err := c.fill(ctx)
	if err != nil {
		return f, err
	}
	f.FillPerSecond = float64(c.flags.Feeds) / took.Seconds()
	if f.FillPeak, err = gauge.SelfPeak(); err != nil {
		return f, err
	}
	if err := gauge.ResetSelfPeak(); err != nil {
		return f, err
	}
	if err := gauge.Wait(ctx, time.Until(c.base)); err != nil {
		return f, err
	}
	if err := c.run(ctx, &f); err != nil {
		return f, err
	}
	if f.Peak, err = gauge.SelfPeak(); err != nil {
		return f, err
	}
	if f.Disk, err = diskOf(c.dir); err != nil {
		return f, err
	}
	return f, c.verify(ctx, &f)
}

// run has the worker work.
func (c *clock) run(ctx context.Context, f *Figures) (err error) {
	if c.flags.Profile != "" {
		file, err := os.Create(c.flags.Profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
	}
	before, err := gauge.SelfCPU()
	if err != nil {
		return err
	}
	begin := time.Now()
	working, stop := context.WithTimeout(ctx, c.flags.For)
	defer stop()
	c.bus.Work(working, bus.Worker{
		Stream: schema.StreamFeeds, Consumer: schema.ConsumerFetcher, Count: c.flags.Workers,
		Deadline: 45 * time.Second, Grace: 10 * time.Second, Handle: c.wind,
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	lasted := time.Since(begin)
	pprof.StopCPUProfile()
	after, err := gauge.SelfCPU()
	if err != nil {
		return err
	}
	if c.flags.Heap != "" {
		if err := writeHeap(c.flags.Heap); err != nil {
			return err
		}
	}
	f.Late, f.Fenced = gauge.SpreadOf(c.late), c.fenced
	if f.Late.Count == 0 {
		return errors.New("nothing was due")
	}
	f.PerSecond = float64(f.Late.Count) / lasted.Seconds()
	f.CycleMillis = float64(after-before) / float64(time.Millisecond) / float64(f.Late.Count)
	return nil
}

// verify looks for every feed in the stream.
func (c *clock) verify(ctx context.Context, f *Figures) error {
	found := make([]uint64, c.flags.Feeds) // sequences
	bytes, messages := 0, 0
	for stored, err := range c.bus.Browse(ctx, schema.StreamFeeds, schema.SubjectFeeds, 1) {
		if err != nil {
			return err
		}
		var state schema.Poll
		if err := json.Unmarshal(stored.Body, &state); err != nil {
			return err
		}
		number, err := numberOf(state.Feed)
		if err != nil {
			return err
		}
		bytes, messages = bytes+len(stored.Body), messages+1
		switch polls := int64(c.cycles[number]); {
		case state.Count < polls:
			f.Lost++
		case state.Count > polls:
			f.Twice++
		}
		if first := found[number]; first != 0 {
			// A schedule that fired while we read has become this due message.
			_, still, err := c.bus.Get(ctx, schema.StreamFeeds, first)
			if err != nil {
				return err
			}
			if still {
				f.Twice++
			}
		}
		found[number] = stored.Sequence
	}
	for _, sequence := range found {
		if sequence == 0 {
			f.Lost++
		}
	}
	f.BodyBytes = bytes / max(messages, 1)
	return nil
}

// diskOf is what the files under a directory take.
func diskOf(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a temporary file that has gone
		}
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	return bytes, err
}

func writeHeap(name string) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(pprof.WriteHeapProfile(file), file.Close())
}
