//go:build !unix

package natsembed

import (
	"fmt"
	"os"
)

// lock only makes the directory: there is no advisory lock here that the death
// of a process releases. The port keeps most second servers out.
func lock(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("nats server: make directory: %w", err)
	}
	return func() {}, nil
}
