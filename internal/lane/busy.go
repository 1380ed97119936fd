package lane

import (
	"fmt"
	"time"
)

// BusyError says that a host can't be asked yet, and when to come again. Each
// one names a time of its own, so that those who were sent away don't all come
// back at once.
type BusyError struct {
	Host  string
	Until time.Time
}

// Error says when to come again.
func (e *BusyError) Error() string {
	return fmt.Sprintf("host %s can't be asked before %s", e.Host, e.Until.UTC().Format(time.RFC3339))
}
