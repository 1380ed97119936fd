package pressure

import (
	"context"
	"fmt"
)

// disk measures how near the disk is to being full, whoever fills it.
func (w *Watch) disk(context.Context) (reading, error) {
	if w.config.Disk == "" {
		return reading{}, nil
	}
	free, total, err := freeOf(w.config.Disk)
	if err != nil || total == 0 {
		return reading{}, err
	}
	return room(free, total, w.config.DiskFree), nil
}

// room weighs what is free of a disk against what must be.
func room(free, total, must uint64) reading {
	must = min(must, total/10)
	return reading{
		level: float64(must) / float64(max(free, 1)),
		reason: fmt.Sprintf("the disk has %s free of %s, and %s must stay free: make room",
			inBytes(float64(free)), inBytes(float64(total)), inBytes(float64(must))),
	}
}
