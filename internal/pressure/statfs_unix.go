//go:build linux || darwin

package pressure

import (
	"fmt"
	"syscall"
)

// freeOf is how many bytes of a directory's disk we may still use, and how many there are.
func freeOf(dir string) (free, total uint64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0, fmt.Errorf("look at the disk of %s: %w", dir, err)
	}
	block := uint64(s.Bsize)
	return s.Bavail * block, s.Blocks * block, nil
}
