package gauge

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

// Process is a process that is measured.
type Process struct {
	name string
	cmd  *exec.Cmd
	log  bytes.Buffer // what it wrote to standard error; whole once it has ended
}

// Start starts a program with more variables in its environment than ours. It is
// killed when ctx ends before [Process.Stop] was called.
func Start(ctx context.Context, variables []string, program string, args ...string) (*Process, error) {
	p := &Process{name: filepath.Base(program), cmd: exec.CommandContext(ctx, program, args...)}
	p.cmd.Stderr = &p.log
	p.cmd.Env = append(os.Environ(), variables...)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	return p, nil
}

// Stop ends the process in good order; the error of one that ends otherwise
// holds its log.
func (p *Process) Stop() error {
	signalled := p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("stop %s: %w\n%s", p.name, err, p.log.String())
	}
	if signalled != nil {
		return fmt.Errorf("stop %s: it had ended by itself\n%s", p.name, p.log.String())
	}
	return nil
}

// CPU is the time that the process has computed, in all its threads, to 10 ms.
func (p *Process) CPU() (time.Duration, error) { return cpu(strconv.Itoa(p.cmd.Process.Pid)) }

// Peak is the most memory that the process has had, in bytes.
func (p *Process) Peak() (int64, error) { return memory(strconv.Itoa(p.cmd.Process.Pid), "VmHWM:") }

// Resident is the memory that the process has now, in bytes.
func (p *Process) Resident() (int64, error) {
	return memory(strconv.Itoa(p.cmd.Process.Pid), "VmRSS:")
}

// SelfCPU is the time that this process has computed.
func SelfCPU() (time.Duration, error) { return cpu("self") }

// SelfPeak is the most memory that this process has had, in bytes.
func SelfPeak() (int64, error) { return memory("self", "VmHWM:") }

// SelfResident is the memory that this process has now, in bytes.
func SelfResident() (int64, error) { return memory("self", "VmRSS:") }

func cpu(pid string) (time.Duration, error) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
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

func memory(pid, field string) (int64, error) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "status"))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("read memory: /proc is not as on Linux")
}

// ResetSelfPeak lets [SelfPeak] begin anew.
func ResetSelfPeak() error {
	const peak = "5" // proc(5), clear_refs
	if err := os.WriteFile("/proc/self/clear_refs", []byte(peak), 0); err != nil {
		return fmt.Errorf("reset the peak of memory: %w", err)
	}
	return nil
}
