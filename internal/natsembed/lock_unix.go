//go:build unix

package natsembed

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock keeps a second server out of the directory: both would write the same
// files. The kernel lets go of the lock when the process dies.
func lock(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("nats server: make directory: %w", err)
	}
	file, err := os.OpenFile(lockName(dir), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("nats server: lock directory: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("nats server: another process uses %s: stop it, or choose another directory", dir)
		}
		return nil, fmt.Errorf("nats server: lock %s: %w", dir, err)
	}
	return func() { file.Close() }, nil
}
