package gauge

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// TreeCPU is the time that a process and its children have computed, those that
// have ended among them. It is for servers that have a process for each connection.
func TreeCPU(pid int) (time.Duration, error) {
	pids := []string{strconv.Itoa(pid)}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return 0, err
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended meanwhile
		}
		// The name in brackets may hold anything; the state and the parent come after it.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(fields) > 1 && fields[1] == pids[0] {
			pids = append(pids, filepath.Base(filepath.Dir(stat)))
		}
	}
	ended, err := endedCPU(pids[0])
	if err != nil {
		return 0, err
	}
	total := ended
	for _, pid := range pids {
		used, err := cpu(pid)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		total += used
	}
	return total, nil
}

// endedCPU is the time of the children that have ended, and that were waited for.
func endedCPU(pid string) (time.Duration, error) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return 0, fmt.Errorf("read CPU time: %w", err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 15 {
		return 0, errors.New("read CPU time: /proc is not as on Linux")
	}
	user, err1 := strconv.Atoi(fields[13])
	system, err2 := strconv.Atoi(fields[14])
	return time.Duration(user+system) * time.Second / ticksPerSecond, errors.Join(err1, err2)
}
