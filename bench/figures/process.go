package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ticksPerSecond is the unit of /proc/PID/stat on Linux (USER_HZ).
const ticksPerSecond = 100

// process is the wire that is measured.
type process struct {
	cmd *exec.Cmd
	log bytes.Buffer
}

func start(ctx context.Context, binary string, args ...string) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, binary, args...)}
	p.cmd.Stderr = &p.log
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the wire: %w", err)
	}
	return p, nil
}

// stop ends the wire in good order.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop the wire: %w", err)
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("stop the wire: %w\n%s", err, p.log.String())
	}
	return nil
}

// cpu is the time that the wire has computed, of all its threads.
func (p *process) cpu() (time.Duration, error) {
	text, err := os.ReadFile(p.path("stat"))
	if err != nil {
		return 0, fmt.Errorf("read CPU time: %w", err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0, errors.New("read CPU time: /proc is not as on Linux")
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / ticksPerSecond, errors.Join(err1, err2)
}

// peak is the most memory that the wire has had, in bytes.
func (p *process) peak() (int64, error) {
	text, err := os.ReadFile(p.path("status"))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("read memory: /proc is not as on Linux")
}

func (p *process) path(name string) string {
	return filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), name)
}
